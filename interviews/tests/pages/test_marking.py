"""Marks in an answer's text."""

from __future__ import annotations

from typing import Any

import pytest

from interviews.pages.marking import Part, marked

TEXT = "Reads are fast, writes are slow."


def span(quote: str, effect: str = "earned", shift: int = 0) -> dict[str, Any]:
    start = TEXT.index(quote) + shift
    return {"quote": quote, "start": start, "end": start + len(quote), "effect": effect}


@pytest.mark.parametrize(
    ("evidence", "effects"),
    [
        ([], [("Reads are fast, writes are slow.", "")]),
        ([span(TEXT)], [(TEXT, "earned")]),
        (
            [span("Reads are fast"), span("slow", "cost")],
            [("Reads are fast", "earned"), (", writes are ", ""), ("slow", "cost"), (".", "")],
        ),
        (
            [span("Reads are fast"), span("fast, writes", "cost")],
            [("Reads are ", "earned"), ("fast", "both"), (", writes", "cost"), (" are slow.", "")],
        ),
        ([span("Reads"), span("Reads")], [("Reads", "earned"), (" are fast, writes are slow.", "")]),
        ([span("fast", shift=1)], [(TEXT, "")]),
        ([span("")], [(TEXT, "")]),
    ],
)
def test_parts(evidence: list[dict[str, Any]], effects: list[tuple[str, str]]) -> None:
    parts = marked(TEXT, evidence)
    assert parts == [Part(*pair) for pair in effects]
    assert "".join(part.text for part in parts) == TEXT


def test_an_empty_text_has_no_parts() -> None:
    assert marked("", []) == []
