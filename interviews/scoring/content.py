"""The content score: what the answer says of what was to be said, 0..5; and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass

from interviews.scoring.cleaning import clean
from interviews.scoring.contradictions import Contradiction, contradictions
from interviews.scoring.features import FEATURES, Look, features, look
from interviews.scoring.guards import guard
from interviews.scoring.model import TOP, Model
from interviews.scoring.points import PointShare, mean_share, read_shares, toward_points
from interviews.scoring.references import prepare
from interviews.scoring.types import Confidence, Task

# Coverage of the references' new words, 0..1, and standard deviations beyond chance, from which we are sure.
SURE_COVERED, SURE_SPREADS = 0.6, 8.0
UNSURE_SPREADS = 1.5
NAMES = tuple(FEATURES)


@dataclass(frozen=True, slots=True)
class Content:
    """The features by name, none without a reference; why a score may be wrong, in words and as flags."""

    seen: Look
    values: dict[str, float]
    points: tuple[PointShare, ...]
    against: tuple[Contradiction, ...]
    doubts: tuple[str, ...]
    flags: tuple[str, ...]

    def score_by(self, judge: Model) -> float:
        """0..5; 0 where nothing was said at all."""
        if not self.seen.cleaned.tokens:
            return 0.0
        score = judge.predict(list(self.values.values()))
        return self._guarded(toward_points(score, self.points, self.values["covered_new"]))

    @property
    def allows(self) -> float:
        """The most this answer could get from any model."""
        return self._guarded(TOP)

    def _guarded(self, score: float) -> float:
        return guard(score, self.seen, self.values, mean_share(self.points), opposite=bool(self.against))

    @property
    def confidence(self) -> Confidence:
        if self.doubts or not self.values:
            return "low"
        sure = self.values["covered_new"] >= SURE_COVERED or self.values["beyond_chance"] >= SURE_SPREADS
        return "high" if sure else "medium"


def read_content(task: Task, answer: str) -> Content:
    prepared = prepare(task)
    seen = look(prepared, clean(prepared, answer))
    values = dict(zip(NAMES, features(seen), strict=True)) if prepared.references else {}
    against = contradictions(seen)
    found = _flags(seen, values, against)
    doubts = tuple(DOUBTS[flag] for flag in found if flag in DOUBTS)
    return Content(seen, values, read_shares(task, seen), against, doubts, found)


DOUBTS = {
    "no_reference": "There is no reference answer to compare with.",
    "instructions_to_grader": "Part of the answer speaks to whoever grades it; that part was not scored.",
    "other_language": "Much of the answer is not in English.",
    "keyword_list": "The answer lists words without sentences.",
    "thrown_together": "The words stand in no order that makes sentences.",
    "unknown_words": "Many words of the answer are not known to the scorer.",
    "few_shared_words": "The answer shares few telling words with the references; it may say the same in other words.",
    "contradiction": "The answer may say the opposite of the reference: a person should look.",
}


def _flags(seen: Look, values: dict[str, float], against: tuple[Contradiction, ...]) -> tuple[str, ...]:
    cleaned = seen.cleaned
    few = values and values["beyond_chance"] < UNSURE_SPREADS and values["covered_new"] < SURE_COVERED
    candidates = {
        "no_words": not cleaned.words,
        "no_reference": not seen.prepared.references,
        "copied_question": bool(cleaned.copies),
        "instructions_to_grader": bool(cleaned.instructions),
        "other_language": cleaned.foreign,
        "keyword_list": cleaned.listed,
        "thrown_together": cleaned.thrown_together,
        "says_unknown": cleaned.unknowing,
        "unknown_words": bool(cleaned.tokens) and cleaned.known < 0.5,
        "few_shared_words": bool(few and cleaned.tokens),
        "contradiction": bool(against),
    }
    return tuple(flag for flag, found in candidates.items() if found)
