"""Finding questions of the bank by words."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from config.base.text import fold
from interviews.models import BankQuestion

MAX_WORDS = 10


def search_questions(questions: QuerySet[BankQuestion], text: str) -> QuerySet[BankQuestion]:
    """Those whose text, skills or key points have all the words or their beginnings; or the one with this key."""
    words = [word.replace("'", "''").replace("\\", "\\\\") for word in fold(text).split()[:MAX_WORDS]]
    if not words:
        return questions
    wanted = SearchQuery(" & ".join(f"'{word}':*" for word in words), search_type="raw", config="english")
    return questions.filter(Q(search=wanted) | Q(key=text.strip()))
