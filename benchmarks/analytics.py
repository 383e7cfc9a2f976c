"""Figures over many processes against SQL by hand, in one run (README.md beside this file)."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = dict(argument.split("=", 1) for argument in sys.argv[1:])
KIT = Path(OPTIONS["KIT"]).resolve()
KIT_PYTHON = OPTIONS.get("KIT_PYTHON", sys.executable)
WORK = Path(OPTIONS.get("WORK") or tempfile.mkdtemp(prefix="hireloop-bench-"))
SIZES = [int(size) for size in OPTIONS.get("SIZES", "10000,1000000").split(",")]
ROUNDS = int(OPTIONS.get("ROUNDS", "7"))
PARTS = OPTIONS.get("PARTS", "read,select,anew,behind,recompute,pages,linger,rebuild").split(",")
ONCE = {"anew", "pages", "linger", "rebuild"}
COMPARED = {"read", "behind", "recompute"}
Answers = dict[str, list[float]]


class Database:
    """An embedded server with so many processes, in ours and in the kit's tables, and a child that asks it."""

    def __init__(self, size: int) -> None:
        self.size, self.folder = size, WORK / str(size)
        self.environment = {
            **os.environ,
            "EMBEDDED_POSTGRES_DIR": str(self.folder / "postgres"),
            "LOG_LEVEL": "WARNING",
        }

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        told = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, text=True, stdout=subprocess.PIPE)
        return told.stdout

    @property
    def uri(self) -> str:
        """Of the kit's database, as its owner."""
        socket = self.manage("shell", "--no-imports", "-c", "from django.conf import settings; "
                             "print(settings.DATABASES['default']['HOST'])").strip().splitlines()[-1]  # fmt: skip
        return f"postgresql://postgres@/bench?host={socket}"

    def prepare(self) -> None:
        """Once: what is there already stays."""
        done, data = self.folder / "prepared", self.folder / "data"
        if not done.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            kit("gen_dataset.py", "--n", str(self.size), "--out", str(data))
            self.manage("migrate", "--verbosity", "0")
            self.manage("import_processes", str(data))
            self.manage("rebuild_rollups")
            self.manage("shell", "--no-imports", "-c", VACUUM)
            kit("load_dataset.py", "--db", self.uri, "--data", str(data), "--schema", "bench")
            kit("analytics_sql.py", "setup", "--db", self.uri, "--schema", "bench")
            done.touch()

    def start(self, stack: ExitStack) -> None:
        self.manage("pg", "start")
        stack.callback(self.manage, "pg", "stop")
        command = [sys.executable, "-m", "benchmarks.analytics_child", str(KIT), self.uri]
        self.child = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if self.child.stdin is None or self.child.stdout is None:
            raise SystemExit("no pipes")
        self.asked, self.told = self.child.stdin, self.child.stdout
        stack.callback(self.child.wait)
        stack.callback(self.asked.close)
        self.answer()

    def answer(self) -> Answers:
        found: Answers = json.loads(self.told.readline())
        return found

    def ask(self, part: str) -> Answers:
        self.asked.write(f"{part}\n")
        self.asked.flush()
        return self.answer()


VACUUM = """
from config.postgres.base import connection_of
with connection_of().as_owner() as owner, owner.cursor() as cursor:
    cursor.execute("CREATE DATABASE bench")
    cursor.execute("VACUUM ANALYZE")
"""


def kit(script: str, *arguments: str) -> None:
    subprocess.run([KIT_PYTHON, script, *arguments], check=True, cwd=KIT)


def main() -> None:
    databases = [Database(size) for size in SIZES]
    with ExitStack() as stack:
        for database in databases:
            database.prepare()
            database.start(stack)
        for part in PARTS:
            print(f"== {part}", flush=True)
            tell(part, measure(part, databases))


def measure(part: str, databases: list[Database]) -> dict[str, list[list[float]]]:
    """By figure the medians of each database, which are asked by turns; the first turn warms up."""
    found: dict[str, list[list[list[float]]]] = {}
    for turn in range(1 if part in ONCE else ROUNDS + 1):
        for place, database in enumerate(databases):
            for name, values in database.ask(part).items():
                if turn or part in ONCE:
                    found.setdefault(name, [[] for _ in databases])[place].append(values)
    return {
        name: [[statistics.median(column) for column in zip(*each, strict=True)] for each in sides]
        for name, sides in found.items()
    }


def tell(part: str, figures: dict[str, list[list[float]]]) -> None:
    for name, sides in figures.items():
        shown = []
        for size, values in zip(SIZES, sides, strict=True):
            ratio = f" x{values[0] / values[1]:.2f}" if part in COMPARED else ""
            shown.append(f"{size:,}: " + " ".join(f"{value:.2f}" for value in values) + ratio)
        growth = f"growth x{sides[-1][0] / sides[0][0]:.2f}" if len(sides) > 1 else ""
        print(f"{name:36}{'   '.join(shown)}   {growth}", flush=True)


if __name__ == "__main__":
    main()
