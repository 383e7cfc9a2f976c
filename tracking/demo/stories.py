"""How one process may have gone: its stages, what was said, and how it ended or where it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import NormalDist

from tracking.demo import world

# How far ahead an interview is planned; what lies further off has no stage yet.
HORIZON = timedelta(days=21)
WITHDRAWS, STAYS_AWAY, IS_HELD, IS_LATE, IS_CLOSED = 0.03, 0.012, 0.08, 0.3, 0.02
ACCEPTS = 0.78
# How much of a stage's result is the candidate's own skill.
SKILL_SHARE = 0.75
USUAL = NormalDist()

REJECTIONS = {
    "engineering": ("skills_gap", "failed_technical", "failed_technical", "experience_level", "communication"),
    "data": ("skills_gap", "failed_technical", "experience_level", "communication"),
    "product": ("experience_level", "culture_fit", "communication", "skills_gap"),
    "sales": ("culture_fit", "experience_level", "communication", "compensation"),
    "office": ("experience_level", "skills_gap", "culture_fit"),
}
WITHDRAWALS = (
    "accepted_elsewhere",
    "accepted_elsewhere",
    "process_too_slow",
    "personal",
    "compensation",
    "counter_offer",
)
DECLINES = ("compensation", "compensation", "accepted_elsewhere", "counter_offer", "personal")


@dataclass
class Story:
    """The columns of a process but for who it is about, and those of its stages."""

    company: world.DemoCompany
    role: world.DemoRole
    started: date
    today: date
    random: Random
    stages: list[dict[str, str]] = field(default_factory=list)
    process: dict[str, str] = field(default_factory=dict)

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    def days_on(self, day: date, fewest: int, most: int) -> date:
        wait = self.random.randint(fewest, most) * self.company.pace
        return working_day(day + timedelta(days=max(1, round(wait))))

    def end(self, status: str, day: date, final_outcome: str = "", offer: dict[str, str] | None = None) -> None:
        """Closed on that day, or where it stands today."""
        created = moment(self.started, 9, self.random)
        over = status not in ("in_progress", "on_hold", "offer_extended")
        ended = moment(min(max(day, self.started), self.yesterday), 18, self.random)
        self.process = {
            "company_name": self.company.name,
            "role_title": self.role.title,
            "status": status,
            "final_outcome": final_outcome,
            "offer_details": json.dumps(offer) if offer else "",
            "created_at": created,
            "updated_at": ended,
            "decided_at": ended if over else "",
        }


def tell(
    random: Random, skill: float, company: world.DemoCompany, role: world.DemoRole, started: date, today: date
) -> Story:
    story = Story(company, role, started, today, random)
    day = started
    for names, pass_rate in world.TRACKS[role.track]:
        planned = story.days_on(day, 3, 12)
        if planned > today + HORIZON:
            break
        performance = SKILL_SHARE * skill + random.gauss(0, 0.75) - company.bar * 0.4
        passes = performance > USUAL.inv_cdf(1 - pass_rate)
        day = take_stage(story, random.choice(names), planned, passes, performance)
        if story.process:
            return story
    conclude(story, day)
    return story


def take_stage(story: Story, name: str, planned: date, passes: bool, performance: float) -> date:
    """Adds the stage; where the story ends with it, the process has been told. When it was over."""
    random = story.random
    late = planned > story.today - timedelta(days=6) and random.random() < IS_LATE
    if planned >= story.today or late:
        add_stage(story, name, planned, "pending")
        story.end("on_hold" if random.random() < IS_HELD else "in_progress", story.yesterday)
    elif random.random() < WITHDRAWS * story.company.pace:
        add_stage(story, name, planned, "cancelled")
        story.end("candidate_withdrew", planned - timedelta(days=1), random.choice(WITHDRAWALS))
    elif random.random() < STAYS_AWAY:
        add_stage(story, name, planned, "no_show")
        story.end("rejected_by_company", planned, "no_show")
    elif passes:
        add_stage(story, name, planned, "passed", performance)
    else:
        add_stage(story, name, planned, "failed", performance)
        reason = random.choice(REJECTIONS[story.role.track])
        story.end("rejected_by_company", planned + timedelta(days=random.randint(0, 2)), reason)
    return planned


def conclude(story: Story, day: date) -> None:
    """All stages passed, as far as they could be planned."""
    random = story.random
    offered = story.days_on(day, 2, 6)
    if len(story.stages) < len(world.TRACKS[story.role.track]) or offered > story.yesterday:
        story.end("in_progress", day)
        return
    if random.random() < IS_CLOSED:
        story.end("rejected_by_company", offered, "position_filled")
        return
    answered = story.days_on(offered, 3, 14)
    terms = terms_of(story, answered)
    if answered > story.yesterday:
        story.end("offer_extended", offered, offer=terms)
    elif random.random() < ACCEPTS:
        story.end("offer_accepted", answered, "hired", terms)
    else:
        story.end("offer_declined", answered, random.choice(DECLINES), terms)


def terms_of(story: Story, answered: date) -> dict[str, str]:
    random, currency = story.random, story.company.currency
    usual = story.role.salary * world.SALARY_FACTORS[currency]
    step = 5000 if currency == "SEK" else 500
    base = round(usual * random.gauss(1, 0.06) / step) * step
    bonus = round(base * random.choice((0, 0, 0.05, 0.1)) / step) * step
    terms = {
        "base_salary": str(base),
        "total_comp": str(base + bonus + round(base * random.uniform(0, 0.2) / step) * step),
        "currency": currency,
        "start_date": working_day(answered + timedelta(days=random.choice((30, 45, 60, 90)))).isoformat(),
    }
    return {**terms, "signing_bonus": str(bonus)} if bonus else terms


def add_stage(story: Story, name: str, planned: date, outcome: str, performance: float | None = None) -> None:
    random = story.random
    interviewers = random.sample(world.INTERVIEWERS, random.choice((1, 1, 1, 2, 3)))
    decided = performance is not None
    story.stages.append(
        {
            "stage_name": name,
            "scheduled_date": planned.isoformat(),
            "completed_date": planned.isoformat() if decided else "",
            "outcome": outcome,
            **ratings(random, story.role.track, outcome, performance),
            "feedback_notes": notes(random, story.role.track, outcome) if decided else "",
            "interviewer_names": "{" + ",".join(f'"{who}"' for who in interviewers) + "}",
            "next_steps": random.choice(world.NEXT_STEPS) if outcome == "passed" else "",
            "created_at": moment(story.started, 10, random),
        }
    )


def ratings(random: Random, track: str, outcome: str, performance: float | None) -> dict[str, str]:
    columns = ("overall", "technical", "culture_fit", "communication")
    if performance is None:
        return {f"{name}_rating": "" for name in columns}
    lowest, highest = (3, 5) if outcome == "passed" else (1, 3)
    middle = 3.2 + 0.8 * performance
    overall = min(max(round(middle + random.gauss(0, 0.3)), lowest), highest)
    rated = {"overall_rating": str(overall)}
    for name in columns[1:]:
        apart = track not in ("engineering", "data") if name == "technical" else random.random() < 0.1
        rated[f"{name}_rating"] = "" if apart else str(min(max(round(overall + random.gauss(0, 0.6)), 1), 5))
    return rated


def notes(random: Random, track: str, outcome: str) -> str:
    said = (
        random.choice(world.OPENINGS[outcome]),
        *random.sample(world.REMARKS[track][outcome], random.choice((1, 1, 2))),
        random.choice(world.CLOSINGS[outcome]),
    )
    return " ".join(sentence for sentence in said if sentence)


def working_day(day: date, *, forward: bool = True) -> date:
    """The day itself, or where it is on a weekend the Monday after (the Friday before)."""
    over = day.weekday() - 4
    if over <= 0:
        return day
    return day + timedelta(days=3 - over) if forward else day - timedelta(days=over)


def moment(day: date, hour: int, random: Random) -> str:
    """Within that hour."""
    at = time(hour, random.randrange(60), random.randrange(60), tzinfo=UTC)
    return datetime.combine(day, at).isoformat()
