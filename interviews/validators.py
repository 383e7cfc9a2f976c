"""Limits that API, admin, bank files and database share."""

from __future__ import annotations

from interviews.enums import Focus, SessionType

NAME_LENGTH = 120
TEXT_LENGTH = 4_000
ANSWER_LENGTH = 20_000
CODE_LENGTH = 50_000
TAG_LENGTH = 60
MAX_TAGS = 50
MAX_TOPICS = 10
MAX_NEW_SESSIONS_A_MINUTE = 30
MAX_REVISIONS = 50
MIN_QUESTIONS, DEFAULT_QUESTIONS, MAX_QUESTIONS = 10, 12, 15
KEY_POINTS = (3, 6)
MIN_ACCEPTED_ANSWERS = 2
# A client's clock may have started a little before the server made the session.
CLIENT_CLOCK_SLACK_SECONDS = 300
MAX_SECONDS = 7 * 24 * 3600

# The share of each focus in each kind of interview, in percent; a mixed one has as much of each kind.
MIX: dict[str, dict[Focus, int]] = {
    SessionType.HR: {Focus.BEHAVIORAL: 40, Focus.SITUATIONAL: 30, Focus.ROLE_SPECIFIC: 30},
    SessionType.TECHNICAL: {Focus.CORE: 50, Focus.ADVANCED: 30, Focus.PRACTICAL: 20},
    SessionType.CASE: {Focus.PROBLEM_SOLVING: 60, Focus.SYSTEM_DESIGN: 40},
}
