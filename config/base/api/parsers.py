"""One JSON parser for all views: what would break Python or PostgreSQL later is refused here, by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_DEPTH = 20
# The largest power of ten a double holds: what is beyond would become infinite in any client.
MAX_EXPONENT = 308


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = "The body is too large."


class StrictJSONParser(BaseParser):
    """UTF-8 whatever charset is claimed; numbers with a fraction become Decimal, never float."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        text = read_text(stream)
        try:
            data = json.loads(
                text, parse_float=Decimal, parse_constant=refuse_constant, object_pairs_hook=without_duplicates
            )
        except RecursionError:
            raise too_deep() from None
        except ValueError as error:
            raise ParseError(f"This is not JSON: {error}.") from None
        refuse_unstorable(data)
        return data


def read_text(stream: IO[bytes]) -> str:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise TooLarge(f"The body is larger than {limit} bytes.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ParseError("The body is not UTF-8.") from None


def refuse_constant(name: str) -> None:
    raise ParseError(f"{name} is not a JSON number.")


def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError("A key stands twice in one object.", code="duplicate_key")
    return found


def too_deep() -> ParseError:
    return ParseError(f"The body is nested deeper than {MAX_DEPTH} levels.", code="too_deep")


def refuse_unstorable(data: Any) -> None:
    """Depth, NUL, lone surrogates and numbers beyond a double, anywhere: walked without recursion."""
    waiting: list[tuple[Any, int]] = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            refuse_text(value)
        elif isinstance(value, Decimal):
            if not value.is_finite() or value.adjusted() > MAX_EXPONENT:
                raise ParseError("A number is too large.")
        elif isinstance(value, (dict, list)):
            if depth >= MAX_DEPTH:
                raise too_deep()
            waiting.extend((child, depth + 1) for child in children(value))


def children(value: dict[str, Any] | list[Any]) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
        return
    yield from value.keys()
    yield from value.values()


def refuse_text(text: str) -> None:
    if "\x00" in text:
        raise ParseError("Text must not contain the NUL character.", code="null_character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ParseError("Text contains a lone surrogate, which is no character.", code="surrogate") from None
