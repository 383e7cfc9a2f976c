"""Feedback one by one against batches of 100, over HTTP in one run: `python -m benchmarks.feedback_intake` prints both
in feedbacks a second, and their ratio. It has a database of its own in a new folder."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.feedback_storm import ROOT, processes, set_up

BATCH, ROUNDS, SINGLES, BATCHES = 100, 3, 100, 10


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="intake"))
    port = set_up(folder)
    try:
        measure(port)
    finally:
        subprocess.run([sys.executable, "manage.py", "pg", "stop"], cwd=ROOT, check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def measure(port: int) -> None:
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True)
    import django

    django.setup()
    from config.postgres.identity import SYSTEM, become

    become(SYSTEM)
    from benchmarks.storm_data import build, clients_of

    per_round = SINGLES + BATCH * BATCHES
    (bodies,) = build(ROUNDS * per_round + 1, 1, random.Random(1))  # noqa: S311
    (client,) = clients_of(1)
    os.environ["DATABASE_POOL"] = "on"
    web = processes(port)[0]
    web.start()
    url = f"http://127.0.0.1:{port}/api"
    client.post(f"{url}/interviews/feedback", bodies.pop(), key="warm")
    try:
        for number in range(1, ROUNDS + 1):
            one_round(client, url, bodies[:SINGLES], bodies[SINGLES:per_round], number)
            bodies = bodies[per_round:]
    finally:
        web.stop()


def one_round(client: Any, url: str, singles: list[Any], batched: list[Any], number: int) -> None:
    began = time.perf_counter()
    for place, body in enumerate(singles):
        client.post(f"{url}/interviews/feedback", body, key=f"{number}-{place}")
    single = len(singles) / (time.perf_counter() - began)
    began = time.perf_counter()
    for start in range(0, len(batched), BATCH):
        client.post(f"{url}/feedback/batch", {"items": batched[start : start + BATCH]}, key=f"{number}-b{start}")
    batch = len(batched) / (time.perf_counter() - began)
    print(f"one by one {single:7.0f} /s   in batches of {BATCH} {batch:7.0f} /s   ratio {batch / single:.1f}")


if __name__ == "__main__":
    main()
