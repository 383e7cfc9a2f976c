"""Made-up candidates practise: sessions of the real services, with better and worse answers, set back in time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from interviews.bank.reading import read_bank
from interviews.models import BankQuestion, InterviewAnswer, InterviewQuestion, InterviewSession, Role
from interviews.services.answers import submit_answer
from interviews.services.bank import load_bank
from interviews.services.profiles import update_profile
from interviews.services.queue import serve_next, skip_question, take_hint
from interviews.services.sessions import create_session, finish_session


class Story(NamedTuple):
    """Who practised what, how many days ago, and how well (0-1)."""

    username: str
    role: str
    level: str
    type: str
    mode: str
    days_ago: int
    skill: float


# An assessment asks nothing whose answer was shown, so practice leaves enough of its kind.
STORIES = (
    Story("candidate", "backend", "mid", "technical", "practice", 40, 0.35),
    Story("candidate", "backend", "mid", "hr", "practice", 33, 0.5),
    Story("candidate", "backend", "mid", "case", "practice", 25, 0.55),
    Story("candidate", "backend", "mid", "hr", "resume", 17, 0.6),
    Story("candidate", "backend", "mid", "case", "practice", 9, 0.7),
    Story("candidate", "backend", "mid", "technical", "assessment", 3, 0.75),
    Story("candidate2", "data_scientist", "junior", "technical", "practice", 21, 0.4),
    Story("candidate2", "data_scientist", "junior", "mixed", "assessment", 6, 0.6),
)
SKILLS = ("python", "postgresql", "redis", "api design")
WEAK_ANSWERS = (
    "I am not sure about this one, I have only read about it.",
    "I would look it up first and then ask a colleague who has done it before.",
)
SECONDS = (40, 220)


def load_interviews(users: Mapping[str, User]) -> Counter[str]:
    """Loads the bank where there is none, and the demo's sessions once; says what was made."""
    made: Counter[str] = Counter()
    with acting_as(SYSTEM), transaction.atomic():
        if not BankQuestion.objects.exists():
            made += load_bank(read_bank())
        theirs = [story for story in STORIES if story.username in users]
        if InterviewSession.objects.filter(user__in=[users[story.username] for story in theirs]).exists():
            return made
        if "candidate" in users:
            update_profile(users["candidate"], headline="Backend engineer", years_experience=Decimal(4), skills=SKILLS)
        for place, story in enumerate(theirs):
            tell(story, users[story.username], random.Random(place))  # noqa: S311 (a demo)
            made["interview sessions"] += 1
    return made


def tell(story: Story, user: User, chance: random.Random) -> None:
    session = create_session(
        user=user,
        role_id=Role.objects.get(key=story.role).pk,
        level=story.level,
        type=story.type,
        mode=story.mode,
        seed=chance.getrandbits(32),
    )
    while (question := serve_next(session.pk, user=user)) is not None:
        if chance.random() < 0.05:
            skip_question(session.pk, question.pk, user=user)
            continue
        if question.hints and chance.random() > story.skill + 0.2:
            take_hint(session.pk, question.pk, user=user)
        answer = answer_for(question, story.skill, chance)
        submit_answer(session.pk, user=user, question_id=question.pk, answer_text=answer)
    finish_session(session.pk, user=user)
    set_back(session, story.days_ago, chance)


def answer_for(question: InterviewQuestion, skill: float, chance: random.Random) -> str:
    """A right answer said in part: the more skill, the more of it."""
    known = question.accepted_answers or [question.model_answer]
    sentences = chance.choice(known).split(". ")
    share = min(1.0, max(0.0, chance.gauss(skill, 0.3)))
    said = sentences[: round(share * len(sentences))]
    return ". ".join(said) or chance.choice(WEAK_ANSWERS)


def set_back(session: InterviewSession, days: int, chance: random.Random) -> None:
    """Moves a session into the past, with minutes instead of milliseconds for each answer."""
    start = timezone.now() - timedelta(days=days, minutes=chance.randrange(300))
    now = start
    for question in session.questions.all():
        shown, now = now, now + timedelta(seconds=chance.randint(*SECONDS))
        answers = InterviewAnswer.objects.filter(question=question)
        answers.update(submitted_at=now, time_taken=round((now - shown).total_seconds()), created_at=now)
        InterviewQuestion.objects.filter(pk=question.pk).update(shown_at=shown, created_at=start)
        now += timedelta(seconds=chance.randrange(1, 9))
    InterviewSession.objects.filter(pk=session.pk).update(
        created_at=start, started_at=start, ended_at=now, last_activity_at=now, updated_at=now
    )
