"""The interviewers' figures over much feedback: `python -m benchmarks.interviewers [FEEDBACK=300000] [ROUNDS=5]`.

Over whatever database is set. Where it holds no feedback, panels of 300 interviewers are made on the stages that took
place, four out of five of a single seat: their ratings go with what came of the stage, some are owed. They stay there.
A manager asks, and a recruiter who leads every twentieth process: anew, statement by statement, and once more while
nothing was written. The database's owner had better VACUUM ANALYZE in between.
"""

# ruff: noqa: E402  Django is set up first
from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from analytics.selectors.interviewers import interviewers
from analytics.selectors.selection import Selection
from analytics.selectors.themes import stage_themes
from config.base.models import User
from config.base.roles import Role, identity_of
from config.postgres.identity import SYSTEM, acting_as
from feedback.models import InterviewFeedback
from tracking.enums import StageType

OPTIONS = dict(argument.split("=", 1) for argument in sys.argv[1:])
FEEDBACK, ROUNDS = (int(OPTIONS.get(name, n)) for name, n in (("FEEDBACK", 300_000), ("ROUNDS", 5)))
PEOPLE, SEATS_A_PANEL, OWED = 300, 1.3, 0.05
NAME = "bench-interviewer-{}"
SEATS = """
INSERT INTO tracking_panelmember (process_id, stage_id, user_id, feedback_at)
SELECT process_id, stage_id, user_id,
       CASE WHEN random() > %(owed)s THEN (completed_date + 1)::timestamp AT TIME ZONE 'UTC'
                                          + interval '9 days' * random() ^ 3 END
  FROM (
    SELECT DISTINCT ON (s.id, number) s.process_id, s.id AS stage_id, completed_date,
           (%(people)s::uuid[])[1 + (abs(hashtext(s.id::text)) + number * 7) %% array_length(%(people)s::uuid[], 1)]
               AS user_id
      FROM (SELECT *, random() AS size FROM tracking_interviewstage
             WHERE outcome IN ('passed', 'failed') AND random() < %(share)s) s
     CROSS JOIN LATERAL generate_series(1, CASE WHEN size < 0.8 THEN 1 WHEN size < 0.9 THEN 2 ELSE 3 END) number
  ) seats
 ORDER BY completed_date
"""
SAID = """
INSERT INTO interview_feedback (id, candidate_id, process_id, stage_id, author_id, strengths, areas_for_improvement,
                                overall_rating, rating_scale, metadata, source, received_at, updated_at, version)
SELECT gen_random_uuid(), p.candidate_id, m.process_id, m.stage_id, m.user_id,
       ARRAY[(%(words)s::text[])[1 + floor(random() * array_length(%(words)s::text[], 1))]],
       ARRAY[(%(words)s::text[])[1 + floor(random() * array_length(%(words)s::text[], 1))]],
       CASE WHEN random() < 0.97 THEN round(greatest(1, least(5,
           CASE WHEN s.outcome = 'passed' THEN 3.7 ELSE 2.4 END + (hashtext(m.user_id::text) %% 100) / 200.0
           + CASE WHEN p.status = 'offer_accepted' THEN 0.3 ELSE 0 END + random() * 2 - 1))::numeric * 2) / 2 END,
       5, '{}', 'api', m.feedback_at, m.feedback_at, 1
  FROM tracking_panelmember m
  JOIN tracking_interviewstage s ON s.id = m.stage_id
  JOIN tracking_interviewprocess p ON p.id = m.process_id
 WHERE m.feedback_at IS NOT NULL
 ORDER BY m.feedback_at
"""
LED = """
UPDATE tracking_interviewprocess SET recruiter_id = %(user)s
 WHERE recruiter_id IS DISTINCT FROM %(user)s AND abs(hashtext(id::text)) %% 20 = 0
"""
WORDS = [
    "Clear communication and good questions.", "System design was thin.", "Knows the tools, tests early.",
    "Struggled with recursion.", "Explains trade-offs well.", "Needs more practice with SQL.", "Friendly and precise.",
    "Did not ask about load.", "Strong ownership of past projects.", "Time management in the exercise.",
]  # fmt: skip


def main() -> None:
    with acting_as(SYSTEM):
        people = [user(NAME.format(place), Role.INTERVIEWER) for place in range(PEOPLE)]
        manager, recruiter = user("bench-manager", Role.MANAGER), user("bench-recruiter", Role.RECRUITER)
        if not InterviewFeedback.objects.exists():
            make(people, recruiter)
        print(f"{InterviewFeedback.objects.count():,} feedbacks")
    for asking in (manager, recruiter):
        with acting_as(identity_of(asking)):
            measure(asking)


def user(name: str, role: Role) -> User:
    found, _ = User.objects.get_or_create(username=name)
    found.groups.add(Group.objects.get_or_create(name=role)[0])
    return found


def make(people: Iterable[User], recruiter: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tracking_interviewstage WHERE outcome IN ('passed', 'failed')")
        share = FEEDBACK / SEATS_A_PANEL / (1 - OWED) / cursor.fetchone()[0]
        cursor.execute(SEATS, {"people": [one.pk for one in people], "share": share, "owed": OWED})
        cursor.execute(SAID, {"words": WORDS})
        cursor.execute(LED, {"user": recruiter.pk})


def measure(asking: User) -> None:
    print(f"\n{asking.username}: best of {ROUNDS}, ms")
    show("interviewers", lambda: interviewers(asking, Selection()))
    show("themes of technical stages", lambda: stage_themes(asking, Selection(), StageType.TECHNICAL))


def show(name: str, ask: Callable[[], Any]) -> None:
    with transaction.atomic():  # within one nothing is kept
        taken, statements = min((timed(ask) for _ in range(ROUNDS)), key=lambda one: one[0])
    again, _ = min((timed(ask) for _ in range(ROUNDS + 1)), key=lambda one: one[0])
    print(f"{taken:8.0f}  {name}; again {again:.0f}")
    for statement in statements:
        print(f"{float(statement['time']) * 1000:16.0f}  {' '.join(statement['sql'].split())[:100]}")


def timed(ask: Callable[[], Any]) -> tuple[float, list[dict[str, str]]]:
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        ask()
        return (time.perf_counter() - began) * 1000, list(queries.captured_queries)


if __name__ == "__main__":
    main()
