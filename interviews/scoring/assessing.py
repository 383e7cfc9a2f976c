"""score_answer: from a task and an answer to an assessment."""

from __future__ import annotations

from interviews.scoring import rubric
from interviews.scoring.text import sentences, tokens
from interviews.scoring.types import DIMENSIONS, Assessment, DimensionScore, Evidence, PointVerdict, Task

SCORER, VERSION = "lexical", "0"


def score_answer(task: Task, answer: str) -> Assessment:
    said = {token.stem for token in tokens(answer) if not token.is_stop}
    content = None
    if task.references:
        content = max(_share(reference, said) for reference in task.references) * 5
    dims: dict[str, float | None] = dict.fromkeys(DIMENSIONS, round(content, 1) if content is not None else None)
    if content is None and task.story:
        dims |= {"structure": 2.5, "relevance": 2.5}
    if not tokens(answer):
        content, dims = 0.0, dict.fromkeys(DIMENSIONS, 0.0)
    points = []
    for point in task.key_points:
        share = _share(point, said)
        best = max(sentences(answer), key=lambda s: _share(point, {t.stem for t in s.tokens}), default=None)
        verdict = "covered" if share > 0.6 else "partly" if share > 0.3 else "missing"
        quote = answer[best.start : best.end] if best and verdict != "missing" else None
        points.append(PointVerdict(point=point, verdict=verdict, quote=quote))
    evidence = tuple(
        Evidence(quote=answer[s.start : s.end], start=s.start, end=s.end, effect="earned", note="Says part of the answer.")
        for s in sentences(answer)[:1]
    )
    total = rubric.overall(dims)
    return Assessment(
        dimensions={
            name: DimensionScore(score=score, low=score, high=score, reason="First draft.", evidence=evidence)
            for name, score in dims.items()
        },
        content=content,
        overall=total,
        overall_low=total,
        overall_high=total,
        weights=rubric.weights(dims),
        points=tuple(points),
        confidence="medium" if content else "low",
        doubts=() if content else ("There is no reference answer.",),
        flags=(),
        scorer=SCORER,
        version=VERSION,
    )


def _share(reference: str, said: set[str]) -> float:
    wanted = {token.stem for token in tokens(reference) if not token.is_stop}
    return len(wanted & said) / len(wanted) if wanted else 0.0
