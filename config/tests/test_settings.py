"""The settings as a process meets them: each case starts Python with an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from config import local

SECRETS = {"SECRET_KEY": "s" * 40, "JWT_SIGNING_KEY": "j" * 40, "ALLOWED_HOSTS": "hire.example.org"}
SERVER = {"DATABASE_URL": "postgresql://app@db.example.org/hire"}
SHOW = "from django.conf import settings as s; print(s.ENVIRONMENT, s.DEBUG, s.ALLOWED_HOSTS, s.SECURE_SSL_REDIRECT)"


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_unset_environment_is_local_on_loopback_without_debug() -> None:
    assert start().stdout.strip() == "local False ['localhost', '127.0.0.1', '[::1]'] False"


def test_database_url_makes_it_production() -> None:
    assert start(**SERVER, **SECRETS).stdout.strip() == "production False ['hire.example.org'] True"


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_production_refuses_to_start_without(name: str) -> None:
    done = start(**SERVER, **{key: value for key, value in SECRETS.items() if key != name})
    assert done.returncode == 1
    assert f"{name} must be set" in done.stderr


def test_short_secret_is_refused() -> None:
    assert "at least 32 characters" in start(**SERVER, **SECRETS | {"SECRET_KEY": "short"}).stderr


@pytest.mark.parametrize(("name", "value"), [("ENVIRONMENT", "staging"), ("DATABASE_POOL", "maybe"), ("DEBUG", "2x")])
def test_nonsense_is_refused(name: str, value: str) -> None:
    assert start(**{name: value}).returncode == 1


def test_local_secret_is_made_once_by_many_and_only_for_the_owner(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: local.secret(folder, "key"), range(16)))
    assert len(made) == 1
    assert len(made.pop()) == 64
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == ["key"]
