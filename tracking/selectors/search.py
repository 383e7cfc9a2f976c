"""Search by words: every word must begin a word of one of the row's texts."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from config.base.text import fold
from tracking.models import Candidate, Company, InterviewProcess

MAX_WORDS = 6


def words_of(text: str) -> list[SearchQuery]:
    """One prefix query for each word; quoting keeps the operators of tsquery out."""
    words = [word.replace("'", "''").replace("\\", "\\\\") for word in fold(text).split()[:MAX_WORDS]]
    return [SearchQuery(f"'{word}':*", search_type="raw", config="simple") for word in words]


def search_candidates(candidates: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By name or e-mail address."""
    for word in words_of(text):
        candidates = candidates.filter(search=word)
    return candidates


def search_processes(processes: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By role, recruiter's name, candidate or company; each part is found by its own index."""
    for word in words_of(text):
        by_role = InterviewProcess.objects.filter(search=word).values("pk")
        by_candidate = InterviewProcess.objects.filter(
            candidate_id__in=Candidate.objects.filter(search=word).values("pk")
        ).values("pk")
        by_company = InterviewProcess.objects.filter(
            company_id__in=Company.objects.filter(search=word).values("pk")
        ).values("pk")
        processes = processes.filter(pk__in=by_role.union(by_candidate, by_company))
    return processes


def search_names(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    for word in words_of(text):
        rows = rows.filter(search=word)
    return rows
