"""Prints where candidates come from, which sources work, and where they are lost on the way.

HIRELOOP_PASSWORD=... python examples/generate_conversion_report.py --since 2026-01-01 --csv feeders.csv
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from client import Refused, connect, parser, stop

FILTERS = ("feeder_source", "company_name", "since", "until")


def main(arguments: list[str] | None = None) -> int:
    options = read_options(arguments)
    filters = {name: getattr(options, name) for name in FILTERS if getattr(options, name)}
    try:
        api = connect()
        rates, funnel = (
            api.get("/api/analytics/conversion-rates", **filters),
            api.get("/api/analytics/funnel", **filters),
        )
        tell(rates, funnel)
        if options.csv:
            save(api.get_csv("/api/analytics/conversion-rates", **filters), options.csv)
    except Refused as error:
        return stop(error)
    return 0


def read_options(arguments: list[str] | None) -> argparse.Namespace:
    options = parser("Prints conversion rates of the feeders, best first, and the funnel.")
    options.add_argument("--feeder", metavar="NAME", dest="feeder_source")
    options.add_argument("--company", metavar="NAME", dest="company_name")
    options.add_argument("--since", metavar="YYYY-MM-DD", help="processes begun on this day or later")
    options.add_argument("--until", metavar="YYYY-MM-DD", help="processes begun on this day or before")
    options.add_argument("--csv", metavar="FILE", type=Path, help="write the feeders there as well")
    return options.parse_args(arguments)


def tell(rates: dict[str, Any], funnel: dict[str, Any]) -> None:
    print(f"As of {rates['as_of']}")
    print()
    print(f"{'Feeder':<28} {'sourced':>8} {'open':>7} {'placed':>7} {'rate':>7}  95 % interval")
    for feeder in rates["results"]:
        counts = f"{feeder['processes_sourced']:>8,} {feeder['open']:>7,} {feeder['placements']:>7,}"
        rate = f"{share(feeder['conversion_rate']):>7}  {interval(feeder['interval'])}"
        print(f"{feeder['feeder_source'][:28]:<28} {counts} {rate}")
    print()
    print(f"{'Step':<28} {'reached':>8} {'rate':>7}  of        95 % interval")
    for step in funnel["steps"]:
        cases = f"{step['numerator']:,}/{step['denominator']:,}"
        rate = f"{share(step['rate']):>7}  {cases:<9} {interval(step['interval'])}"
        print(f"{step['label'][:28]:<28} {step['reached']:>8,} {rate}".rstrip())


def share(rate: float | None) -> str:
    """Of nobody there is no rate, and certainly not 0."""
    return "-" if rate is None else f"{rate:.1%}"


def interval(bounds: dict[str, float] | None) -> str:
    return "-" if bounds is None else f"{bounds['low']:.1%} to {bounds['high']:.1%}"


def save(text: str, file: Path) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error}") from error
    print(f"\nThe feeders are written to {file}")


if __name__ == "__main__":
    sys.exit(main())
