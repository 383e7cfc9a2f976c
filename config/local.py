"""Where secrets come from: generated and kept beside the database locally, named by the environment in production."""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

MINIMUM_SECRET_LENGTH = 32


def secret(folder: Path, name: str, entropy: int = 48) -> str:
    """The secret kept in `folder`, made from `entropy` random bytes on first use; of several processes, one wins."""
    path = folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = folder / f"{name}.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(entropy))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            draft.unlink()
    return path.read_text()


def required(env: environ.Env, name: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set: ENVIRONMENT is production (DATABASE_URL is set).")
    return value


def refuse_weak(**secrets_by_name: str) -> None:
    for name, value in secrets_by_name.items():
        if len(value) < MINIMUM_SECRET_LENGTH:
            raise ImproperlyConfigured(f"{name} must have at least {MINIMUM_SECRET_LENGTH} characters.")
