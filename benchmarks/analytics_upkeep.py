"""What keeping the tallies costs those who write: `python -m benchmarks.analytics_upkeep PGBENCH=path/to/pgbench`.

Eight clients write new processes, and outcomes' ratings with their processes, as the application's role, by turns:
without the triggers that note changes, with them, and with somebody folding beside. Over whatever database is set; what
it writes stays there, partly uncounted: `rebuild_rollups` afterwards.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = dict(argument.split("=", 1) for argument in sys.argv[1:])
PGBENCH = OPTIONS.get("PGBENCH", "pgbench")
ROUNDS, SECS, CLIENTS = (int(OPTIONS.get(name, n)) for name, n in (("ROUNDS", 5), ("SECS", 4), ("CLIENTS", 8)))
TABLES = ("tracking_interviewprocess", "tracking_interviewstage", "tracking_offer")
MODES = ("without", "noting", "folding")
IDS = """
DROP TABLE IF EXISTS bench_ids;
CREATE TABLE bench_ids AS SELECT row_number() OVER ()::int AS i, * FROM (
    SELECT p.id AS pid, s.id AS sid, p.candidate_id, p.company_id, p.feeder_id
      FROM tracking_interviewprocess p JOIN tracking_interviewstage s ON s.process_id = p.id
     WHERE s.outcome = 'passed' ORDER BY p.created_at DESC LIMIT 50000) t;
ALTER TABLE bench_ids ADD PRIMARY KEY (i);
GRANT SELECT ON bench_ids TO PUBLIC"""
SCRIPTS = {
    "new processes": """
\\set r random(1, :most)
SELECT gen_random_uuid() AS pid \\gset
BEGIN;
INSERT INTO tracking_interviewprocess (id, version, role_title, role_key, recruiter_name, status, on_hold,
                                       final_outcome, candidate_id, company_id, feeder_id)
SELECT :pid::uuid, 1, 'bench', :pid::uuid::text, '', 'in_progress', false, '', candidate_id, company_id, feeder_id
  FROM bench_ids WHERE i = :r;
INSERT INTO tracking_interviewstage (id, version, stage_name, stage_type, stage_order, outcome, feedback_notes,
                                     interviewer_names, next_steps, process_id)
VALUES (gen_random_uuid(), 1, 'bench', 'phone_screen', 1, 'pending', '', '{}', '', :pid);
COMMIT;
""",
    "outcomes": """
\\set r random(1, :most)
\\set x random(1, 5)
SELECT pid, sid FROM bench_ids WHERE i = :r \\gset
BEGIN;
UPDATE tracking_interviewprocess SET updated_at = now(), version = version + 1 WHERE id = :pid;
UPDATE tracking_interviewstage SET overall_rating = :x, version = version + 1 WHERE id = :sid;
COMMIT;
""",
}


def main() -> None:
    uri = manage("pg", "uri").strip().splitlines()[-1]
    with psycopg.connect(uri, user="postgres", autocommit=True) as owner:
        owner.execute(IDS)
        most = value(owner, "SELECT max(i) FROM bench_ids")
        try:
            measure(owner, uri, most)
        finally:
            note(owner, on=True)
            owner.execute("DROP TABLE bench_ids")


def measure(owner: Any, uri: str, most: int) -> None:
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    before, longest = value(owner, deadlocks), 0
    rates: dict[tuple[str, str], list[float]] = {}
    for turn in range(ROUNDS):
        for name, script in SCRIPTS.items():
            for mode in (*MODES[turn % 3 :], *MODES[: turn % 3]):
                note(owner, on=mode != "without")
                owner.execute("TRUNCATE analytics_changedprocess")
                with folding() if mode == "folding" else untouched():
                    rates.setdefault((name, mode), []).append(run(script, uri, most))
                    if mode == "folding":
                        longest = max(longest, value(owner, "SELECT count(*) FROM analytics_changedprocess"))
    for (name, mode), found in rates.items():
        share = statistics.median(found) / statistics.median(rates[name, "without"])
        print(
            f"{name:16}{mode:10}{share:6.2f}  of {statistics.median(found):7.0f}/s [{min(found):.0f}..{max(found):.0f}]"
        )
    print(f"deadlocks: {value(owner, deadlocks) - before}; longest log at the end of a turn with folding: {longest}")


def run(script: str, uri: str, most: int) -> float:
    """Transactions a second."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        shape = [
            "-n",
            "-M",
            "prepared",
            "-c",
            str(CLIENTS),
            "-j",
            "1",
            "-T",
            str(SECS),
            "-D",
            f"most={most}",
            "-f",
            file.name,
        ]
        environment = {**os.environ, "PGOPTIONS": "-c role=app_all -c app.user_id="}
        done = subprocess.run([PGBENCH, *shape, uri], env=environment, check=False, capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        raise SystemExit(done.stderr[:1000])
    return float(found[1])


def note(owner: Any, *, on: bool) -> None:
    for table in TABLES:
        triggers = owner.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger_note_%%'", [table]
        ).fetchall()
        for (name,) in triggers:
            owner.execute(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER {name}")


@contextmanager
def folding() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "manage.py", "fold_rollups"], cwd=ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def untouched() -> Iterator[None]:
    yield


def value(owner: Any, statement: str) -> int:
    found: int = owner.execute(statement).fetchone()[0]
    return found


def manage(*arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    main()
