"""Resumes as people would have typed them: PDFs have ligatures, several kinds of dashes and invisible characters."""

from __future__ import annotations

# Some thirty pages: what lies beyond is not looked at.
MAX_CHARACTERS = 100_000
TYPED = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "’": "'", "\u00ad": None, "\u200b": None}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)


def as_typed(text: str) -> str:
    return text[:MAX_CHARACTERS].translate(TYPED)
