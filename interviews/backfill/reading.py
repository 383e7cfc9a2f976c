"""The file: one session as a JSON object, a list of them, or one on each line, of any length.

Of a list or of lines only one entry is held in memory at a time. Numbers with a fraction become Decimal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple, TextIO

PIECE = 1 << 16
# Characters of one entry: far more than an interview, and no more than memory holds.
LONGEST = 1 << 25
# Python takes quadratic time for the digits of an int, and refuses thousands of them.
MOST_DIGITS = 18


class Entry(NamedTuple):
    """`number` counts from 1. With a problem there is no value."""

    number: int
    value: Any
    problem: str | None = None


def whole_number(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= MOST_DIGITS else Decimal(digits)


DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=whole_number, parse_constant=Decimal)


def read_entries(stream: TextIO) -> Iterator[Entry]:
    """The entries in their order. One that is no JSON is told; in a list, what follows it is lost with it."""
    first = next_line(stream, PIECE)
    if first.startswith("["):
        yield from of_list(Buffer(first[1:], stream))
        return
    first += "" if first.endswith("\n") else stream.readline(LONGEST)
    second = next_line(stream)
    if second.startswith("{") or not second or is_json(first):
        yield from of_lines(chain((first, second), iter(lambda: next_line(stream), "")))
    else:
        yield decoded(1, first + second + stream.read(LONGEST))


def next_line(stream: TextIO, longest: int = LONGEST) -> str:
    """The next line that is not blank, from its first sign on; "" at the end. A longer one comes in pieces."""
    while line := stream.readline(longest):
        if line := line.lstrip():
            return line
    return ""


def is_json(text: str) -> bool:
    return decoded(0, text).problem is None


def of_lines(lines: Iterator[str]) -> Iterator[Entry]:
    return (decoded(number, line) for number, line in enumerate(filter(None, lines), 1))


def decoded(number: int, text: str) -> Entry:
    try:
        return Entry(number, DECODER.decode(text))
    except (ValueError, RecursionError) as error:
        return Entry(number, None, f"It is no JSON: {why(error)}.")


def why(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


class Buffer:
    """What has been read of the stream and not been used yet."""

    def __init__(self, text: str, stream: TextIO) -> None:
        self.text, self.stream, self.at = text, stream, 0

    def more(self) -> bool:
        """Each time at least as much again, so that decoding a long entry anew stays cheap."""
        left = self.text[self.at :]
        piece = self.stream.read(max(PIECE, len(left))) if len(left) < LONGEST else ""
        self.text, self.at = left + piece, 0
        return bool(piece)

    def sign(self) -> str:
        """The next visible character, "" at the end."""
        while True:
            while self.at < len(self.text):
                if not self.text[self.at].isspace():
                    return self.text[self.at]
                self.at += 1
            if not self.more():
                return ""

    def value(self) -> Any:
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError:
                if not self.more():
                    raise
            else:
                # What ends with the buffer may be cut: 12 of 123.
                if end < len(self.text) or not self.more():
                    self.at = end if end < len(self.text) else len(self.text)
                    return value


def of_list(buffer: Buffer) -> Iterator[Entry]:
    number = 0
    while buffer.sign() not in ("]", ""):
        number += 1
        try:
            value = buffer.value()
        except (ValueError, RecursionError) as error:
            yield Entry(number, None, f"It is no JSON: {why(error)}. What follows it could not be read.")
            return
        yield Entry(number, value)
        if buffer.sign() == ",":
            buffer.at += 1
        elif buffer.sign() != "]":
            break
    if buffer.sign() != "]":
        yield Entry(number + 1, None, "The list is broken off here. What follows could not be read.")
        return
    buffer.at += 1
    if buffer.sign():
        yield Entry(number + 1, None, "Something follows the end of the list. It could not be read.")
