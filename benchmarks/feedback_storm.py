"""Feedback under fire: `python -m benchmarks.feedback_storm` posts 2,000 feedbacks by 8 clients to a real server with a
real RabbitMQ, kills server, workers, consumers and broker at random meanwhile, and counts what came of it in the end.

It has a database of its own in a new folder, and leaves nothing behind. Ends with 1 where a figure is wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 600


@dataclass
class Process:
    """A part of the product as a process group of its own, which is started again when it was killed."""

    name: str
    command: list[str]
    kills: int = 0
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = open(f"{os.environ['STORM_FOLDER']}/{self.name}.log", "ab")  # noqa: SIM115  the child's
        self.running = subprocess.Popen(self.command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        log.close()

    def kill(self) -> None:
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.kills += 1

    def stop(self) -> None:
        if self.running is not None and self.running.poll() is None:
            os.killpg(self.running.pid, signal.SIGTERM)
            try:
                self.running.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.running.pid, signal.SIGKILL)


@dataclass
class Received:
    """What another system, which reads the broker, has received."""

    deliveries: Counter[str] = field(default_factory=Counter)
    types: dict[str, str] = field(default_factory=dict)

    def handle(self, message: Any) -> None:
        self.deliveries[message.id] += 1
        self.types[message.id] = message.type

    def of(self, kind: str) -> int:
        return sum(found == kind for found in self.types.values())


class Tally:
    def __init__(self) -> None:
        self.lock, self.accepted, self.retries = Lock(), 0, 0

    def add(self, retries: int) -> None:
        with self.lock:
            self.accepted += 1
            self.retries += retries


def main() -> None:
    options = arguments()
    folder = Path(tempfile.mkdtemp(prefix="storm"))
    port = set_up(folder)
    from config.testing.brokers import RabbitMQ

    broker = RabbitMQ()
    broker.start()
    os.environ["FEEDBACK_QUEUE_URL"] = broker.url
    try:
        ok = storm(options, port, broker)
    finally:
        broker.kill()
        subprocess.run([sys.executable, "manage.py", "pg", "stop"], cwd=ROOT, check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if ok else 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feedbacks", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--kills", type=int, default=30, help="How many, spread over what is posted.")
    parser.add_argument("--away", type=float, default=60.0, help="Seconds that the broker is away for the first time.")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def set_up(folder: Path) -> int:
    """The environment of everything that is started here; the server's port."""
    from config.testing.brokers import free_port

    port = free_port()
    os.environ |= {
        "STORM_FOLDER": str(folder),
        "EMBEDDED_POSTGRES_DIR": str(folder / "pg"),
        "ENVIRONMENT": "local",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_POOL": "off",
        "LOG_LEVEL": "ERROR",
        "PORT": str(port),
    }
    return port


def storm(options: argparse.Namespace, port: int, broker: Any) -> bool:
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True)
    import django

    django.setup()
    from config.postgres.identity import SYSTEM, become

    become(SYSTEM)
    from benchmarks.storm_data import build, clients_of

    bodies = build(options.feedbacks, options.clients, random.Random(options.seed))  # noqa: S311
    parts = processes(port)
    received, over = Received(), Flag()
    receiving = listen(broker.url, received, over)
    for part in parts:
        part.start()
    began = time.monotonic()
    tally = Tally()
    posting = [
        Thread(target=post_all, args=(port, client, share, tally))
        for client, share in zip(clients_of(options.clients), bodies, strict=True)
    ]
    for thread in posting:
        thread.start()
    kills = fire(parts, broker, posting, options, tally)
    posted = time.monotonic() - began
    for part in parts:
        if part.running and part.running.poll() is not None:
            part.start()
    settled = wait_until_settled(received)
    over.set()
    receiving.join(30)
    for part in parts:
        part.stop()
    return report(options, tally, received, kills, posted, time.monotonic() - began, settled)


def processes(port: int) -> list[Process]:
    manage = [sys.executable, "manage.py"]
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application", "--no-ws"]
    places = ["--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--blocking-threads", "4"]
    return [
        Process("web", [*granian, *places, "--log-level", "critical"]),
        Process("worker-1", [*manage, "procrastinate", "worker"]),
        Process("worker-2", [*manage, "procrastinate", "worker"]),
        Process("consumers", [*manage, "consume_events"]),
    ]


