"""Do the figures agree with a recount? `python -m benchmarks.analytics_agreement` over whatever database is set.

Every figure of the API, of `conversion_report` and of the pages' files, for all processes, for keys, periods and past
days, by a manager and by a recruiter who leads some, against a recount in plain Python over the rows; and every measure
of every key against plain SQL. What differs is named, and the command ends with 1.
"""

# ruff: noqa: E402  Django is set up first
from __future__ import annotations

import gc
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from benchmarks.agreement.asking import Asking
from benchmarks.agreement.behind import hold_behind
from benchmarks.agreement.cases import cases, world_of
from benchmarks.agreement.counts import hold_counts
from benchmarks.agreement.files import Files
from benchmarks.agreement.holding import Held
from benchmarks.agreement.rows import read_rows
from benchmarks.agreement.said import read_said
from benchmarks.agreement.waiting import hold_waiting
from config.postgres.identity import SYSTEM, acting_as

# Of the cases, those whose files are held too: all, a period, a feeder, a company, both, a past day; the recruiter's.
FILES = (0, 1, 2, 5, 11, 19, 26, 28)


def main() -> int:
    held = Held()
    with acting_as(SYSTEM):
        hold_counts(held)
        gc.disable()  # a million small objects that stay
        world = world_of(read_rows())
        said = read_said()
        gc.freeze()
        gc.enable()
        asking, every = Asking(world, said, held), cases(world)
        for case in every:
            asking.of_everything(case)
        held.told_all()
        asking.of_every_key()
        held.told("times of every key")
        files = Files(world, said, held)
        for place in FILES:
            files.of_files(every[place])
        files.of_two_sides()
        files.of_command()
        held.told_all()
        hold_behind(held, world)
        hold_waiting(held, world)
        held.told_all()
    print(f"{sum(held.figures.values()):,} figures compared, {held.differ} differ")
    return 1 if held.differ else 0


if __name__ == "__main__":
    sys.exit(main())
