"""ETag and If-Match on a row's version: a change based on an older reading is refused with 412."""

from __future__ import annotations

import re

from rest_framework.request import Request

from config.base.versions import ANY, Versions


def etag(version: int) -> str:
    return f'"{version}"'


def if_match(request: Request) -> Versions:
    """The versions that the client will accept; what cannot be read matches none, so the write is refused."""
    header = request.headers.get("If-Match")
    if header is None:
        return None
    if header.strip() == "*":
        return frozenset({ANY})
    return frozenset(int(number) for number in re.findall(r'(?:^|,)\s*"(\d{1,9})"\s*(?=,|$)', header))
