"""`score_answers`: scores answers given as JSON lines, one line out for each line in. Needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from interviews.scoring import Assessment, Task, score_answer

MORE = (
    'In: {"question": str, "reference": str or [str, ...], "answer": str}, and "key_points": [str, ...], "story": true '
    'where known. Out: {"score": 0..5, "overall": 0..100, "dimensions": {...}, "confidence": ..., "scorer": ...}, null '
    'where not assessed; {"error": ...} in the place of a line that cannot be read, and exit code 1 at the end.'
)


class BadLine(Exception):
    """A line that is no task; the message goes to its writer."""


class Command(BaseCommand):
    help = f"Scores answers: JSON lines from standard input to standard output. {MORE}"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        bad = 0
        for found in answers(sys.stdin.buffer):
            bad += "error" in found
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            self.stdout.flush()
        if bad:
            sys.exit(1)


def answers(lines: BinaryIO) -> Iterator[dict[str, Any]]:
    """One result for each line that is not blank, as soon as the line is there."""
    for line in iter(lines.readline, b""):
        if line.strip():
            try:
                yield as_line(score_answer(*read_line(line)))
            except BadLine as error:
                yield {"error": str(error)}


def read_line(line: bytes) -> tuple[Task, str]:
    try:
        held = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not JSON: {error}") from error
    if not isinstance(held, dict):
        raise BadLine("not a JSON object")
    task = Task(
        question=text(held, "question"),
        references=texts(held, "reference"),
        key_points=texts(held, "key_points"),
        story=held.get("story") is True,
    )
    return task, text(held, "answer")


def text(held: dict[str, Any], name: str) -> str:
    value = held.get(name)
    if not isinstance(value, str):
        raise BadLine(f'"{name}" must be a string')
    return value


def texts(held: dict[str, Any], name: str) -> tuple[str, ...]:
    """A string, a list of strings, or nothing; blank ones are none."""
    value = held.get(name)
    listed = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise BadLine(f'"{name}" must be a string or a list of strings')
    return tuple(one for one in listed if one.strip())


def as_line(found: Assessment) -> dict[str, Any]:
    return {
        "score": found.content,
        "overall": found.overall,
        "dimensions": {name: score.score for name, score in found.dimensions.items()},
        "confidence": found.confidence,
        "flags": list(found.flags),
        "scorer": f"{found.scorer} {found.version}",
    }
