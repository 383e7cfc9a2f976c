"""Scores that are out of date many at a time: a job says so of their candidates, some of them after the others.

In the transaction that makes them so they would all be locked at once, and whoever gives feedback on one would wait for
all. The job is written in that transaction and run after it: none is flagged, and scored, too early or never.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from feedback.selectors.evidence import candidates_rated_by
from tracking.services.scores import flag_all_scored, flag_for_rescoring

FLAG_TASK = "feedback.flag_for_rescoring"


def flag_later(rated_by: Iterable[UUID] | None = None) -> None:
    """The candidates rated by these interviewers; by default everybody who has a score."""
    authors: JSONValue = None if rated_by is None else [str(pk) for pk in rated_by]
    app.configure_task(FLAG_TASK).defer(rated_by=authors)


def flag(rated_by: Sequence[UUID] | None) -> int:
    return flag_all_scored() if rated_by is None else flag_for_rescoring(candidates_rated_by(rated_by))
