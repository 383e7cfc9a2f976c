"""How the bulk import grows: `python -m benchmarks.import_growth SMALL LARGE` imports two folders of CSV files, each
into a database of its own in a new folder, and prints seconds by step, what a process of the large one takes against
one of the small, and the most memory that the command and its server process held."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import psycopg

ROOT = Path(__file__).resolve().parents[1]
STEP = re.compile(r" *[\d.]+ s  (\D+?)(?: [\d,]+ to .*)?$")
WRITTEN = re.compile(r"([\d,]+) processes")
SERVING = "SELECT pid FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid()"


@dataclass
class Run:
    """What one import took. Slices of one step are added up."""

    processes: int = 0
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    command_mb: int = 0
    server_mb: int = 0

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def main() -> None:
    small, large = (measure(Path(folder).resolve()) for folder in sys.argv[1:3])
    growth = large.processes / small.processes
    print(f"{'':32}{small.processes:>11,}{large.processes:>11,}   a process")
    for step in [*small.seconds, "in all"]:
        one, other = (run.total if step == "in all" else run.seconds[step] for run in (small, large))
        print(f"{step:32}{one:>9.1f} s{other:>9.1f} s   x {other / one / growth:.2f}")
    print(f"{'memory of the command':32}{small.command_mb:>8,} MB{large.command_mb:>8,} MB")
    print(f"{'memory of its server process':32}{small.server_mb:>8,} MB{large.server_mb:>8,} MB")


def measure(data: Path) -> Run:
    folder = Path(tempfile.mkdtemp(prefix="import"))
    os.environ["EMBEDDED_POSTGRES_DIR"] = str(folder / "pg")
    try:
        manage("migrate", "--verbosity", "0")
        uri = manage("pg", "uri").strip()
        return follow(data, uri)
    finally:
        manage("pg", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def manage(*arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout


def follow(data: Path, uri: str) -> Run:
    """The command's own lines tell where it is."""
    run, step, began = Run(), "start", time.perf_counter()
    command = [sys.executable, "manage.py", "import_processes", str(data)]
    running = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    Thread(target=weigh, args=(running, uri, run), daemon=True).start()
    for line in running.stderr or ():
        run.seconds[step] += time.perf_counter() - began
        step, began = found[1] if (found := STEP.match(line)) else line.strip(), time.perf_counter()
    told = running.stdout.read() if running.stdout else ""
    if running.wait() != 0:
        raise SystemExit(f"The import of {data} failed: {step}")
    run.seconds[step] += time.perf_counter() - began
    run.processes = int(WRITTEN.search(told)[1].replace(",", ""))  # type: ignore[index]
    return run


def weigh(running: subprocess.Popen[str], uri: str, run: Run) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        while running.poll() is None:
            run.command_mb = max(run.command_mb, private_mb(running.pid))
            for (pid,) in connection.execute(SERVING):
                run.server_mb = max(run.server_mb, private_mb(pid))
            time.sleep(0.5)


def private_mb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has just ended
        return 0
    found = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main()
