"""What settings read with more care: secrets (generated locally, named by the environment in production), numbers with
limits, networks.
"""

import os
import secrets
from decimal import Decimal, InvalidOperation
from ipaddress import IPv4Network, IPv6Network, ip_network
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


def rating(env: environ.Env, name: str, *, default: str, most: str) -> Decimal:
    """A rating from 1 to `most`, with one decimal at most. NaN and what is no number refuse to load."""
    text = env.str(name, default=default)
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 1 <= value <= Decimal(most) or value != round(value, 1):
        raise ImproperlyConfigured(f"{name} is {text!r}: it must be a rating from 1.0 to {most}, with one decimal.")
    return value


def networks(env: environ.Env, name: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(text.strip()) for text in env.list(name, default=[])]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None
