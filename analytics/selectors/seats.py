"""The seats of interviewers counted anew, what they sum up to, and the difference from what was counted."""

from __future__ import annotations

from functools import cache

from analytics.measures import DAY_ZERO
from analytics.seats import CAME_FROM, PANEL, RATED_FROM, TENTHS, Came, Hit, SeatSum
from analytics.selectors.changes import LOGGED, NOT_LOGGED
from analytics.selectors.facts import EVERY
from analytics.selectors.reading import known_sql
from analytics.selectors.selection import Selection
from feedback.selectors import due
from tracking.enums import ProcessStatus, StageOutcome

SEAT_KEY, SEAT_TALLY_KEY = ("stage_id", "author_id", "said"), ("author_id", "kind", "number")
SEAT_COLUMNS = (*SEAT_KEY, "process_id", "candidate_id", "number", "kind", "length")
SEAT_TALLY_COLUMNS = (*SEAT_TALLY_KEY, "n")
LISTED = ", ".join(SEAT_COLUMNS)
SAID = "said"
RATED = f"number >= {RATED_FROM}"

CAME = f"""CASE s.outcome WHEN '{StageOutcome.PASSED}' THEN {Came.PASSED.value}
                          WHEN '{StageOutcome.FAILED}' THEN {Came.FAILED.value} ELSE {Came.OTHER.value} END"""
HIT = f"""CASE WHEN p.status = '{ProcessStatus.OFFER_ACCEPTED}' THEN {Hit.YES.value}
               WHEN p.ended_at IS NULL THEN {Hit.OPEN.value} ELSE {Hit.NO.value} END"""
GIVEN, LEFT, WAITING = SeatSum.GIVEN.value, SeatSum.LEFT.value, SeatSum.WAITING.value
NOT_HELD = f"s.completed_date IS NULL OR s.outcome IN ({', '.join(repr(outcome.value) for outcome in due.NOT_HELD)})"
LASTED = "GREATEST((COALESCE(m.feedback_at, p.ended_at) AT TIME ZONE %(time_zone)s)::date - s.completed_date, 0)"
OF_PROCESS = """
      JOIN tracking_interviewstage s ON s.id = {row}.stage_id
      JOIN tracking_interviewprocess p ON p.id = {row}.process_id"""
TENTHS_SAID = f"COALESCE(f.overall_rating * {TENTHS}, 0)::smallint"


def seats_sql(only: str = EVERY, feedback: str = "interview_feedback") -> str:
    """SEAT_COLUMNS of the feedback and seats of processes `only` (as facts_sql has it), with what `feedback` holds.
    Named parameter: time_zone.
    """
    return f"""
    SELECT f.stage_id, f.author_id, true AS said, p.id AS process_id, f.candidate_id,
           ({TENTHS_SAID} * {RATED_FROM} + ({CAME}) * {CAME_FROM} + {HIT})::smallint AS number,
           NULL::smallint AS kind, NULL::integer AS length
      FROM {feedback} f {OF_PROCESS.format(row="f")} WHERE f.process_id {only}
    UNION ALL
    SELECT m.stage_id, m.user_id, false, p.id, NULL, NULL,
           CASE WHEN {NOT_HELD} THEN NULL WHEN m.feedback_at IS NOT NULL THEN {GIVEN}::smallint
                WHEN p.ended_at IS NULL THEN {WAITING} ELSE {LEFT} END,
           CASE WHEN {NOT_HELD} THEN NULL WHEN m.feedback_at IS NOT NULL OR p.ended_at IS NOT NULL THEN {LASTED}
                ELSE s.completed_date - DATE '{DAY_ZERO}' END
      FROM tracking_panelmember m {OF_PROCESS.format(row="m")} WHERE m.process_id {only}"""  # noqa: S608  names of our own


def known_seats_sql(selection: Selection) -> str:
    """SEAT_COLUMNS of the processes of a selection as they are: as they were counted, but for what the log tells of."""
    chosen = f"SELECT process_id FROM ({known_sql(selection)}) fact WHERE {selection.condition}"  # noqa: S608  names of our own
    of_chosen = "process_id IN (SELECT process_id FROM chosen)"
    return f"""
    WITH chosen AS MATERIALIZED ({chosen})
    SELECT {LISTED} FROM analytics_seatfact WHERE {of_chosen} AND process_id {NOT_LOGGED}
    UNION ALL SELECT {LISTED} FROM ({seats_sql(LOGGED)}) fresh WHERE {of_chosen}"""  # noqa: S608  names of our own


