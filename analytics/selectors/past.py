"""The tables of tracking as they stood at an instant: three row sources that stand in a FROM clause in their place.

A row as it stood is the first of its history's rows written from then on (history keeps rows as they were before each
change), and where there is none the present one. Rows deleted since are in the history too, so they are back; but the
wall shows the history of rows that are there, so a recruiter's past lacks the deleted ones, and it is that of the
processes they lead now.

An import writes rows as they ended, and changes none, so what they went through comes from the status changes it wrote
with them: a process that ended later was still open, a stage completed later was pending and without ratings, an
accepted offer was extended. A day without a time counts by its noon, as in the import.

Named parameters: at (what happened at that instant or later had not happened yet), time_zone, and led_by, the recruiter
who asks; None for managers, who see all.

A role's key leaves no history: where the title was another, or the row is gone, it is folded here, in PostgreSQL's
words (lower case, compatibility forms, white space), which differ from Python's for a few letters such as the German ß.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings

from analytics.measures import RATINGS
from analytics.selectors.facts import Sources
from tracking.enums import OfferStatus, ProcessStatus

RATING_COLUMNS = tuple(f"{name}_rating" for name in RATINGS)
AT, ZONE = "%(at)s::timestamptz", "%(time_zone)s"


def end_of(day: date) -> datetime:
    """The instant by which all of the day has happened, in BUSINESS_TIME_ZONE."""
    return datetime.combine(day + timedelta(days=1), time(), settings.BUSINESS_TIME_ZONE)


def stood(table: str, columns: Sequence[str], folded: Mapping[str, str] | None = None, where: str = "true") -> str:
    """Each row as it was; `folded` says how columns come about which the history does not keep."""
    then = [*(f"event.{name}" for name in columns), *(folded or {}).values()]
    return f"""
        SELECT present.id, {", ".join(f"present.{name}" for name in (*columns, *(folded or ())))}
          FROM {table} present
         WHERE {where} AND NOT EXISTS (
             SELECT FROM {table}event event WHERE event.pgh_obj_id = present.id AND event.pgh_created_at >= {AT})
        UNION ALL
        (SELECT DISTINCT ON (event.pgh_obj_id) event.pgh_obj_id, {", ".join(then)}
           FROM {table}event event WHERE event.pgh_created_at >= {AT}
          ORDER BY event.pgh_obj_id, event.pgh_id)"""  # noqa: S608 - made of constants


def changed_before(table: str) -> str:
    """Whether the row had been changed by then, so that it stands in the history as it really was."""
    return f"EXISTS (SELECT FROM {table}event event WHERE event.pgh_obj_id = was.id AND event.pgh_created_at < {AT})"


def listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


ROLE_KEY = r"""COALESCE(
            (SELECT p.role_key FROM tracking_interviewprocess p
              WHERE p.id = event.pgh_obj_id AND p.role_title = event.role_title),
            lower(btrim(regexp_replace(normalize(event.role_title, NFKC), '\s+', ' ', 'g'))))"""
PROCESSES = f"""(
    SELECT was.id, candidate_id, company_id, feeder_id, recruiter_id, role_key, created_at,
           CASE WHEN was.status = 'in_progress' OR was.ended_at < {AT} THEN was.status ELSE COALESCE(
               (SELECT change.to_status FROM tracking_statuschange change
                 WHERE change.process_id = was.id AND change.subject = 'process' AND change.at < {AT}
                   AND change.to_status IN ({listed(ProcessStatus.OPEN)})
                 ORDER BY change.at DESC, change.id DESC LIMIT 1),
               CASE WHEN was.ended_at IS NULL THEN was.status ELSE 'in_progress' END) END AS status,
           CASE WHEN was.ended_at < {AT} THEN was.ended_at END AS ended_at,
           CASE WHEN was.ended_at < {AT} THEN was.rejection_reason END AS rejection_reason,
           CASE WHEN was.ended_at < {AT} THEN was.withdrawal_reason END AS withdrawal_reason
      FROM ({
    stood(
        "tracking_interviewprocess",
        (
            *("candidate_id", "company_id", "feeder_id", "recruiter_id", "created_at"),
            *("status", "ended_at", "rejection_reason", "withdrawal_reason"),
        ),
        {"role_key": ROLE_KEY},
        "(%(led_by)s::uuid IS NULL OR present.recruiter_id = %(led_by)s)",
    )
}) was WHERE was.created_at < {AT})"""  # noqa: S608 - made of constants
STAGES = f"""(
    SELECT was.id, process_id, stage_type, stage_order, created_at,
           CASE WHEN happened THEN outcome ELSE 'pending' END AS outcome,
           {", ".join(f"CASE WHEN happened THEN {name} END AS {name}" for name in ("completed_date", *RATING_COLUMNS))}
      FROM ({
    stood(
        "tracking_interviewstage",
        ("process_id", "stage_type", "stage_order", "created_at", "outcome", "completed_date", *RATING_COLUMNS),
    )
}) was
      CROSS JOIN LATERAL (SELECT CASE
          WHEN was.outcome = 'pending' OR (was.completed_date + time '12:00') AT TIME ZONE {ZONE} < {AT} THEN true
          WHEN {changed_before("tracking_interviewstage")} THEN true
          WHEN was.completed_date IS NOT NULL THEN false
          ELSE COALESCE((SELECT min(change.at) < {AT} FROM tracking_statuschange change
                          WHERE change.process_id = was.process_id AND change.stage_id = was.id), true)
          END AS happened) known
     WHERE was.created_at < {AT})"""  # noqa: S608 - made of constants
OFFERS = f"""(
    SELECT was.id, process_id, number, created_at,
           CASE WHEN was.status NOT IN ({listed((OfferStatus.ACCEPTED, OfferStatus.DECLINED))})
                  OR {changed_before("tracking_offer")} THEN was.status ELSE COALESCE(
               (SELECT change.to_status FROM tracking_statuschange change
                 WHERE change.process_id = was.process_id AND change.offer_id = was.id AND change.at < {AT}
                 ORDER BY change.at DESC, change.id DESC LIMIT 1), was.status) END AS status
      FROM ({stood("tracking_offer", ("process_id", "number", "created_at", "status"))}) was
     WHERE was.created_at < {AT})"""  # noqa: S608 - made of constants
PAST = Sources(PROCESSES, STAGES, OFFERS)
