"""Conversion rates and the funnel over HTTP against the baseline's, in one run; with writes beside it, too.

Takes the options of `tracking_http.py`, whose servers and data these are (README.md beside this file).
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import jwt

from benchmarks import tracking_http as shared

CONVERSION = ["GET", "/api/analytics/conversion-rates"]
FUNNEL = ["GET", "/api/analytics/funnel"]
# Commits something that every figure sees, once a second.
TOUCH = """
UPDATE tracking_interviewprocess SET version = version + 1
 WHERE id = (SELECT id FROM tracking_interviewprocess LIMIT 1)"""


def targets(manager: str, baseline: str) -> list[dict[str, object]]:
    counting = ["GET", "/interviews/analytics/conversion-rates"]
    return [
        {
            "name": "baseline",
            "base": f"http://127.0.0.1:{shared.BASELINE}",
            "auth": baseline,
            "ops": {"conversion": counting, "funnel": counting},
        },
        {
            "name": "manager",
            "base": f"http://127.0.0.1:{shared.OURS}",
            "auth": manager,
            "ops": {"conversion": CONVERSION, "funnel": FUNNEL},
        },
    ]


@contextmanager
def writing() -> Iterator[None]:
    """The trigger notes each; nothing is folded, or a `fold_rollups` beside it does."""
    over = threading.Event()

    def write() -> None:
        with shared.superuser("hireloop") as connection:
            while not over.wait(1):
                connection.execute(TOUCH)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def main() -> None:
    if not (shared.WORK / "data" / "stages.csv").exists():
        shared.prepare()
        shared.manage("rebuild_rollups")
    shared.shell(shared.PREPARE)
    tokens: dict[str, str] = shared.shell(shared.TOKENS)
    baseline = "Bearer " + jwt.encode({"sub": "bench"}, shared.SECRET, algorithm="HS256")
    file = shared.WORK / "analytics-targets.json"
    file.write_text(json.dumps(targets(tokens["manager"], baseline)))
    options = ("--targets", str(file), "--rounds", str(shared.ROUNDS), "--secs", str(shared.SECS))
    with ExitStack() as stack:
        stack.callback(shared.manage, "pg", "stop")
        shared.servers(stack)
        shared.run_kit("http_bench.py", "--data", str(shared.WORK / "data"), *options)
        print("with a commit a second, and folding:", flush=True)
        folder = [sys.executable, "manage.py", "fold_rollups"]
        folding = subprocess.Popen(folder, cwd=shared.ROOT, env=shared.ENVIRONMENT)
        stack.callback(folding.wait)
        stack.callback(folding.terminate)
        with writing():
            shared.run_kit("http_bench.py", "--data", str(shared.WORK / "data"), *options)


if __name__ == "__main__":
    main()
