"""Which questions are asked, and in which order: for any bank, plan and seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.enums import Difficulty, Focus, Level, SessionType, Source
from interviews.selection import (
    DIFFICULTIES,
    BankTooSmall,
    Choice,
    Plan,
    alternate,
    distribute,
    mix_of,
    select_questions,
    varied,
)
from interviews.validators import MAX_QUESTIONS, MIN_QUESTIONS

SEEDS = st.integers(0, 2**62)
LEVELS = st.sampled_from(list(Level))
COUNTS = st.integers(MIN_QUESTIONS, MAX_QUESTIONS)
KINDS = st.sampled_from(list(SessionType))
ORDER = list(Difficulty)


def choice(number: int, focus: Focus = Focus.CORE, difficulty: Difficulty = Difficulty.EASY, **said: object) -> Choice:
    made = Choice(id=UUID(int=number), key=f"question-{number:04}", focus=focus, difficulty=difficulty)
    return replace(made, **said)  # type: ignore[arg-type]


def bank(each: int, focuses: Sequence[Focus] = tuple(Focus), **said: object) -> list[Choice]:
    """`each` of every focus and difficulty."""
    places = [(focus, difficulty) for focus in focuses for difficulty in Difficulty for _ in range(each)]
    return [choice(number, focus, difficulty, **said) for number, (focus, difficulty) in enumerate(places)]


def plan_for(kind: SessionType, count: int, level: Level = Level.MID, **said: frozenset[str]) -> Plan:
    return Plan(counts=mix_of(kind, count), level=level, **said)


class TestDistribute:
    @given(st.dictionaries(st.integers(), st.integers(1, 1000), min_size=1, max_size=12), st.integers(0, 500))
    def test_nothing_is_lost_and_nobody_is_off_by_one_or_more(self, shares: dict[int, int], total: int) -> None:
        counts = distribute(shares, total)
        assert sum(counts.values()) == total
        whole = sum(shares.values())
        assert all(abs(counts[key] - total * share / whole) < 1 for key, share in shares.items())

    @given(st.dictionaries(st.integers(), st.integers(1, 1000), min_size=2, max_size=12), st.integers(0, 500))
    def test_larger_remainders_go_first(self, shares: dict[int, int], total: int) -> None:
        counts, whole = distribute(shares, total), sum(shares.values())
        up = {key for key in shares if counts[key] > total * shares[key] // whole}
        left = [total * shares[key] % whole for key in shares if key not in up]
        assert all(total * shares[key] % whole >= max(left, default=0) for key in up)

    def test_of_equal_remainders_the_first_named_wins(self) -> None:
        assert distribute({"a": 1, "b": 1, "c": 1}, 4) == {"a": 2, "b": 1, "c": 1}

    @pytest.mark.parametrize(
        ("kind", "counts"),
        [
            (SessionType.HR, [(4, 3, 3), (5, 3, 3), (5, 4, 3), (5, 4, 4), (6, 4, 4), (6, 5, 4)]),
            (SessionType.TECHNICAL, [(5, 3, 2), (6, 3, 2), (6, 4, 2), (6, 4, 3), (7, 4, 3), (8, 4, 3)]),
            (SessionType.CASE, [(6, 4), (7, 4), (7, 5), (8, 5), (8, 6), (9, 6)]),
        ],
    )
    def test_the_mix_from_ten_to_fifteen(self, kind: SessionType, counts: list[tuple[int, ...]]) -> None:
        wanted = range(MIN_QUESTIONS, MAX_QUESTIONS + 1)
        assert [tuple(mix_of(kind, count).values()) for count in wanted] == counts

    @pytest.mark.parametrize("count", range(MIN_QUESTIONS, MAX_QUESTIONS + 1))
    def test_a_mixed_interview_has_as_much_of_each_kind(self, count: int) -> None:
        of_kind: Counter[SessionType] = Counter()
        for focus, number in mix_of(SessionType.MIXED, count).items():
            of_kind[focus.type] += number
        assert set(of_kind) == set(map(SessionType, SessionType.PURE))
        assert max(of_kind.values()) - min(of_kind.values()) <= 1

    @pytest.mark.parametrize("kind", SessionType)
    def test_every_focus_of_the_mix_is_asked(self, kind: SessionType) -> None:
        assert min(mix_of(kind, MIN_QUESTIONS).values()) >= 1


class TestQueue:
    @settings(max_examples=60, deadline=None)
    @given(KINDS, COUNTS, LEVELS, SEEDS, st.booleans())
    def test_has_exactly_the_mix_and_nothing_twice(
        self, kind: SessionType, count: int, level: Level, seed: int, with_resume: bool
    ) -> None:
        skills = frozenset({"sql"}) if with_resume else frozenset()
        pool = bank(4) + [replace(each, id=UUID(int=each.id.int + 500), skills=skills) for each in bank(2)]
        plan = plan_for(kind, count, level, resume={skill: skill for skill in skills})
        queue = select_questions(pool, plan, seed)
        assert Counter(each.focus for each in queue) == Counter(plan.counts)
        assert len({each.id for each in queue}) == count

    @settings(max_examples=60, deadline=None)
    @given(KINDS, COUNTS, LEVELS, SEEDS)
    def test_goes_from_easy_to_hard(self, kind: SessionType, count: int, level: Level, seed: int) -> None:
        queue = select_questions(bank(4), plan_for(kind, count, level), seed)
        bands = [ORDER.index(each.difficulty) for each in queue]
        assert bands == sorted(bands)

    @settings(max_examples=60, deadline=None)
    @given(KINDS, COUNTS, LEVELS, SEEDS)
    def test_is_as_hard_as_the_level(self, kind: SessionType, count: int, level: Level, seed: int) -> None:
        plan = plan_for(kind, count, level)
        found = Counter((each.focus, each.difficulty) for each in select_questions(bank(8), plan, seed))
        for focus, number in plan.counts.items():
            wanted = distribute(DIFFICULTIES[level], number)
            assert {band: found[focus, band] for band in Difficulty} == wanted

    @settings(max_examples=60, deadline=None)
    @given(COUNTS, LEVELS, SEEDS)
    def test_alternates_core_and_resume_in_each_band(self, count: int, level: Level, seed: int) -> None:
        pool = bank(8) + [
            replace(each, id=UUID(int=each.id.int + 500), key=f"r{each.key}", skills=frozenset({"sql"}))
            for each in bank(8)
        ]
        plan = plan_for(SessionType.TECHNICAL, count, level, resume={"sql": "sql"})
        queue = select_questions(pool, plan, seed)
        for difficulty in Difficulty:
            band = [each.source for each in queue if each.difficulty == difficulty]
            both = 2 * min(band.count(Source.CORE), band.count(Source.RESUME))
            assert band[:both] == [Source.CORE, Source.RESUME] * (both // 2)
            assert len(set(band[both:])) <= 1

    @settings(max_examples=30, deadline=None)
    @given(KINDS, COUNTS, SEEDS, st.randoms(use_true_random=False))
    def test_is_the_same_for_the_same_seed(self, kind: SessionType, count: int, seed: int, chance: object) -> None:
        pool, plan = bank(5), plan_for(kind, count)
        queue = select_questions(pool, plan, seed)
        chance.shuffle(pool)  # type: ignore[attr-defined]
        assert select_questions(pool, plan, seed) == queue

    def test_differs_with_the_seed(self) -> None:
        pool, plan = bank(5), plan_for(SessionType.MIXED, 12)
        assert len({tuple(each.id for each in select_questions(pool, plan, seed)) for seed in range(20)}) == 20

    @settings(max_examples=60, deadline=None)
    @given(COUNTS, LEVELS, SEEDS, st.lists(st.integers(0, 3), min_size=72, max_size=72))
    def test_asks_first_what_was_never_asked_and_then_the_oldest(
        self, count: int, level: Level, seed: int, asked: list[int]
    ) -> None:
        pool = [replace(each, last_asked=when) for each, when in zip(bank(3), asked, strict=True)]
        queue = select_questions(pool, plan_for(SessionType.TECHNICAL, count, level), seed)
        for focus in Focus:
            taken = sorted(each.last_asked for each in queue if each.focus == focus)
            there = sorted(each.last_asked for each in pool if each.focus == focus)
            assert taken == there[: len(taken)]

    @settings(max_examples=30, deadline=None)
    @given(COUNTS, LEVELS, SEEDS)
    def test_keeps_to_the_topics_as_far_as_they_reach(self, count: int, level: Level, seed: int) -> None:
        about = [replace(each, id=UUID(int=900 + n), skills=frozenset({"sql"})) for n, each in enumerate(bank(1))]
        plan = plan_for(SessionType.TECHNICAL, count, level, topics=frozenset({"sql"}))
        queue = select_questions(bank(5) + about, plan, seed)
        for focus, number in plan.counts.items():
            on_topic = [each for each in queue if each.focus == focus and "sql" in each.skills]
            assert len(on_topic) == min(number, 3)

    @settings(max_examples=30, deadline=None)
    @given(COUNTS, LEVELS, SEEDS)
    def test_without_a_resume_nothing_is_a_resumes(self, count: int, level: Level, seed: int) -> None:
        queue = select_questions(bank(5, skills=frozenset({"sql"})), plan_for(SessionType.MIXED, count, level), seed)
        assert {each.source for each in queue} == {Source.CORE}


class TestResume:
    @settings(max_examples=60, deadline=None)
    @given(KINDS, COUNTS, LEVELS, SEEDS)
    def test_every_second_place_of_a_focus_is_the_resumes(
        self, kind: SessionType, count: int, level: Level, seed: int
    ) -> None:
        plan = plan_for(kind, count, level, resume={"sql": "sql"})
        queue = select_questions(bank(8, skills=frozenset({"sql"})), plan, seed)
        for focus, number in plan.counts.items():
            assert [each.source for each in queue if each.focus == focus].count(Source.RESUME) == (number + 1) // 2

    @settings(max_examples=60, deadline=None)
    @given(COUNTS, LEVELS, SEEDS)
    def test_questions_made_from_the_resume_take_no_other_place(self, count: int, level: Level, seed: int) -> None:
        made = [
            replace(each, id=UUID(int=900 + n), key=f"made-{n}", skills=frozenset({"sql"}), source=Source.RESUME)
            for n, each in enumerate(bank(5, [Focus.BEHAVIORAL]))
        ]
        plan = plan_for(SessionType.HR, count, level, resume={"sql": "sql"})
        asked_before = [replace(each, last_asked=1) for each in bank(4)]
        queue = select_questions(asked_before + made, plan, seed)
        of_resume = [each for each in queue if each.key.startswith("made")]
        assert len(of_resume) == (plan.counts[Focus.BEHAVIORAL] + 1) // 2
        assert {each.source for each in of_resume} == {Source.RESUME}
        assert {each.source for each in queue if each not in of_resume} == {Source.CORE}

    def test_questions_made_from_the_resume_fill_in_where_the_bank_ends(self) -> None:
        made = bank(4, [Focus.BEHAVIORAL], skills=frozenset({"sql"}), source=Source.RESUME)
        plan = Plan(counts={Focus.BEHAVIORAL: 6}, level=Level.MID, resume={"sql": "sql"})
        assert len(select_questions(made, plan, 1)) == 6


class TestTooSmall:
    def test_all_that_is_missing_is_named(self) -> None:
        with pytest.raises(BankTooSmall) as caught:
            select_questions(bank(1), plan_for(SessionType.HR, 15), 1)
        assert caught.value.missing == {Focus.BEHAVIORAL: 3, Focus.SITUATIONAL: 2, Focus.ROLE_SPECIFIC: 1}
        assert str(caught.value) == "3 more behavioral, 2 more situational, 1 more role-specific"

    def test_an_empty_bank(self) -> None:
        with pytest.raises(BankTooSmall) as caught:
            select_questions([], plan_for(SessionType.CASE, 10), 1)
        assert caught.value.missing == {Focus.PROBLEM_SOLVING: 6, Focus.SYSTEM_DESIGN: 4}

    def test_what_is_not_wanted_is_not_missed(self) -> None:
        pool = bank(5, [Focus.PROBLEM_SOLVING, Focus.SYSTEM_DESIGN])
        assert len(select_questions(pool, plan_for(SessionType.CASE, 15), 1)) == 15

    def test_other_difficulties_fill_in(self) -> None:
        pool = [choice(number, difficulty=Difficulty.HARD) for number in range(5)]
        queue = select_questions(pool, Plan(counts={Focus.CORE: 5}, level=Level.JUNIOR), 1)
        assert len(queue) == 5


class TestArranging:
    @given(st.lists(st.sampled_from(list(Focus)), max_size=15))
    def test_neighbours_differ_where_that_is_possible(self, focuses: list[Focus]) -> None:
        ordered = varied([choice(number, focus) for number, focus in enumerate(focuses)])
        assert Counter(each.focus for each in ordered) == Counter(focuses)
        most = max(Counter(focuses).values(), default=0)
        alike = sum(first.focus == second.focus for first, second in pairwise(ordered))
        assert alike == max(0, most - (len(focuses) - most) - 1)

    @given(st.integers(0, 8), st.integers(0, 8))
    def test_alternating_loses_nothing(self, core: int, resume: int) -> None:
        mine, others = [choice(n) for n in range(core)], [choice(100 + n) for n in range(resume)]
        assert sorted(each.key for each in alternate(mine, others)) == sorted(each.key for each in mine + others)
