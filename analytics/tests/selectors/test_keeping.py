"""What is kept holds until what it was made of changes, and for nobody else."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from analytics.selectors import keeping
from analytics.selectors.keeping import FACTS, FACTS_AND_FEEDERS, ROWS, Answers, kept
from analytics.selectors.looking import one_look
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from analytics.services.rebuilding import rebuild
from analytics.tests.folded import fold_all
from analytics.tests.quiet import in_a_quiet_moment
from config.base.clock import business_today
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from config.testing.rivals import at_once
from tracking.models import Feeder, InterviewProcess
from tracking.tests.factories import CandidateFactory, FeederFactory, ProcessFactory


def put_on_hold() -> None:
    InterviewProcess.objects.update(status="on_hold", on_hold=True)


def resume(**fields: Any) -> None:
    InterviewProcess.objects.update(status="in_progress", on_hold=False, **fields)


WRITES = {
    "nothing": lambda: None,
    "of a feeder": FeederFactory,
    "of something else": lambda: User.objects.update(last_name="Other"),
    "of what is not counted": lambda: InterviewProcess.objects.update(version=2),
    "of what is counted": put_on_hold,
    "of whose it is": lambda: InterviewProcess.objects.update(feeder=FeederFactory()),
    "of the candidate": lambda: InterviewProcess.objects.update(candidate=CandidateFactory()),
}


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "answers", Answers())


@pytest.fixture
def process(recruiter: User) -> Any:
    found = ProcessFactory(candidate=CandidateFactory(owner=recruiter), feeder=FeederFactory())
    fold_all()
    return found


class Asked:
    """Tells whether an answer was worked out anew."""

    def __init__(self, user: User, made_of: str = FACTS, selection: Selection | None = None) -> None:
        self.user, self.made_of, self.selection, self.times = user, made_of, selection or Selection(), 0

    def __call__(self, about: str = "funnel") -> bytes:
        with acting_as(identity_of(self.user)):
            return kept(self.made_of, self.user, self.selection, about, self.work_out)

    def work_out(self) -> bytes:
        self.times += 1
        [row] = counts(self.selection.seen_by(self.user), ["status_on_hold"])
        return f"{row['started']} {row['status_on_hold']}".encode()

    @property
    def anew(self) -> bool:
        before = self.times
        self()
        return self.times > before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("made_of", [ROWS, FACTS, FACTS_AND_FEEDERS])
def test_kept_while_nothing_is_written(manager: User, process: InterviewProcess, made_of: str) -> None:
    ask = Asked(manager, made_of)
    assert ask() == b"1 0"
    assert in_a_quiet_moment(lambda: not ask.anew)
    before = ask.times
    ask("another question")
    assert ask.times == before + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("made_of", [FACTS, FACTS_AND_FEEDERS])
def test_one_query_tells_that_it_holds(
    manager: User, process: InterviewProcess, count_queries: Any, made_of: str
) -> None:
    ask = Asked(manager, made_of)
    ask()
    with count_queries(1):
        ask()
    assert ask.times == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("made_of", "keeps"),
    [
        (ROWS, {"nothing"}),
        (FACTS, {"nothing", "of a feeder", "of something else", "of what is not counted"}),
        (FACTS_AND_FEEDERS, {"nothing", "of something else", "of what is not counted"}),
    ],
)
def test_kept_over_what_does_not_matter(
    manager: User, recruiter: User, process: InterviewProcess, made_of: str, keeps: set[str]
) -> None:
    """Folded meanwhile, as it is within a second; recruiters' answers go with what is theirs."""
    for (name, write), user in product(WRITES.items(), (manager, recruiter)):
        ask = Asked(user, made_of)
        ask()
        write()
        fold_all()
        assert in_a_quiet_moment(lambda ask=ask: not ask.anew) if name in keeps else ask.anew, (user, name)
        resume(version=1)
        fold_all()


@pytest.mark.django_db(transaction=True)
def test_what_is_in_the_log_counts_at_once(manager: User, process: InterviewProcess) -> None:
    ask = Asked(manager)
    assert ask() == b"1 0"
    put_on_hold()
    assert ask() == b"1 1"
    assert not ask.anew
    resume()
    assert ask() == b"1 0"
    fold_all()
    assert ask() == b"1 0"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whose", ["manager", "recruiter"])
