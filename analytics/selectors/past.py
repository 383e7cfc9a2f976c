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
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings

from analytics.measures import RATINGS
from analytics.selectors.facts import EVERY, Sources
from tracking.enums import OfferStatus, ProcessStatus

RATING_COLUMNS = tuple(f"{name}_rating" for name in RATINGS)
AT, ZONE = "%(at)s::timestamptz", "%(time_zone)s"
CHANGED_SINCE = f"event.pgh_created_at >= {AT}"


def end_of(day: date) -> datetime:
    """The instant by which all of the day has happened, in BUSINESS_TIME_ZONE."""
    return datetime.combine(day + timedelta(days=1), time(), settings.BUSINESS_TIME_ZONE)


@dataclass(frozen=True)
class Table:
    """One that has a history, and by which columns its rows and those of the history name their process."""

    name: str
    process: str
    process_then: str

    def stood(self, columns: Mapping[str, str], only: str, where: str = "true") -> str:
        """Each row as it was: columns, and how they come about from the history. `only` narrows it by the process."""
        history = f"{self.name}event"
        return f"""
        SELECT present.id, {", ".join(f"present.{name}" for name in columns)}
          FROM {self.name} present
         WHERE {where} AND present.{self.process} {only} AND NOT EXISTS (
             SELECT FROM {history} event WHERE event.pgh_obj_id = present.id AND {CHANGED_SINCE})
        UNION ALL
        SELECT event.pgh_obj_id, {", ".join(columns.values())}
          FROM {history} event
         WHERE {CHANGED_SINCE} AND event.{self.process_then} {only} AND NOT EXISTS (
             SELECT FROM {history} earlier WHERE earlier.pgh_obj_id = event.pgh_obj_id
                AND earlier.pgh_created_at >= {AT} AND earlier.pgh_id < event.pgh_id)"""  # noqa: S608  names of our own

    @property
    def changed_before(self) -> str:
        """Whether the row `was` had been changed by then, so that it stands in the history as it really was."""
        changed = f"event.pgh_obj_id = was.id AND event.pgh_created_at < {AT}"
        return f"EXISTS (SELECT FROM {self.name}event event WHERE {changed})"


PROCESS = Table("tracking_interviewprocess", "id", "pgh_obj_id")
STAGE = Table("tracking_interviewstage", "process_id", "process_id")
OFFER = Table("tracking_offer", "process_id", "process_id")


def kept(*columns: str) -> dict[str, str]:
    """Columns that the history has as they were."""
    return {name: f"event.{name}" for name in columns}


def listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


ROLE_KEY = r"""COALESCE(
            (SELECT p.role_key FROM tracking_interviewprocess p
              WHERE p.id = event.pgh_obj_id AND p.role_title = event.role_title),
            lower(btrim(regexp_replace(normalize(event.role_title, NFKC), '\s+', ' ', 'g'))))"""
PROCESS_COLUMNS = {
    **kept("candidate_id", "company_id", "feeder_id", "recruiter_id", "created_at"),
    **kept("status", "ended_at", "rejection_reason", "withdrawal_reason"),
    "role_key": ROLE_KEY,
}
STAGE_COLUMNS = kept(
    *("process_id", "stage_type", "stage_order", "created_at", "outcome", "completed_date"), *RATING_COLUMNS
)
OFFER_COLUMNS = kept("process_id", "number", "created_at", "status")
LED = "(%(led_by)s::uuid IS NULL OR present.recruiter_id = %(led_by)s)"


def processes(only: str) -> str:
    return f"""(
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
      FROM ({PROCESS.stood(PROCESS_COLUMNS, only, LED)}) was WHERE was.created_at < {AT})"""  # noqa: S608  names of our own


def stages(only: str) -> str:
    # OFFSET 0, so that what had happened is worked out once for a stage, and not for each of its columns.
    known = ", ".join(f"CASE WHEN happened THEN {name} END AS {name}" for name in ("completed_date", *RATING_COLUMNS))
    return f"""(
    SELECT was.id, process_id, stage_type, stage_order, created_at,
           CASE WHEN happened THEN outcome ELSE 'pending' END AS outcome, {known}
      FROM ({STAGE.stood(STAGE_COLUMNS, only)}) was
      CROSS JOIN LATERAL (SELECT CASE
          WHEN was.outcome = 'pending' OR (was.completed_date + time '12:00') AT TIME ZONE {ZONE} < {AT} THEN true
          WHEN {STAGE.changed_before} THEN true
          WHEN was.completed_date IS NOT NULL THEN false
          ELSE COALESCE((SELECT min(change.at) < {AT} FROM tracking_statuschange change
                          WHERE change.process_id = was.process_id AND change.stage_id = was.id), true)
          END AS happened OFFSET 0) known
     WHERE was.created_at < {AT})"""  # noqa: S608  names of our own


def offers(only: str) -> str:
    return f"""(
    SELECT was.id, process_id, number, created_at,
           CASE WHEN was.status NOT IN ({listed((OfferStatus.ACCEPTED, OfferStatus.DECLINED))})
                  OR {OFFER.changed_before} THEN was.status ELSE COALESCE(
               (SELECT change.to_status FROM tracking_statuschange change
                 WHERE change.process_id = was.process_id AND change.offer_id = was.id AND change.at < {AT}
                 ORDER BY change.at DESC, change.id DESC LIMIT 1), was.status) END AS status
      FROM ({OFFER.stood(OFFER_COLUMNS, only)}) was
     WHERE was.created_at < {AT})"""  # noqa: S608  names of our own


def past_of(only: str = EVERY) -> Sources:
    """`only` as in facts_sql."""
    return Sources(processes(only), stages(only), offers(only))
