"""`manage.py conversion_report`: feeders and the funnel, as a table, as CSV or as JSON."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from analytics.api import told
from analytics.api.reading import FeederFiguresSerializer
from analytics.api.rendering import table_of
from analytics.figures.feeders import ConversionRates, FeederFigures
from analytics.figures.funnel import Funnel, FunnelStep
from analytics.figures.outcomes import Outcomes
from analytics.management.tables import NOTHING, aligned, count, interval, of, share
from analytics.selectors.everyone import everyone
from analytics.selectors.feeders import conversion_rates
from analytics.selectors.funnel import funnel
from analytics.selectors.naming import keys_of
from analytics.selectors.selection import Selection
from config.base.errors import DomainError
from config.postgres.identity import SYSTEM, acting_as

FEEDERS = ("Feeder", "People", "Sourced", "Open", "Placed", "Converted", "95 % interval", "Of decided", "Shrunken")
MATURED = "Matured"
STEPS = ("Step", "Reached", "Passed", "Failed", "Pending", "Other", "Rate", "95 % interval", "Of started")


class Command(BaseCommand):
    help = "Conversion rates of the feeders, best first, and the funnel: every process there is, or those asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--feeder", default="", metavar="NAME", help="A feeder's name, alias or id.")
        parser.add_argument("--company", default="", metavar="NAME", help="A company's name, alias or id.")
        parser.add_argument("--since", type=day, metavar="DAY", help="Processes begun on it or later.")
        parser.add_argument("--until", type=day, metavar="DAY", help="Processes begun on it or before.")
        parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="CSV: the feeders.")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(SYSTEM):
            selection = asked(options)
            rates, steps = conversion_rates(everyone(), selection), funnel(everyone(), selection)
        self.stdout.write(FORMATS[options["format"]](rates, steps), ending="")


def day(text: str) -> date:
    """Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day: YYYY-MM-DD.") from error


def asked(options: dict[str, Any]) -> Selection:
    since, until = options["since"], options["until"]
    if since and until and since > until:
        raise CommandError("--until is before --since.")
    try:
        keys = keys_of(options["company"], options["feeder"])
    except DomainError as refusal:
        raise CommandError(refusal.detail) from refusal
    return Selection(feeder=keys.get("feeder"), company=keys.get("company"), since=since, until=until)


def as_json(rates: ConversionRates, steps: Funnel) -> str:
    found = {"conversion_rates": told.conversion_rates(rates), "funnel": told.funnel(steps), "as_of": rates.as_of}
    return DjangoJSONEncoder(indent=2, ensure_ascii=False).encode(found) + "\n"


def as_csv(rates: ConversionRates, steps: Funnel) -> str:
    """The same columns as the API's."""
    return table_of([told.feeder(one) for one in rates.feeders], FeederFiguresSerializer()).text


def as_table(rates: ConversionRates, steps: Funnel) -> str:
    return "\n".join([*lines(rates, steps), ""])


def lines(rates: ConversionRates, steps: Funnel) -> Iterator[str]:
    yield f"As of {rates.as_of:%Y-%m-%d %H:%M:%S %Z}"
    yield ""
    rows = [feeder_row(one) for one in rates.feeders]
    if rates.without_feeder is not None:
        rows.append(outcomes_row("Without a feeder", rates.without_feeder))
    rows.append(outcomes_row("All", rates.total))
    yield from aligned((*FEEDERS, MATURED), rows)
    yield ""
    yield "Best first, by the lower bound of the interval. Converted: placed of all, the open ones counted as lost."
    yield f"Shrunken: towards all feeders, the fewer the more. Matured: placed within {rates.horizon} days, open ones"
    yield "counted as long as they have lasted."
    yield ""
    yield from aligned(STEPS, [step_row(one) for one in steps.steps])


def feeder_row(found: FeederFigures) -> tuple[str, ...]:
    return (
        *outcomes_row(found.name, found.outcomes, count(found.candidates))[:-2],
        share(told.value_of(found.shrunken)),
        share(told.value_of(found.matured)),
    )


def outcomes_row(name: str, found: Outcomes, people: str = NOTHING) -> tuple[str, ...]:
    counts = (count(n) for n in (found.processes, found.open, found.placements))
    rates = (share(found.conversion_rate.value), interval(found.interval), of(found.decided_rate))
    return (name, people, *counts, *rates, NOTHING, NOTHING)


def step_row(found: FunnelStep) -> tuple[str, ...]:
    counts = (count(n) for n in (found.reached, found.passed, found.failed, found.pending, found.other))
    around = found.rate.wilson() if found.rate else None
    return (found.label, *counts, of(found.rate), interval(around), share(found.share.value))


FORMATS = {"table": as_table, "csv": as_csv, "json": as_json}
