"""Finding by words: every word must begin a word of one of the row's texts."""

from __future__ import annotations

import pytest

from tracking.models import Candidate, Company, InterviewProcess
from tracking.selectors.names import named
from tracking.selectors.search import MAX_WORDS, search_candidates, search_names, search_processes, words_of
from tracking.tests.factories import CandidateFactory, CompanyFactory, ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("ada", True),
        ("ADA LOVE", True),
        ("lovelace ada", True),
        ("ａｄａ", True),
        ("ada@example.org", True),
        ("lace", False),
        ("ada byron", False),
        ("", True),
        ("  ", True),
    ],
)
def test_candidates(text: str, finds: bool) -> None:
    candidate = CandidateFactory(full_name="Ada Lovelace", email="ada@example.org")
    assert search_candidates(Candidate.objects.all(), text).filter(pk=candidate.pk).exists() is finds


@pytest.mark.parametrize("text", ["backend", "rita", "ada", "north", "ada north back"])
def test_processes_by_role_recruiter_candidate_and_company(text: str) -> None:
    process = ProcessFactory(
        candidate__full_name="Ada Lovelace", company__name="Northwind", recruiter_name="Rita Recruiter"
    )
    ProcessFactory(role_title="Data Analyst", candidate__full_name="Bo", company__name="Globex")
    assert list(search_processes(InterviewProcess.objects.all(), text)) == [process]


@pytest.mark.parametrize("text", ["'", "\\", "a'b", "a & b", "a | !b", "a:*", "(", "<->", "' | '", "%", "\\'", "''"])
def test_operators_are_mere_text(text: str) -> None:
    CandidateFactory(full_name="Ada")
    list(search_candidates(Candidate.objects.all(), text))


def test_a_name_with_an_apostrophe() -> None:
    candidate = CandidateFactory(full_name="Siobhán O'Brien")
    assert list(search_candidates(Candidate.objects.all(), "o'brien")) == [candidate]


def test_only_so_many_words_count() -> None:
    assert len(words_of("a b c d e f g h i")) == MAX_WORDS


def test_names_and_aliases() -> None:
    company = CompanyFactory(name="Amazon", aliases=["AWS"], alias_keys=["aws"])
    CompanyFactory(name="Globex")
    assert list(search_names(Company.objects.all(), "ama")) == [company]
    for name in ("AMAZON", " aws ", "Ａｗｓ"):
        assert Company.objects.get(named(name)) == company
    assert not Company.objects.filter(named("ama")).exists()
