"""A small bank in files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from interviews.tests.factories import ACCEPTED_ANSWERS, KEY_POINTS, MODEL_ANSWER

ROLE = {"key": "backend", "name": "Backend Engineer", "skills": ["sql"]}
FOLLOW_UP = {"trigger": "missing_point", "text": "What can you say about {point}?"}
MODULE = {
    "key": "first-steps",
    "title": "First steps",
    "description": "",
    "category": "technical",
    "difficulty": "easy",
    "duration_minutes": 30,
    "role": "backend",
    "questions": ["question-1", "question-2"],
}


def question(number: int, **said: Any) -> dict[str, Any]:
    return {
        "key": f"question-{number}",
        "text": f"What does index {number} do for you?",
        "focus": "core",
        "difficulty": "easy",
        "roles": ["backend"],
        "levels": ["junior", "mid", "senior"],
        "skills": ["sql"],
        "key_points": list(KEY_POINTS),
        "model_answer": MODEL_ANSWER,
        "accepted_answers": list(ACCEPTED_ANSWERS),
        "hints": ["Think of a book."],
    } | said


def write_bank(folder: Path, **files: Any) -> Path:
    """A good bank of two questions, but for the files given."""
    rows = {
        "roles": [ROLE],
        "questions": [question(1), question(2)],
        "modules": [MODULE],
        "follow_ups": [FOLLOW_UP],
    } | files
    (folder / "questions").mkdir(exist_ok=True)
    for name, content in rows.items():
        path = folder / "questions" / "all.yaml" if name == "questions" else folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return folder
