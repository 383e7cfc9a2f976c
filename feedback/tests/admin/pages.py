"""Reading the back-office's pages."""

from __future__ import annotations

from typing import Any


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    text: str = answer.content.decode()
    return text
