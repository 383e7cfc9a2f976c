"""The demo's rows, drawn from a seed: the same seed and day give the same rows. Pure: no database, no clock."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple, TypeVar
from uuid import UUID

from tracking.demo import world
from tracking.demo.accounts import BY_USERNAME
from tracking.demo.names import all_names
from tracking.demo.stories import Story, moment, tell, working_day
from tracking.services.importing import CANDIDATES, PROCESSES, STAGES, FileFormat, SourceRow

SEED = 20_251_001
DAYS = 730
PROCESSES_PER_CANDIDATE = 1.36
# Who leads how much: the first recruiter's list is rich, and something is left that only the manager sees.
LEADS = {"recruiter": 0.5, "recruiter2": 0.35, "manager": 0.15}
# How often each is on the panel of a stage that is over, and of one to come.
PANELISTS = {"interviewer": (0.12, 0.35), "interviewer2": (0.09, 0.30)}
UNPROCESSED = 0.02
LOGINS = ("candidate", "candidate2")

Row = dict[str, str]
Thing = TypeVar("Thing", world.DemoCompany, world.DemoFeeder, world.DemoRole)


class Person(NamedTuple):
    id: str
    name: str
    email: str
    skill: float
    feeder: world.DemoFeeder
    lead: str
    created: str


@dataclass
class Demo:
    """The rows, as they would stand in the files; whose each candidate is, who sits on which panel, who may log in."""

    candidates: list[Row] = field(default_factory=list)
    processes: list[Row] = field(default_factory=list)
    stages: list[Row] = field(default_factory=list)
    leads: dict[str, str] = field(default_factory=dict)
    panels: dict[str, list[str]] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)

    def led_by(self, username: str) -> Demo:
        """The candidates of one recruiter, with all that belongs to them."""
        candidates = [row for row in self.candidates if self.leads[row["id"]] == username]
        processes = [row for row in self.processes if self.leads[row["candidate_id"]] == username]
        ids = {row["id"] for row in processes}
        stages = [row for row in self.stages if row["interview_process_id"] in ids]
        return Demo(candidates, processes, stages, self.leads, self.panels, self.logins)

    def rows(self, file_format: FileFormat) -> Iterator[SourceRow]:
        """As an ImportSource."""
        files = {CANDIDATES.file: self.candidates, PROCESSES.file: self.processes, STAGES.file: self.stages}
        for line, row in enumerate(files[file_format.file], 2):
            yield SourceRow(line, row)


def generate(size: int, today: date, seed: int = SEED) -> Demo:
    """About `size` processes of the two years before `today`; nothing but what is planned lies after yesterday."""
    random, demo = Random(seed), Demo()  # noqa: S311  nothing secret is drawn
    names = all_names()
    random.shuffle(names)
    people: list[Person] = []
    taken: set[tuple[str, str, str]] = set()
    for started in start_days(random, size, today):
        is_new = not people or (random.random() < 1 / PROCESSES_PER_CANDIDATE and len(people) < len(names))
        if is_new:
            people.append(new_person(random, names[len(people)], started, demo))
        # Who comes back came lately, as a rule.
        person = people[-1] if is_new else people[-min(len(people), 1 + int(random.expovariate(1 / 150)))]
        company, role = weighted(random, world.COMPANIES), weighted(random, world.ROLES)
        if (person.id, company.name, role.title) not in taken:
            taken.add((person.id, company.name, role.title))
            add_process(demo, random, person, tell(random, person.skill, company, role, started, today))
    for number in range(round(len(people) * UNPROCESSED)):
        started = working_day(today - timedelta(days=2 + number % 20), forward=False)
        new_person(random, names[(len(people) + number) % len(names)], started, demo)
    name_logins(demo)
    return demo


def start_days(random: Random, size: int, today: date) -> list[date]:
    """Ever more of them, on working days, in order."""
    first, fewest = today - timedelta(days=DAYS), 0.35
    shares = (math.sqrt(fewest**2 + random.random() * (1 - fewest**2)) for _ in range(size))
    offsets = ((share - fewest) / (1 - fewest) * (DAYS - 1) for share in shares)
    return sorted(working_day(first + timedelta(days=int(offset)), forward=False) for offset in offsets)


def new_person(random: Random, name: str, started: date, demo: Demo) -> Person:
    feeder = weighted(random, world.FEEDERS)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    address = ".".join("".join(char for char in part if char.isalnum()) for part in plain.split())
    person = Person(
        id=new_id(random),
        name=name,
        email=f"{address}@example.{random.choice(('org', 'com', 'net'))}",
        skill=random.gauss(0, 0.8) + feeder.lift,
        feeder=feeder,
        lead=random.choices(list(LEADS), list(LEADS.values()))[0],
        created=moment(started, 6, random),
    )
    demo.leads[person.id] = person.lead
    row = {"id": person.id, "full_name": name, "email": person.email, "status": "new", "created_at": person.created}
    demo.candidates.append(row)
    return person


def add_process(demo: Demo, random: Random, person: Person, story: Story) -> None:
    process_id = new_id(random)
    demo.processes.append(
        {
            "id": process_id,
            "candidate_id": person.id,
            "feeder_source": person.feeder.name or "",
            "recruiter_name": "",
            **story.process,
        }
    )
    for number, stage in enumerate(story.stages, 1):
        row = {"id": new_id(random), "interview_process_id": process_id, "stage_order": str(number), **stage}
        seated = seat(random, stage["outcome"] == "pending")
        if seated:
            demo.panels[row["id"]] = seated
            names = ",".join(f'"{BY_USERNAME[username].display_name}"' for username in seated)
            row["interviewer_names"] = f"{{{names},{row['interviewer_names'][1:]}"
        demo.stages.append(row)


def seat(random: Random, pending: bool) -> list[str]:
    return [username for username, chances in PANELISTS.items() if random.random() < chances[pending]]


def name_logins(demo: Demo) -> None:
    """The candidate logins become the latest candidates of the first recruiter with more than one process."""
    processes = Counter(row["candidate_id"] for row in demo.processes)
    shown = [row for row in demo.candidates if demo.leads[row["id"]] == "recruiter" and processes[row["id"]] > 1]
    for username, row in zip(LOGINS, reversed(shown), strict=False):
        account = BY_USERNAME[username]
        row["full_name"], row["email"] = account.display_name, account.email
        demo.logins[username] = row["id"]


def new_id(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))


def weighted(random: Random, things: tuple[Thing, ...]) -> Thing:
    return random.choices(things, [thing.weight for thing in things])[0]
