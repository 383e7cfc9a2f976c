"""An old session from its entry: what was asked, what was answered, what score stands beyond doubt.

`average_score` and `individual_scores` are not read: the first was hard-coded, the second incomplete.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from config.base.errors import Invalid
from interviews.backfill.exchanges import NOT_RECORDED, OldQuestion, asked_next, read_conversation, read_responses
from interviews.backfill.fields import Fields
from interviews.enums import CompletionMethod, Level, Mode, SessionType
from interviews.validators import MAX_TAGS, TAG_LENGTH

ID_LENGTH = 100
MOST_QUESTIONS = 500
LONGEST_DURATION = 10**9

TYPES = {**{kind.value: kind for kind in SessionType}, "behavioral": SessionType.HR, "resume": SessionType.MIXED}
LEVELS = {level.value: level for level in Level}
# The same thing was said in several words, under two names.
METHODS: dict[str, CompletionMethod | None] = {
    **{method.value: method for method in CompletionMethod},
    "auto": CompletionMethod.AUTOMATIC,
    "manual": CompletionMethod.MANUALLY_ENDED,
    "timeout": CompletionMethod.TIMEOUT_CLEANUP,
    "timed_out": CompletionMethod.TIMEOUT_CLEANUP,
    "completed": None,
}
# Whether a session of this status had ended: its time-outs were never carried out, so an open one was left behind.
ENDED = {"completed": True, "abandoned": False, "in_progress": False, "created": False}
LISTS = ("conversation", "question_responses", "responses", "questions", "final_results")


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSession:
    session_id: str
    user_id: str
    type: SessionType
    mode: Mode
    level: Level
    topics: list[str]
    method: CompletionMethod
    created_at: datetime
    started_at: datetime
    ended_at: datetime
    questions: list[OldQuestion]


def read_session(value: Any, *, now: datetime) -> OldSession:
    """Raises Invalid, naming the first field that cannot be taken over."""
    if not isinstance(value, dict):
        raise Invalid("It is no object.")
    entry = Fields(value)
    kind = entry.word("interview_type", TYPES)
    if kind is None:
        entry.refuse("interview_type", "It is missing.")
    questions = read_questions(entry)
    method = read_method(entry, questions)
    started_at, ended_at = read_times(entry, questions, method, now)
    return OldSession(
        session_id=entry.key("session_id", ID_LENGTH),
        user_id=entry.key("user_id", ID_LENGTH * 3),
        type=kind,
        mode=Mode.RESUME if entry.text("interview_type", longest=100).strip().lower() == "resume" else Mode.PRACTICE,
        level=entry.word("level", LEVELS) or Level.MID,
        topics=read_topics(entry),
        method=method,
        created_at=min(entry.moment("created_at") or started_at, ended_at),
        started_at=started_at,
        ended_at=ended_at,
        questions=clocked(questions, started_at, ended_at),
    )


def read_topics(entry: Fields) -> list[str]:
    topics = entry.values.get("topics") or []
    if not (isinstance(topics, list) and all(isinstance(topic, str) for topic in topics)):
        entry.refuse("topics", "It is no list of texts.")
    if len(topics) > MAX_TAGS:
        entry.refuse("topics", f"At most {MAX_TAGS} of them.")
    texts = (Fields({"topics": topic}).text("topics", longest=TAG_LENGTH) for topic in topics)
    return sorted({text.strip().lower() for text in texts} - {""})


def read_questions(entry: Fields) -> list[OldQuestion]:
    """In their order. Those that were counted and not kept stand at the end, unanswered, so that coverage is right."""
    where, name = find_list(entry)
    items = where.objects(name)
    questions = read_conversation(items) if name == "conversation" else read_responses(items)
    total = entry.whole("total_questions", MOST_QUESTIONS) or 0
    if len(questions) > MOST_QUESTIONS:
        where.refuse(name, f"At most {MOST_QUESTIONS} of them.")
    if len(questions) < total and name == "conversation":
        questions += [OldQuestion(text=text) for item in items[-1:] if (text := asked_next(item))]
    return questions + [OldQuestion(text=NOT_RECORDED)] * (total - len(questions))


def find_list(entry: Fields) -> tuple[Fields, str]:
    results = entry.nested("final_results")
    for where in (results, entry):
        for name in LISTS:
            if where is not None and isinstance(where.values.get(name), list):
                return where, name
    return entry.refuse("final_results", "It holds neither a conversation nor question responses.")


def read_method(entry: Fields, questions: list[OldQuestion]) -> CompletionMethod:
    """How it ended (D5); where only that it ended is known, as today: by itself when all was answered."""
    ended = entry.word("status", ENDED)
    name = entry.found("completion_method", "completion_status")[0]
    if method := entry.word(name, METHODS):
        return method
    if ended is None and not entry.text(name, longest=100):
        entry.refuse("status", "It is missing.")
    if ended is False:
        return CompletionMethod.TIMEOUT_CLEANUP
    all_answered = all(question.answer for question in questions)
    return CompletionMethod.AUTOMATIC if questions and all_answered else CompletionMethod.MANUALLY_ENDED


def read_times(
    entry: Fields, questions: list[OldQuestion], method: CompletionMethod, now: datetime
) -> tuple[datetime, datetime]:
    """Start and end. An end that was not written down follows from the duration, or from the time for each answer."""
    started_at = entry.moment("start_time")
    if started_at is None:
        entry.refuse("start_time", "It is missing.")
    duration = entry.whole("duration", LONGEST_DURATION)
    ended_at = entry.moment("end_time")
    if ended_at is None:
        duration = seconds_spent(questions, method) if duration is None else duration
        if duration is None:
            entry.refuse("end_time", "It is missing, and so is the duration.")
        ended_at = started_at + timedelta(seconds=duration)
    if ended_at < started_at:
        entry.refuse("end_time", "It is before the start.")
    if ended_at > now:
        entry.refuse("end_time", "It is in the future.")
    return started_at, ended_at


def seconds_spent(questions: list[OldQuestion], method: CompletionMethod) -> int | None:
    """Of a session that was left behind, nothing is known to have happened after the answers that were timed."""
    spent = [question.answer.time_taken for question in questions if question.answer]
    known = [seconds for seconds in spent if seconds is not None]
    if method == CompletionMethod.TIMEOUT_CLEANUP or len(known) == len(spent) > 0:
        return sum(known)
    return None


def clocked(questions: list[OldQuestion], started_at: datetime, ended_at: datetime) -> list[OldQuestion]:
    """When each was shown and answered: one after the other, as long as the time taken for each is known."""
    clock, placed = started_at, list(questions)
    for place, question in enumerate(questions):
        if question.answer is None:
            continue
        if question.answer.time_taken is None:
            break
        shown_at, clock = clock, min(clock + timedelta(seconds=question.answer.time_taken), ended_at)
        placed[place] = replace(question, shown_at=shown_at, answer=replace(question.answer, submitted_at=clock))
    return placed
