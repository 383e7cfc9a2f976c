"""ETag and If-Match on a row's version: a change based on an older reading is refused with 412."""

from __future__ import annotations

import hashlib
import re

from rest_framework.request import Request

from config.base.versions import ANY, Versions

ENTITY_TAG = re.compile(r'(?:^|,)\s*"(\d{1,9})(?:-[0-9a-f]{16})?"\s*(?=,|$)')


def etag(version: int, body: str) -> str:
    """The row's version, which If-Match goes by, and a digest of the whole answer, which If-None-Match needs as well:

    an answer also shows names and statuses of other rows, which change without it.
    """
    return f'"{version}-{hashlib.sha256(body.encode()).hexdigest()[:16]}"'


def if_match(request: Request) -> Versions:
    """The versions that the client will accept; what cannot be read matches none, so the write is refused."""
    header = request.headers.get("If-Match")
    if header is None:
        return None
    if header.strip() == "*":
        return frozenset({ANY})
    return frozenset(int(number) for number in ENTITY_TAG.findall(header))
