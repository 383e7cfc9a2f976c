"""Rules replayed over past feedback: what each would have decided, and what it would have cost.

One statement for each book of rules, whatever the number of feedbacks. It says in SQL what `covers`, `narrowness`
(selectors/rules.py) and `Rule.action_for` (decisions.py) say in Python; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.types.json import Jsonb

from config.base.errors import Invalid
from feedback.decisions import Rule
from feedback.models import NextStageRule
from feedback.selectors.rules import Scope, as_rule, built_in_rule, narrowness, scope_of
from feedback.simulation import Replay, Share, Simulation

EXAMPLES = 20

REPLAY = """
WITH book AS (
    SELECT * FROM jsonb_to_recordset(%(book)s) AS r(
        place int, version int, company_id uuid, role_key text, stage_type text,
        advance_at numeric, review_at numeric, wait_for_panel boolean
    )
), heard AS (
    SELECT stage.id AS stage_id, feedback.candidate_id, rule.version, rule.advance_at, rule.review_at,
           rule.wait_for_panel,
           coalesce(feedback.occurred_at, feedback.received_at) AS held_at, feedback.received_at,
           avg(feedback.overall_rating) OVER arrival AS mean,
           row_number() OVER arrival = count(*) OVER (PARTITION BY stage.id) AS last
      FROM interview_feedback feedback
      JOIN tracking_interviewstage stage ON stage.id = feedback.stage_id
      JOIN tracking_interviewprocess process ON process.id = stage.process_id
      CROSS JOIN LATERAL (
          SELECT * FROM book
           WHERE (book.company_id IS NULL OR book.company_id = process.company_id)
             AND book.role_key IN ('', process.role_key)
             AND book.stage_type IN ('', stage.stage_type)
           ORDER BY place LIMIT 1
      ) rule
     WHERE (%(company)s::uuid IS NULL OR process.company_id = %(company)s)
       AND %(role_key)s IN ('', process.role_key)
       AND %(stage_type)s IN ('', stage.stage_type)
    WINDOW arrival AS (PARTITION BY stage.id ORDER BY feedback.received_at, feedback.id)
), deciding AS (
    SELECT * FROM heard
     WHERE (last OR NOT wait_for_panel)
       AND (%(since)s::timestamptz IS NULL OR received_at >= %(since)s)
       AND (%(until)s::timestamptz IS NULL OR received_at < %(until)s)
), silent AS (
    SELECT DISTINCT stage_id FROM tracking_panelmember WHERE feedback_at IS NULL
), placed AS (
    SELECT candidate_id, max(placement_date) AS at
      FROM tracking_placement WHERE reversed_at IS NULL GROUP BY candidate_id
), decided AS (
    SELECT deciding.stage_id, deciding.candidate_id, deciding.version,
           deciding.wait_for_panel AND silent.stage_id IS NOT NULL AS waits,
           CASE WHEN mean IS NULL THEN 'hold' WHEN mean >= advance_at THEN 'advance'
                WHEN mean >= review_at THEN 'hold' ELSE 'reject' END AS verdict,
           coalesce(placed.at >= (held_at AT TIME ZONE %(time_zone)s)::date, false) AS placed
      FROM deciding
      LEFT JOIN silent ON silent.stage_id = deciding.stage_id
      LEFT JOIN placed ON placed.candidate_id = deciding.candidate_id
)
SELECT count(DISTINCT stage_id) AS stages,
       count(*) FILTER (WHERE waits) AS waiting,
       count(*) FILTER (WHERE NOT waits) AS decisions,
       count(*) FILTER (WHERE NOT waits AND verdict = 'advance') AS advance,
       count(*) FILTER (WHERE NOT waits AND verdict = 'hold') AS hold,
       count(*) FILTER (WHERE NOT waits AND verdict = 'reject') AS reject,
       count(DISTINCT candidate_id) FILTER (WHERE NOT waits) AS people,
       count(DISTINCT candidate_id) FILTER (WHERE NOT waits AND placed) AS placed_people,
       count(DISTINCT candidate_id) FILTER (WHERE NOT waits AND placed AND verdict = 'reject') AS placed_rejected,
       count(DISTINCT candidate_id) FILTER (WHERE NOT waits AND verdict = 'advance') AS advanced,
       count(DISTINCT candidate_id) FILTER (WHERE NOT waits AND placed AND verdict = 'advance') AS advanced_placed,
       coalesce((array_agg(DISTINCT candidate_id)
           FILTER (WHERE NOT waits AND placed AND verdict = 'reject'))[1:%(examples)s], '{}') AS examples,
       coalesce(array_agg(DISTINCT version) FILTER (WHERE NOT waits), '{}') AS versions
  FROM decided
"""


def simulate(rule: Rule, scope: Scope, *, since: datetime | None = None, until: datetime | None = None) -> Simulation:
    """The rule over the feedback of its scope that came in from `since` to before `until`.

    Whoever calls sees all feedback: a manager, or the system. Raises Invalid for a range that ends before it starts.
    """
    if since and until and since > until:
        raise Invalid("The range ends before it starts.", code="invalid_range", attr="until")
    within = {"company": scope.company_id, "role_key": scope.role_key, "stage_type": scope.stage_type}
    asked = {**within, "since": since, "until": until}
    return Simulation(since, until, rule=replay([entry(rule, 0)], asked), in_force=replay(rules_in_force(), asked))


def rules_in_force() -> list[dict[str, Any]]:
    """The active rules, narrowest first, and the built-in one behind them."""
    active = sorted(NextStageRule.objects.filter(active=True), key=narrowness, reverse=True)
    book = [entry(as_rule(row), place, scope_of(row)) for place, row in enumerate(active)]
    return [*book, entry(built_in_rule(), len(book))]


def entry(rule: Rule, place: int, scope: Scope | None = None) -> dict[str, Any]:
    where = scope or Scope()
    return {
        "place": place,
        "version": rule.version,
        "company_id": None if where.company_id is None else str(where.company_id),
        "role_key": where.role_key,
        "stage_type": where.stage_type,
        "advance_at": str(rule.advance_at),
        "review_at": str(rule.review_at),
        "wait_for_panel": rule.wait_for_panel,
    }


def replay(book: Sequence[dict[str, Any]], asked: dict[str, Any]) -> Replay:
    params = {**asked, "book": Jsonb(book), "examples": EXAMPLES, "time_zone": str(settings.BUSINESS_TIME_ZONE)}
    with connection.cursor() as cursor:
        cursor.execute(REPLAY, params)
        names = [column.name for column in cursor.description or ()]
        found: dict[str, Any] = dict(zip(names, cursor.fetchone() or (), strict=True))
    decisions = found["decisions"]
    return Replay(
        versions=found["versions"],
        stages=found["stages"],
        waiting=found["waiting"],
        advance=Share(found["advance"], decisions),
        hold=Share(found["hold"], decisions),
        reject=Share(found["reject"], decisions),
        people=found["people"],
        placed_people=found["placed_people"],
        placed_rejected=Share(found["placed_rejected"], found["placed_people"]),
        advanced_placed=Share(found["advanced_placed"], found["advanced"]),
        examples=found["examples"],
    )
