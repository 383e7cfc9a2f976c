"""What is asked: by whom, of which processes, as of when; with the processes that it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.contrib.auth.models import Group

from benchmarks.agreement.lengths import HORIZON
from benchmarks.agreement.reports import feeder_rows
from benchmarks.agreement.rows import Key, Process, Rows, as_of, asked
from config.base.clock import business_today
from config.base.models import User

PERIOD: dict[str, Any] = {"since": date(2025, 6, 1), "until": date(2025, 8, 31)}
DIMENSIONS = ("feeder", "company", "recruiter", "role")


@dataclass(frozen=True)
class Case:
    """`keys` and `days` are what is asked; `seen` the processes that the user may see, by then."""

    user: User
    is_manager: bool
    keys: dict[str, Key]
    days: dict[str, date]
    seen: Sequence[Process] = field(repr=False)

    @property
    def past(self) -> date | None:
        return self.days.get("as_of")

    @property
    def today(self) -> date:
        return self.past or business_today()

    @cached_property
    def processes(self) -> list[Process]:
        """Those that are asked for."""
        since, until = self.days.get("since", date.min), self.days.get("until", date.max)
        found: Iterable[Process] = self.seen
        for dim, key in self.keys.items():
            found = [one for one in found if getattr(one, dim) == key]
        return [one for one in found if since <= one.day <= until]

    def __str__(self) -> str:
        told = [f"{name}={value}" for name, value in {**self.keys, **self.days}.items()]
        return f"{self.user.username} [{', '.join(told)}]"


@dataclass(frozen=True)
class World:
    """The rows, who asks, and keys to ask by: those with the most processes and some at random."""

    rows: Rows
    manager: User
    recruiter: User
    feeders: dict[Key, str]
    companies: dict[Key, str]
    past: dict[date, list[Process]] = field(default_factory=dict)
    fitted: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def feeder_rows(self, case: Case) -> list[dict[str, Any]]:
        """Of all feeders within the rest of what is asked, worked out once for all of them."""
        rest = replace(case, keys={dim: key for dim, key in case.keys.items() if dim != "feeder"})
        if str(rest) not in self.fitted:
            self.fitted[str(rest)] = feeder_rows(rest.processes, self.feeders, rest.today, HORIZON)
        return self.fitted[str(rest)]

    def listed_rows(self, case: Case) -> list[dict[str, Any]]:
        """Managers are told of the feeders that sent nobody too."""
        return [row for row in self.feeder_rows(case) if case.is_manager or row["rank"]]

    def case(self, *, led: bool = False, **asked_for: Any) -> Case:
        """`led`: asked by the recruiter, who sees the processes that they lead, now and on the past day."""
        days = {name: day for name, day in asked_for.items() if name in ("since", "until", "as_of")}
        keys = {name: key for name, key in asked_for.items() if name in DIMENSIONS}
        seen: Sequence[Process] = list(self.rows.processes.values())
        if day := days.get("as_of"):
            if day not in self.past:
                self.past[day] = as_of(self.rows, day)
            seen = self.past[day]
        if led:
            now = self.rows.processes
            seen = [
                one for one in seen if one.recruiter == self.recruiter.pk and now[one.id].recruiter == self.recruiter.pk
            ]
        return Case(self.recruiter if led else self.manager, not led, keys, days, seen)

    def some(self, dim: str, n: int) -> list[Key]:
        counted = Counter(getattr(one, dim) for one in self.rows.processes.values())
        counted.pop(None, None)
        best = [key for key, _ in counted.most_common(1)]
        others = sorted(counted.keys() - {*best}, key=str)
        return best + Random(7).sample(others, min(n - 1, len(others)))  # noqa: S311  the same in every run


def world_of(rows: Rows) -> World:
    names = {
        table: dict(asked(f"SELECT id, name FROM tracking_{table}"))  # noqa: S608  names of our own
        for table in ("feeder", "company")
    }
    leading = Counter(one.recruiter for one in rows.processes.values() if one.recruiter)
    name = User.objects.get(pk=leading.most_common(1)[0][0]).username if leading else "bench-recruiter"
    manager, recruiter = account("bench-manager", "manager"), account(name, "recruiter")
    return World(rows, manager, recruiter, names["feeder"], names["company"])


def account(username: str, role: str) -> User:
    user, _ = User.objects.get_or_create(username=username, defaults={"is_staff": True})
    user.groups.add(Group.objects.get(name=role))
    User.objects.filter(pk=user.pk, is_staff=False).update(is_staff=True)
    return User.objects.get(pk=user.pk)


def cases(world: World) -> list[Case]:
    """All, one key, two keys, a period, past days; by the manager and by a recruiter."""
    feeders, companies, roles = (world.some(dim, 3) for dim in ("feeder", "company", "role"))
    [recruiter] = world.some("recruiter", 1) or [world.recruiter.pk]
    first, second = past_days(world)
    asked_for: list[dict[str, Any]] = [
        {},
        PERIOD,
        *({"feeder": key} for key in feeders),
        *({"company": key} for key in companies),
        *({"role": key} for key in roles[:2]),
        {"recruiter": recruiter},
        {"feeder": feeders[0], "company": companies[0]},
        {"feeder": feeders[1], "role": roles[0]},
        {"company": companies[1], "role": roles[1]},
        {"recruiter": recruiter, "company": companies[0]},
        {"recruiter": recruiter, **PERIOD},
        {"feeder": feeders[1], **PERIOD},
        {"company": companies[2], "feeder": feeders[0], "since": date(2024, 1, 1)},
        {"role": roles[0], "until": date(2024, 6, 30)},
        {"as_of": first},
        {"as_of": second},
        {"as_of": second, "since": date(2024, 2, 1), "until": date(2024, 9, 30)},
        {"as_of": second, "feeder": feeders[0]},
        {"as_of": first, "company": companies[0]},
        {"as_of": second, "company": companies[0], "role": roles[0]},
        {"as_of": second, "recruiter": recruiter},
    ]
    of_recruiter: list[dict[str, Any]] = [
        {},
        PERIOD,
        {"feeder": feeders[0]},
        {"company": companies[0], "since": date(2024, 1, 1)},
        {"as_of": second},
    ]
    return [world.case(**one) for one in asked_for] + [world.case(led=True, **one) for one in of_recruiter]


def past_days(world: World) -> tuple[date, date]:
    """A third and two thirds of the way from the first beginning to the last."""
    days = [one.day for one in world.rows.processes.values()]
    span = (max(days) - min(days)).days
    return min(days) + timedelta(days=span // 3), min(days) + timedelta(days=span * 2 // 3)
