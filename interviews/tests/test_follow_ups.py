"""Whether an answer calls for a follow-up, and about what."""

from __future__ import annotations

from typing import Any

import pytest

from interviews.enums import Trigger
from interviews.follow_ups import FEW_WORDS, Need, follow_up_need

LONG = "I would look at the plan first and then decide with care, " * 4
SHORT = "An index helps reading."


def judged(
    *, content: float | None = 2.5, points: tuple[tuple[str, str], ...] = (), **scores: float | None
) -> dict[str, Any]:
    """An evaluation as it is stored; what is not named was found to be good."""
    dimensions = dict.fromkeys(("structure", "relevance", "technical_accuracy", "depth", "communication"), 4.0)
    return {
        "dimensions": {name: {"score": score} for name, score in (dimensions | scores).items()},
        "content": content,
        "points": [{"point": point, "verdict": verdict} for point, verdict in points],
    }


def need_of(evaluation: dict[str, Any], text: str = LONG) -> Need | None:
    return follow_up_need(evaluation, text, story=False)


def story_need_of(evaluation: dict[str, Any], text: str) -> Need | None:
    return follow_up_need(evaluation, text, story=True)


class TestKnowledge:
    def test_points_left_out_are_asked_for_in_their_order(self) -> None:
        points = (("a", "covered"), ("b", "missing"), ("c", "partly"), ("d", "missing"))
        assert need_of(judged(points=points)) == Need(trigger=Trigger.MISSING_POINT, points=("b", "d"))

    def test_a_missing_point_matters_more_than_brevity(self) -> None:
        found = need_of(judged(points=(("a", "missing"),)), SHORT)
        assert found is not None
        assert found.trigger == Trigger.MISSING_POINT

    @pytest.mark.parametrize("content", [None, 0.0, 0.9, 4.3, 5.0])
    def test_nothing_to_build_on_or_nothing_left_to_ask(self, content: float | None) -> None:
        assert need_of(judged(content=content, points=(("a", "missing"),)), SHORT) is None

    @pytest.mark.parametrize("content", [1.0, 4.2])
    def test_the_limits_themselves_are_worth_asking_on(self, content: float) -> None:
        assert need_of(judged(content=content, points=(("a", "missing"),))) is not None

    @pytest.mark.parametrize(("words", "wanted"), [(FEW_WORDS - 1, Need(trigger=Trigger.TOO_SHORT)), (FEW_WORDS, None)])
    def test_few_words(self, words: int, wanted: Need | None) -> None:
        assert need_of(judged(points=(("a", "partly"),)), "word " * words) == wanted

    @pytest.mark.parametrize(("depth", "wanted"), [(2.4, Need(trigger=Trigger.NO_EXAMPLE)), (2.5, None), (None, None)])
    def test_little_depth_calls_for_an_example(self, depth: float | None, wanted: Need | None) -> None:
        assert need_of(judged(depth=depth)) == wanted

    def test_an_answer_that_nobody_evaluated(self) -> None:
        assert need_of({}) is None


class TestStory:
    @pytest.mark.parametrize("relevance", [None, 0.0, 0.9])
    def test_an_answer_to_something_else(self, relevance: float | None) -> None:
        assert story_need_of(judged(relevance=relevance), SHORT) is None

    def test_few_words(self) -> None:
        assert story_need_of(judged(), "I once fixed it.") == Need(trigger=Trigger.TOO_SHORT)

    @pytest.mark.parametrize("ending", ["Then we shipped it.", "WE, all of us, shipped it."])
    def test_only_what_others_did(self, ending: str) -> None:
        assert story_need_of(judged(), f"{'The team was late. ' * 8}{ending}") == Need(trigger=Trigger.NO_OWN_PART)

    @pytest.mark.parametrize(
        "own",
        ["I wrote the tests.", "I'd say so.", "It was (my) idea and my plan.", "Mine was the plan.", "I'm proud."],
    )
    def test_with_a_part_of_ones_own(self, own: str) -> None:
        assert story_need_of(judged(), f"{'We were late again. ' * 8}{own}") is None

    @pytest.mark.parametrize(("structure", "wanted"), [(2.4, Need(trigger=Trigger.NO_RESULT)), (2.5, None)])
    def test_a_story_without_an_end(self, structure: float, wanted: Need | None) -> None:
        assert story_need_of(judged(structure=structure), LONG) == wanted

    def test_key_points_and_content_do_not_matter(self) -> None:
        assert story_need_of(judged(content=None, points=(("a", "missing"),)), LONG) is None
