"""DATABASES["default"] from the environment: the embedded PostgreSQL, or the server of DATABASE_URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ  # type: ignore[import-untyped]
from django.core.exceptions import ImproperlyConfigured

from config.postgres import placement, roles
from config.postgres.cluster import DATABASE
from config.postgres.supervisor import EmbeddedPostgres

_SWITCH = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
# Nobody waits longer than this for a row lock, and who hangs inside a transaction does not keep its locks for
# ever.
# What is prepared (prepared.py, the functions of triggers) looks rows up by key: a plan for all keys is as good as one
# for each, and PostgreSQL, which guesses otherwise, would plan anew each time.
_APPLICATION_OPTIONS = (
    "-c lock_timeout=3s -c idle_in_transaction_session_timeout=10min -c plan_cache_mode=force_generic_plan"
)
_OWNER_OPTIONS = f"-c role={roles.OWNER} -c app.migrating=on"


def database_settings(env: environ.Env, base_dir: Path) -> dict[str, Any]:
    """`OWNER` beside the usual keys is how `migrate` and `flush` log in.

    Unset DATABASE_URL: embedded, in EMBEDDED_POSTGRES_DIR or `.data/postgres`; under EMBEDDED_POSTGRES_TEST
    in a folder beside it, which survives no power cut and never holds what `make run` shows.

    With DATABASE_URL alone its login does everything, each connection by its role: a superuser, one which may
    make roles, or one that was given them. With DATABASE_OWNER_URL too, the first may be a mere member of
    `app_rw`.
    """
    url = env.str("DATABASE_URL", default="")
    connection = _server(url, env.str("DATABASE_OWNER_URL", default="")) if url else _embedded(env, base_dir)
    connection |= {"ENGINE": "config.postgres", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    if switch(env, "DATABASE_POOL", default=True):
        largest = env.int("DATABASE_POOL_MAX", default=8)
        connection["OPTIONS"]["pool"] = {"min_size": 1, "max_size": largest, "timeout": 10}
    return connection


def switch(env: environ.Env, name: str, *, default: bool) -> bool:
    """A word that is neither on nor off is refused, not taken for off."""
    word = env.str(name, default="").lower()
    if word and word not in _SWITCH:
        raise ImproperlyConfigured(f"{name} is on or off, not {word!r}")
    return _SWITCH[word] if word else default


def _embedded(env: environ.Env, base_dir: Path) -> dict[str, Any]:
    wanted = env.str("EMBEDDED_POSTGRES_DIR", default="") or ".data/postgres"
    folder = base_dir / Path(wanted).expanduser()
    is_test = switch(env, "EMBEDDED_POSTGRES_TEST", default=False)
    if is_test:
        folder = folder.with_name(f"{folder.name}-test")
    return {
        "NAME": DATABASE,
        "USER": roles.LOGIN,
        "PASSWORD": "",
        "HOST": str(EmbeddedPostgres(folder).socket_folder),
        "PORT": str(placement.PORT),
        "OPTIONS": {"options": _APPLICATION_OPTIONS},
        "OWNER": {"USER": roles.OWNER, "OPTIONS": {"options": _OWNER_OPTIONS}},
        "EMBEDDED": str(folder),
        "EMBEDDED_DURABLE": not is_test,
    }


def _server(url: str, owner_url: str) -> dict[str, Any]:
    application = _parsed("DATABASE_URL", url)
    owner = _parsed("DATABASE_OWNER_URL", owner_url) if owner_url else application
    return {
        **application,
        "OPTIONS": _with_options(application, f"-c role={roles.LOGIN} {_APPLICATION_OPTIONS}"),
        "OWNER": {
            **{key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT")},
            "OPTIONS": _with_options(owner, _OWNER_OPTIONS),
        },
    }


def _parsed(name: str, url: str) -> dict[str, Any]:
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"{name} is a postgresql:// address")
    parsed = environ.Env.db_url_config(url)
    if not parsed["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database: postgresql://user@host/database")
    return {"OPTIONS": {}, **parsed}


def _with_options(parsed: dict[str, Any], options: str) -> dict[str, Any]:
    """The address's own (`?sslmode=require`, also `?options=`) first: ours win."""
    given = parsed["OPTIONS"]
    return {**given, "options": f"{given.get('options', '')} {options}".strip()}