# Of the relation `seat`: SEAT_COLUMNS, and `sign`, by which each row counts. `total` is of all ratings of a stage,
# `place` that of one among them, the lowest first.
BESIDE = f"""
beside AS MATERIALIZED (
    SELECT *, abs(tenths * raters - total) AS off
      FROM (SELECT sign, author_id, stage_id, number / {RATED_FROM} AS tenths,
                   count(*) OVER panel AS raters, sum(number / {RATED_FROM}) OVER panel AS total,
                   row_number() OVER (PARTITION BY sign, stage_id ORDER BY number / {RATED_FROM}) AS place
              FROM seat WHERE {RATED} WINDOW panel AS (PARTITION BY sign, stage_id)) rated
     WHERE raters > 1
),
panel AS (
    SELECT sign, raters, total, sum(tenths * tenths) AS squares, sum(tenths * (2 * place - raters - 1)) AS differences
      FROM beside GROUP BY sign, stage_id, raters, total
)"""  # noqa: S608  names of our own
SUMS = f"""
SELECT author_id, {SeatSum.SAID.value} AS kind, number::integer, sum(sign) AS n
  FROM seat WHERE {SAID} GROUP BY author_id, number
UNION ALL
SELECT author_id, kind, length, sum(sign) FROM seat WHERE kind IS NOT NULL GROUP BY author_id, kind, length
UNION ALL
SELECT author_id, one.kind, raters, one.n
  FROM (SELECT author_id, raters, sum(sign) AS n, sum(sign * off) AS off FROM beside GROUP BY author_id, raters) apart
 CROSS JOIN LATERAL (VALUES ({SeatSum.BESIDE.value}, apart.n), ({SeatSum.OFF.value}, apart.off)) one (kind, n)
UNION ALL
SELECT '{PANEL}', one.kind, raters, one.n
  FROM (SELECT raters, sum(sign) AS panels, sum(sign * total) AS totals, sum(sign * total * total) AS squared,
               sum(sign * squares) AS squares, sum(sign * differences) AS differences FROM panel GROUP BY raters) sized
 CROSS JOIN LATERAL (VALUES ({SeatSum.PANELS.value}, panels), ({SeatSum.TOTALS.value}, totals),
                            ({SeatSum.SQUARED_TOTALS.value}, squared), ({SeatSum.SQUARES.value}, squares),
                            ({SeatSum.DIFFERENCES.value}, differences)) one (kind, n)
UNION ALL
SELECT author_id, one.kind, 0, one.n
  FROM ({{people}}) people
 CROSS JOIN LATERAL (VALUES ({SeatSum.CANDIDATES.value}, people.n),
                            ({SeatSum.RATED_CANDIDATES.value}, people.rated)) one (kind, n)"""  # noqa: S608
PEOPLE = f"""
    SELECT author_id, count(DISTINCT candidate_id) AS n, count(DISTINCT candidate_id) FILTER (WHERE {RATED}) AS rated
      FROM seat WHERE {SAID} GROUP BY author_id"""  # noqa: S608  names of our own
ELSEWHERE = """EXISTS (SELECT FROM analytics_seatfact other
                      WHERE other.author_id = seat.author_id AND other.candidate_id = seat.candidate_id
                        AND NOT other.process_id {only} AND {such})"""
# By how many they change: a candidate comes or goes where no seat of another process is about them.
CHANGED_PEOPLE = f"""
    SELECT author_id, sum((now - before) * (NOT elsewhere)::int) AS n,
           sum((rated_now - rated_before) * (NOT rated_elsewhere)::int) AS rated
      FROM (SELECT author_id, candidate_id,
                   bool_or(sign > 0)::int AS now, bool_or(sign < 0)::int AS before,
                   bool_or(sign > 0 AND {RATED})::int AS rated_now, bool_or(sign < 0 AND {RATED})::int AS rated_before,
                   {{elsewhere}} AS elsewhere, {{rated_elsewhere}} AS rated_elsewhere
              FROM seat WHERE {SAID} GROUP BY author_id, candidate_id) pair
     GROUP BY author_id"""  # noqa: S608  names of our own


def told(people: str) -> str:
    """SEAT_TALLY_COLUMNS; of what sums up to nothing, nothing."""
    sums = SUMS.format(people=people)
    return f"SELECT author_id, kind::smallint, number, n::bigint FROM ({sums}) sums WHERE n <> 0"  # noqa: S608


def sums_of(seats: str) -> str:
    """SEAT_TALLY_COLUMNS of all rows of a relation."""
    counted = f"seat AS MATERIALIZED (SELECT 1 AS sign, {LISTED} FROM {seats} counted)"  # noqa: S608  names of our own
    return f"WITH {counted}, {BESIDE} {told(PEOPLE)}"


@cache
def seat_change_sql(only: str = LOGGED) -> str:
    """CTEs `fresh`, `stale`, and `moved`: by how much the sums change."""
    people = CHANGED_PEOPLE.format(
        elsewhere=ELSEWHERE.format(only=only, such=SAID), rated_elsewhere=ELSEWHERE.format(only=only, such=RATED)
    )
    return f"""
    fresh AS MATERIALIZED ({seats_sql(only)}),
    stale AS MATERIALIZED (SELECT {LISTED} FROM analytics_seatfact WHERE process_id {only}),
    seat AS MATERIALIZED (SELECT 1 AS sign, {LISTED} FROM fresh UNION ALL SELECT -1, {LISTED} FROM stale), {BESIDE},
    moved AS ({told(people)})"""  # noqa: S608  names of our own
