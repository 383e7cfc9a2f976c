"""From what was said of each answer to the few strengths and weaknesses of a whole session. Pure.

Nothing is summed up in new words: a finding is a remark as it was made, with the answers it was made of.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

# Two remarks of one dimension say the same where they share this part of their words (Jaccard's index).
SAME = 0.6
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One remark on one answer. `weight` says how strongly: 0-5, a strength's score or what a weakness lacks of 5."""

    order: int
    text: str
    dimension: str | None
    weight: float
    quote: str | None = None
    point: str | None = None

    @property
    def words(self) -> frozenset[str]:
        """Of the point it is about, where it names one; what it quotes says nothing of its kind."""
        text = self.point or self.text.replace(self.quote or "\0", "")
        return frozenset(WORD.findall(text.lower()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`questions` are the orders of the answers it was said of, `alike` of those with any such remark on this

    dimension. Text and quote are the strongest one's, on question `question`.
    """

    text: str
    dimension: str | None
    question: int
    quote: str | None
    questions: list[int]
    alike: list[int]


def findings(remarks: Iterable[Said], most: int) -> list[Finding]:
    """The first ones by how often and how strongly they were said, at most `most`, none twice.

    Dimensions take turns, the one with the most and strongest remarks first, and so do questions: neither one
    dimension nor one poor answer crowds out the rest.
    """
    by_dimension: dict[str | None, list[Said]] = defaultdict(list)
    for remark in remarks:
        by_dimension[remark.dimension].append(remark)
    themes = sorted(by_dimension.values(), key=importance, reverse=True)
    left = [finding(group, orders(theme)) for theme in themes for group in grouped(theme)]
    chosen: list[Finding] = []
    turns: Counter[tuple[str, object]] = Counter()
    while left and len(chosen) < most:
        # min takes the first of equals, and what is left is in order of importance.
        next_one = min(left, key=lambda each: (turns["dimension", each.dimension], turns["question", each.question]))
        left.remove(next_one)
        chosen.append(next_one)
        turns.update([("dimension", next_one.dimension), ("question", next_one.question)])
    return chosen


def grouped(theme: Sequence[Said]) -> list[list[Said]]:
    """Remarks that say the same together, the strongest of each group first, the most important group first."""
    groups: list[list[Said]] = []
    for remark in sorted(theme, key=lambda said: (-said.weight, said.order)):
        same = next((group for group in groups if says_the_same(group[0], remark)), None)
        if same is None:
            groups.append([remark])
        else:
            same.append(remark)
    return sorted(groups, key=importance, reverse=True)


def importance(remarks: Sequence[Said]) -> tuple[int, float, int]:
    return len(orders(remarks)), mean(remark.weight for remark in remarks), -remarks[0].order


def finding(group: Sequence[Said], alike: list[int]) -> Finding:
    first = group[0]
    return Finding(
        text=first.text,
        dimension=first.dimension,
        question=first.order,
        quote=first.quote,
        questions=orders(group),
        alike=alike,
    )


def says_the_same(one: Said, other: Said) -> bool:
    shared, all_words = one.words & other.words, one.words | other.words
    return bool(all_words) and len(shared) >= SAME * len(all_words)


def orders(remarks: Iterable[Said]) -> list[int]:
    return sorted({remark.order for remark in remarks})
