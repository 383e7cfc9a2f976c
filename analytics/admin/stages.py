"""The page “Stages”: how each type of stage ends and is rated, and what its ratings are worth."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.admin.asked import Asked
from analytics.admin.links import counted, path_of, rates_urls, rows_url
from analytics.admin.page import Page, in_words, sided
from analytics.api import told
from analytics.api.reading import StageFiguresSerializer
from analytics.charts.bars import Kind, Stack, Whole, stacks
from analytics.charts.forest import Entry, Mark, Reading, forest
from analytics.charts.ratings import Rated, RatedChart, rated
from analytics.charts.rows import RowChart
from analytics.charts.tiles import Tile, count_tile, days_tile
from analytics.charts.units import NO_DATA, Unit
from analytics.estimators.stats import Rate
from analytics.figures import stages as figures
from analytics.figures.stages import Mean, StageFigures
from analytics.measures import rating_n
from analytics.measures import stages as measure_of
from analytics.selectors.behind import ALL, DECIDED, OTHER, TIMED, WAITING
from analytics.selectors.stages import StagePerformance, stage_performance, stage_success
from analytics.selectors.themes import StageThemes
from analytics.selectors.validity import DEFINITION, Foretold, Outcome, RubricValidity, stage_validity
from analytics.themes import Themes
from config.base.models import User
from tracking.enums import StageOutcome, StageType

KINDS = (Kind("passed", "Passed"), Kind("failed", "Failed"), Kind("pending", "Still waiting"), Kind("other", "Other"))
FEW = "fewer than five people"


def draw(asked: Asked, user: User) -> Page:
    sides = [stage_success(user, selection).stages for selection in asked.selections]
    chosen = asked.stage_type
    context = {
        "success": success_chart(asked, sides),
        "outcomes": outcomes_chart(asked, sides),
        "all_stages": asked.url(path_of("stages"), stage=None),
        "types": [
            (asked.url(path_of("stages"), stage=kind), kind.label, kind == chosen) for kind in kinds_of(sides, chosen)
        ],
        **(
            chosen_context(asked, stage_performance(user, asked.selection, chosen))
            if chosen
            else all_context(asked, user)
        ),
    }
    return Page(
        "stages",
        "How stages end, how they are rated, and whether the ratings foretell anything.",
        context,
        lambda: sided(asked, [[told.stage(one) for one in side] for side in sides], StageFiguresSerializer()),
        definitions={**figures.DEFINITIONS, "foretelling": DEFINITION.format(outcome="an offer was accepted")},
        is_empty=not any(sides),
    )


def success_chart(asked: Asked, sides: Sequence[tuple[StageFigures, ...]]) -> RowChart:
    reading = Reading("Pass rate", n="Passed of decided")
    entries = [
        Entry(
            kind.label,
            tuple(success_mark(one, find(side, kind)) for one, side in zip(asked.sides, sides, strict=True)),
            asked.url(path_of("stages"), stage=kind.value),
        )
        for kind in kinds_of(sides)
    ]
    return forest(entries, reading, caption="Pass rates of stages", of="Stage", names=asked.names)


def kinds_of(sides: Sequence[tuple[StageFigures, ...]], chosen: StageType | None = None) -> list[StageType]:
    found = {chosen, *(one.stage_type for side in sides for one in side)}
    return [kind for kind in StageType if kind in found]


def find(side: tuple[StageFigures, ...], kind: StageType) -> StageFigures | None:
    return next((one for one in side if one.stage_type == kind), None)


def success_mark(asked: Asked, one: StageFigures | None) -> Mark:
    if one is None:
        return Mark.of_rate(Rate(0, 0))
    kind = one.stage_type
    return Mark.of_rate(one.rate, **rates_urls(asked, measure_of(kind, StageOutcome.PASSED), f"{kind}_{DECIDED}"))


def outcomes_chart(asked: Asked, sides: Sequence[tuple[StageFigures, ...]]) -> RowChart:
    rows = [
        Stack(kind.label, tuple(whole_of(one, find(side, kind)) for one, side in zip(asked.sides, sides, strict=True)))
        for kind in kinds_of(sides)
    ]
    return stacks(rows, KINDS, caption="Outcomes of stages", of="Stage", total="Stages", names=asked.names)


def whole_of(asked: Asked, one: StageFigures | None) -> Whole:
    if one is None:
        return Whole({})
    kind = one.stage_type
    figures_of = {outcome: measure_of(kind, outcome) for outcome in ("passed", "failed", "pending")}
    urls = {name: rows_url(asked, figure) for name, figure in {**figures_of, "other": f"{kind}_{OTHER}"}.items()}
    return Whole({name: getattr(one, name) for name in urls}, urls, rows_url(asked, f"{kind}_{ALL}"))


def all_context(asked: Asked, user: User) -> dict[str, object]:
    """What the overall ratings of each stage foretell; of a past day nobody can say."""
    if asked.selection.as_of:
        return {}
    rubrics = [
        one for one in stage_validity(user, asked.selection, Outcome.ACCEPTED).rubrics if one.rubric == "overall"
    ]
    return {"foretelling": foretelling_chart(rubrics, asked)} if rubrics else {}


def foretelling_chart(rubrics: Sequence[RubricValidity], asked: Asked | None = None) -> RowChart:
    """By stage, or of one stage by rubric."""
    reading = Reading("Correlation", Unit.SIGNED, reference=0.0, reference_name="Foretells nothing", n="Rated")
    entries = [
        Entry(
            StageType(one.stage_type).label if asked else in_words(one.rubric),
            (correlation_mark(one.everyone),),
            asked.url(path_of("stages"), stage=one.stage_type) if asked else "",
        )
        for one in rubrics
    ]
    return forest(entries, reading, caption="What ratings foretell", of="Stage" if asked else "Rating")


def correlation_mark(found: Foretold) -> Mark:
    return Mark.of_estimate(found.figure.correlation if found.figure else None, found.n)


def chosen_context(asked: Asked, found: StagePerformance) -> dict[str, object]:
    validity = found.validity or ()
    overall = next((one for one in validity if one.rubric == "overall"), None)
    return {
        "chosen": f"{found.figures.label}: {asked.names[0]}" if asked.names else found.figures.label,
        "tiles": chosen_tiles(asked, found),
        "themes": found.themes,
        "theme_lists": theme_lists(found.themes),
        "foretelling": foretelling_chart(validity) if validity else None,
        "rated": rated_chart(overall.everyone) if overall else None,
        "warnings": overall.passed.figure.warnings if overall and overall.passed.figure else (),
    }


def chosen_tiles(asked: Asked, found: StagePerformance) -> list[Tile]:
    kind, lasting = found.figures.stage_type, found.time.lasting
    waiting = (
        counted(asked, lasting.n, f"{kind}_{TIMED}", "timed"),
        counted(asked, lasting.waiting, f"{kind}_{WAITING}", "still waiting"),
    )
    stages = count_tile("Stages", found.figures.stages, url=rows_url(asked, f"{kind}_{ALL}"))
    means = [mean_tile(asked, kind, rating, mean) for rating, mean in found.figures.ratings.items()]
    return [stages, days_tile("Days in stage", lasting.median, counts=waiting), *means]


def mean_tile(asked: Asked, kind: StageType, rating: str, mean: Mean) -> Tile:
    name = f"{in_words(rating)} rating"
    if mean.value is None:
        return Tile(name, NO_DATA, is_known=False)
    given = counted(asked, mean.n, rating_n(kind, rating), "ratings")
    return Tile(name, Unit.NUMBER.told(mean.value), "mean, 1 to 5", counts=(given,))


def theme_lists(themes: StageThemes | None) -> list[tuple[str, Themes]]:
    if themes is None:
        return []
    return [("Strengths", themes.strengths), ("To improve", themes.improvements), ("In the notes", themes.notes)]


def rated_chart(found: Foretold) -> RatedChart:
    marks = [
        Rated(str(share.rating), (Mark.of_rate(share.rate) if share.rate else Mark(None, hidden=FEW),))
        for share in found.shares
    ]
    overall = found.rate.value if found.rate else None
    return rated(marks, caption="Accepted, by overall rating", outcome="Accepted", overall=overall)