def listen(url: str, received: Received, over: Flag) -> Thread:
    from feedback.brokers import broker_for

    broker = broker_for(url)
    broker.prepare("storm")
    thread = Thread(target=lambda: broker.consume("storm", received.handle, over.is_set), daemon=True)
    thread.start()
    return thread


def post_all(port: int, client: Any, bodies: list[dict[str, Any]], tally: Tally) -> None:
    for number, body in enumerate(bodies):
        tally.add(client.post(f"http://127.0.0.1:{port}/api/interviews/feedback", body, key=f"storm-{number}"))


def fire(parts: list[Process], broker: Any, posting: list[Thread], options: argparse.Namespace, tally: Tally) -> int:
    """Kills one part after the other, each as often, while the clients are at it; how many kills it were.

    When is told by how much has been accepted, not by the clock: on a slow machine nothing would ever be up.
    """
    chance, broken = random.Random(options.seed + 1), 0  # noqa: S311
    absences = [options.away]
    moments = sorted(chance.sample(range(1, options.feedbacks), options.kills))
    targets = list(islice(cycle([*parts, None]), options.kills))
    chance.shuffle(targets)
    for moment, target in zip(moments, targets, strict=True):
        wait_for(moment, posting, tally)
        if target is None:
            take_away(broker, absences.pop() if absences else chance.uniform(0.5, 3))
            broken += 1
        else:
            target.kill()
            time.sleep(chance.uniform(0, 1))
            target.start()
    for thread in posting:
        thread.join()
    for part in parts:
        print(f"killed {part.name}: {part.kills} times")
    longest = "" if absences else f", once for {options.away:.0f} s"
    print(f"killed the broker: {broken} times{longest}")
    return broken + sum(part.kills for part in parts)


def wait_for(moment: int, posting: list[Thread], tally: Tally) -> None:
    """Until so many have been accepted, or nobody posts any more."""
    said = 0.0
    while tally.accepted < moment and any(thread.is_alive() for thread in posting):
        time.sleep(0.05)
        if time.monotonic() - said > 10:
            said = time.monotonic()
            print(f"{tally.accepted:>6} accepted", file=sys.stderr)


def take_away(broker: Any, seconds: float) -> None:
    broker.kill()
    time.sleep(seconds)
    broker.start()


def wait_until_settled(received: Received) -> bool:
    """Until every event has been sent and received, and every consumer has dealt with what is its business."""
    from benchmarks.storm_data import figures, unsettled

    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        waiting = unsettled()
        if not any(waiting.values()) and len(received.types) >= figures()["events"]:
            return True
        print(f"waiting for {waiting}, received {len(received.types)}", file=sys.stderr)
        time.sleep(5)
    return False


def report(
    options: argparse.Namespace,
    tally: Tally,
    received: Received,
    kills: int,
    posted: float,
    total: float,
    settled: bool,
) -> bool:
    from benchmarks.storm_data import figures

    stored = figures()
    rows = [
        ("feedbacks accepted by clients", tally.accepted, options.feedbacks),
        ("feedback rows", stored["feedback"], options.feedbacks),
        ("feedback events in the store", stored["feedback_events"], options.feedbacks),
        ("feedback events received, distinct", received.of("interview.feedback.received"), options.feedbacks),
        ("events received of all types, distinct", len(received.types), stored["events"]),
        ("decisions", stored["decisions"], options.feedbacks),
        ("offers drafted for accepted decisions", stored["offers"], stored["offer_decisions"]),
        ("decisions with more than one offer", stored["twice_offered"], 0),
        ("events that a consumer dealt with twice", stored["twice_processed"], 0),
        ("dead letters", stored["dead"], 0),
    ]
    for name, found, wanted in rows:
        print(f"{'ok ' if found == wanted else 'BAD'} {name:<42} {found:>7} of {wanted}")
    again = sum(count - 1 for count in received.deliveries.values())
    print(f"    messages delivered again by the broker {again:>11}, each known by its id")
    print(f"    requests that clients repeated {tally.retries:>19}, each with its Idempotency-Key")
    print(f"    {kills} kills; {posted:.0f} s until all were posted, {total:.0f} s until all was settled")
    return settled and all(found == wanted for _, found, wanted in rows)


if __name__ == "__main__":
    main()