def test_of_no_processes(request: Any, recruiter: User, process: InterviewProcess, whose: str) -> None:
    ask = Asked(request.getfixturevalue(whose))
    assert ask() == b"1 0"
    InterviewProcess.objects.filter(pk=process.pk)._raw_delete("default")
    fold_all()
    assert ask() == b"0 0"
    assert not ask.anew


@pytest.mark.django_db(transaction=True)
def test_making_all_anew_lets_nothing_stay(manager: User, process: InterviewProcess) -> None:
    ask = Asked(manager)
    ask()
    rebuild()
    assert ask.anew


@pytest.mark.django_db(transaction=True)
def test_a_process_that_goes_to_another_recruiter_goes(
    recruiter: User, other_recruiter: User, process: InterviewProcess
) -> None:
    ask = Asked(recruiter)
    assert ask() == b"1 0"
    InterviewProcess.objects.update(recruiter=other_recruiter)
    fold_all()
    assert ask() == b"0 0"


@pytest.mark.django_db(transaction=True)
def test_kept_for_nobody_else(manager: User, recruiter: User, other_recruiter: User, process: InterviewProcess) -> None:
    assert [Asked(user)() for user in (manager, other_recruiter, recruiter)] == [b"1 0", b"0 0", b"1 0"]
    assert Asked(manager, selection=Selection(recruiter=other_recruiter.pk))() == b"0 0"


@pytest.mark.django_db(transaction=True)
def test_another_day_is_another_answer(manager: User, process: InterviewProcess, time_machine: Any) -> None:
    ask = Asked(manager)
    time_machine.move_to("2026-01-01T12:00Z")
    ask()
    time_machine.move_to("2026-01-02T00:00Z")
    assert ask.anew


@pytest.mark.django_db
def test_nothing_is_kept_in_a_transaction(manager: User, process: InterviewProcess) -> None:
    ask = Asked(manager)
    assert ask() == b"1 0"
    put_on_hold()
    assert ask() == b"1 1"
    assert ask.anew


@pytest.mark.django_db(transaction=True)
def test_in_a_look_it_is_kept(manager: User, process: InterviewProcess) -> None:
    ask = Asked(manager)
    for _ in range(2):
        with one_look():
            assert ask() == b"1 0"
    assert ask.times == 1
    with one_look():
        ask()
        at_once(put_on_hold)
        assert not ask.anew
    assert ask() == b"1 1"


@pytest.mark.django_db(transaction=True)
def test_of_a_past_day_nothing_is_kept(manager: User, process: InterviewProcess) -> None:
    ask = Asked(manager, selection=Selection(as_of=business_today()))
    assert ask() == b"1 0"
    assert ask.anew


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_of_what_failed(manager: User, process: InterviewProcess) -> None:
    def fail() -> bytes:
        raise ValueError("no figures")

    for _ in range(2):
        with pytest.raises(ValueError, match="no figures"):
            kept(FACTS, manager, Selection(), "funnel", fail)
    assert kept(FACTS, manager, Selection(), "funnel", lambda: b"{}") == b"{}"


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_one_look(process: InterviewProcess) -> None:
    with one_look():
        assert Feeder.objects.count() == 1
        at_once(FeederFactory)
        assert Feeder.objects.count() == 1
    assert Feeder.objects.count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_works_it_out_for_all_who_ask_at_once(manager: User, process: InterviewProcess) -> None:
    ask = Asked(manager)
    assert at_once(*[ask] * 4) == [b"1 0"] * 4
    assert ask.times == 1


def test_the_latest_asked_for_stay() -> None:
    answers = Answers(most_bytes=10)
    for key in "ab":
        answers.keep(key, b"1234")
    assert answers.get("a") == b"1234"
    answers.keep("c", b"123456")
    assert [answers.get(key) for key in "abc"] == [b"1234", None, b"123456"]
    answers.keep("a", b"12")
    answers.keep("d", b"12")
    assert [answers.get(key) for key in "abcd"] == [b"12", None, b"123456", b"12"]
    answers.keep("large", b"12345678901")
    assert [answers.get(key) for key in ("a", "large")] == [b"12", None]


def test_small_ones_are_not_kept_without_end() -> None:
    answers = Answers(most=2)
    for key in "abc":
        answers.keep(key, b"")
    assert [answers.get(key) for key in "abc"] == [None, b"", b""]
