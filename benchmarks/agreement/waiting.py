"""What waits for a person today, as the overview tells it: plain SQL."""

from __future__ import annotations

from dataclasses import asdict

from analytics.selectors.waiting import waiting
from benchmarks.agreement.cases import World
from benchmarks.agreement.holding import Held
from benchmarks.agreement.rows import asked
from config.base.clock import business_today

OPEN = "p.status IN ('in_progress', 'on_hold', 'offer_extended')"
STATEMENT = """
SELECT (SELECT count(*) FROM feedback_nextstagedecision d JOIN tracking_interviewprocess p ON p.id = d.process_id
         WHERE d.status = 'proposed' AND {seen}),
       (SELECT count(*) FROM tracking_interviewstage s JOIN tracking_interviewprocess p ON p.id = s.process_id
         WHERE s.outcome = 'pending' AND s.scheduled_date < '{today}' AND {open} AND {seen}),
       (SELECT count(*) FROM tracking_panelmember m JOIN tracking_interviewstage s ON s.id = m.stage_id
          JOIN tracking_interviewprocess p ON p.id = m.process_id JOIN tracking_candidate c ON c.id = p.candidate_id
         WHERE m.feedback_at IS NULL AND s.outcome NOT IN ('cancelled', 'no_show') AND c.anonymised_at IS NULL
           AND (s.completed_date <= '{today}' OR s.completed_date IS NULL AND s.scheduled_date < '{today}')
           AND {open} AND {seen}),
       (SELECT count(*) FROM tracking_offer o JOIN tracking_interviewprocess p ON p.id = o.process_id
         WHERE o.status = 'extended' AND o.expires_at BETWEEN now() AND now() + interval '7 days' AND {seen}),
       (SELECT count(*) FROM tracking_interviewprocess p
         WHERE p.updated_at < now() - interval '14 days' AND {open} AND {seen})"""
NAMES = ("decisions", "outcomes", "feedback", "offers", "stale")


def hold_waiting(held: Held, world: World) -> None:
    for user, seen in ((world.manager, "true"), (world.recruiter, f"p.recruiter_id = '{world.recruiter.pk}'")):
        [row] = asked(STATEMENT.format(seen=seen, open=OPEN, today=business_today()))
        told = asdict(waiting(user))
        wanted = dict(zip(NAMES, row, strict=True))
        held.hold("what waits", user.username, wanted, {name: told[name] for name in NAMES})
