"""Detail, list and stage outcome over HTTP against a baseline, in one run (README.md beside this file)."""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = dict(argument.split("=", 1) for argument in sys.argv[1:])
WORK = Path(OPTIONS.get("WORK") or tempfile.mkdtemp(prefix="hireloop-bench-"))
KIT = Path(OPTIONS["KIT"]).resolve() if "KIT" in OPTIONS else None
KIT_PYTHON = OPTIONS.get("KIT_PYTHON", sys.executable)
N, ROUNDS, SECS = (int(OPTIONS.get(name, default)) for name, default in (("N", 100_000), ("ROUNDS", 5), ("SECS", 4)))
OURS, BASELINE = 8131, 8132
SECRET = "bench-secret-bench-secret-bench-secret"  # noqa: S105  both ends of this run only
ENVIRONMENT = {**os.environ, "EMBEDDED_POSTGRES_DIR": str(WORK / "postgres"), "JWT_USER_CACHE_SECONDS": "30"}
USERS = ("manager", "recruiter")
DETAIL = ["GET", "/api/processes/{pid}"]
LIST = ["GET", "/api/processes?status={status}&limit=50"]

PREPARE = f"""
from django.contrib.auth.models import Group
from config.base.models import User
for name in {USERS!r}:
    user, _ = User.objects.get_or_create(username=name, defaults={{"is_staff": True}})
    user.groups.add(Group.objects.get(name=name))
"""
TOKENS = f"""
import json
from datetime import timedelta
from config.base.api.tokens import FamilyRefreshToken
from config.base.models import User
FamilyRefreshToken.access_token_class.lifetime = timedelta(hours=3)
found = {{}}
for name in {USERS!r}:
    access = FamilyRefreshToken.of_family(User.objects.get(username=name), "bench").access_token
    access.set_exp(lifetime=timedelta(hours=3))
    found[name] = "Bearer " + str(access)
print(json.dumps(found))
"""
PENDING = """
import json
from tracking.models import InterviewStage
stages = InterviewStage.objects.filter(outcome="pending", process__status="in_progress")
print(json.dumps([str(pk) for pk in stages.values_list("pk", flat=True)[:20000]]))
"""


def manage(*arguments: str, **kwargs: Any) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, text=True, stdout=subprocess.PIPE, **kwargs)
    return done.stdout


def shell(code: str) -> Any:
    """Runs `code` inside the project; what it prints last is JSON, if it prints."""
    lines = manage("shell", "--no-imports", "--command", code).strip().splitlines()
    return json.loads(lines[-1]) if lines else None


def prepare() -> None:
    manage("migrate", "--verbosity", "0")
    shell(PREPARE)
    if KIT is None:
        manage("load_demo", "--if-empty")
        return
    data = WORK / "data"
    if not (data / "stages.csv").exists():
        run_kit("gen_dataset.py", "--n", str(N), "--out", str(data))
    started = time.monotonic()
    manage("import_processes", str(data), "--recruiter", "recruiter")
    print(f"import_processes of {N} processes: {time.monotonic() - started:.1f} s", flush=True)
    with superuser("postgres") as connection:
        connection.execute("DROP DATABASE IF EXISTS bench")
        connection.execute("CREATE DATABASE bench")
    run_kit("load_dataset.py", "--db", uri("bench"), "--data", str(data), "--schema", "bench")
    with superuser("hireloop") as connection:
        connection.execute("VACUUM ANALYZE")


def run_kit(script: str, *arguments: str) -> None:
    subprocess.run([KIT_PYTHON, script, *arguments], check=True, cwd=KIT)


def uri(database: str) -> str:
    socket = (
        manage(
            "shell",
            "--no-imports",
            "--command",
            "from django.conf import settings; print(settings.DATABASES['default']['HOST'])",
        )
        .strip()
        .splitlines()[-1]
    )
    return f"postgresql://postgres@/{database}?host={socket}"


@contextmanager
def superuser(database: str) -> Iterator[Any]:
    import psycopg

    with psycopg.connect(uri(database), autocommit=True) as connection:
        yield connection


@contextmanager
def served(command: list[str], port: int, path: str, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=ROOT if port == OURS else KIT, env={**ENVIRONMENT, **environment})
    try:
        wait_for(port, path)
        yield
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, path: str) -> None:
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"nothing answers on port {port}")


def servers(stack: ExitStack) -> None:
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application", "--no-ws"]
    options = ["--port", str(OURS), "--workers", "2", "--blocking-threads", "4", "--log-level", "warning"]
    stack.enter_context(served([*granian, *options], OURS, "/health", LOG_LEVEL="WARNING"))
    if KIT is not None:
        uvicorn = [KIT_PYTHON, "-m", "uvicorn", "baseline_fastapi.app:app", "--workers", "2", "--log-level", "warning"]
        at = {"DB_URI": uri("bench"), "DB_SCHEMA": "bench", "BASELINE_SECRET": SECRET, "BASELINE_AUTH": "1"}
        stack.enter_context(served([*uvicorn, "--port", str(BASELINE)], BASELINE, "/hello", **at))


def reads(tokens: dict[str, str], baseline_token: str) -> None:
    """wrk through the kit, the baseline first: every ratio is against it."""
    targets = [
        {
            "name": "baseline",
            "base": f"http://127.0.0.1:{BASELINE}",
            "auth": baseline_token,
            "ops": {
                "detail": ["GET", "/interviews/{pid}"],
                "list": ["GET", "/interviews?status={status}&page_size=50"],
            },
        }
    ]
    targets += [
        {"name": name, "base": f"http://127.0.0.1:{OURS}", "auth": token, "ops": {"detail": DETAIL, "list": LIST}}
        for name, token in tokens.items()
    ]
    file = WORK / "targets.json"
    file.write_text(json.dumps(targets))
    options = ("--targets", str(file), "--rounds", str(ROUNDS), "--secs", str(SECS), "--ops", "detail,list")
    run_kit("http_bench.py", "--data", str(WORK / "data"), *options)


def outcomes(token: str, baseline_token: str) -> None:
    """Each pending stage passes once on either side, in turns of 300; 8 connections."""
    stages: list[str] = shell(PENDING)
    body = json.dumps({"outcome": "passed", "ratings": {"overall": 4}})
    flat = json.dumps({"outcome": "passed", "overall_rating": 4})
    sides = {
        "baseline": (BASELINE, "/interviews/stages/{}/outcome", baseline_token, flat),
        "recruiter": (OURS, "/api/stages/{}/outcome", token, body),
    }
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for start in range(0, min(len(stages), 300 * ROUNDS), 300):
        batch = stages[start : start + 300]
        for name, side in sides.items():
            rates[name].append(len(batch) / put_all(batch, *side))
    reference = statistics.median(rates["baseline"])
    for name, found in rates.items():
        rate = statistics.median(found)
        print(f"{'outcome':18}{name:26}{rate:9.1f} rps  x{rate / reference:.3f}  [{min(found):.0f}..{max(found):.0f}]")


def put_all(stages: list[str], port: int, path: str, token: str, body: str) -> float:
    """Seconds for all of them."""
    local = threading.local()

    def put(stage: str) -> None:
        if not hasattr(local, "connection"):
            local.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Authorization": token, "Content-Type": "application/json"}
        local.connection.request("PUT", path.format(stage), body, headers)
        response = local.connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status} {answer[:300]!r}")

    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, stages))
    return time.monotonic() - started


def own_reads(tokens: dict[str, str]) -> None:
    """Without a kit: how many requests a second one connection gets."""
    pks = shell(
        "import json; from tracking.models import InterviewProcess; "
        "print(json.dumps([str(pk) for pk in InterviewProcess.objects.values_list('pk', flat=True)[:300]]))"
    )
    for name, token in tokens.items():
        for operation, paths in (
            ("detail", [f"/api/processes/{pk}" for pk in pks]),
            ("list", ["/api/processes?status=in_progress&limit=50"] * 300),
        ):
            connection = http.client.HTTPConnection("127.0.0.1", OURS, timeout=30)
            started = time.monotonic()
            for path in paths:
                connection.request("GET", path, headers={"Authorization": token})
                connection.getresponse().read()
            print(f"{operation:18}{name:26}{len(paths) / (time.monotonic() - started):9.1f} rps")


def main() -> None:
    import jwt

    prepare()
    tokens: dict[str, str] = shell(TOKENS)
    baseline_token = "Bearer " + jwt.encode({"sub": "bench"}, SECRET, algorithm="HS256")
    with ExitStack() as stack:
        stack.callback(manage, "pg", "stop")
        servers(stack)
        if KIT is None:
            own_reads(tokens)
        else:
            reads(tokens, baseline_token)
            outcomes(tokens["recruiter"], baseline_token)


if __name__ == "__main__":
    main()
