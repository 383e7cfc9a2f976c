"""Somebody new for each story, and what they own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from config.postgres.identity import SYSTEM, Identity, acting_as
from config.postgres.tests.project.models import Box, Item


def somebody() -> Identity:
    return Identity(uuid4(), "app_rw")


def on_panels(identity: Identity) -> Identity:
    return Identity(identity.user_id, "app_panel")


def owner_of(boxes: int) -> Identity:
    """Somebody with so many boxes, each with one item."""
    owner = somebody()
    with acting_as(owner):
        for number in range(boxes):
            box = Box.objects.create(owner=owner.user_id, label=f"box {number}")
            Item.objects.create(box=box, name="item")
    return owner


@contextmanager
def refused(error: type[Exception], words: str) -> Iterator[None]:
    with pytest.raises(error, match=words):
        yield


def counts(identity: Identity | None) -> tuple[int, int]:
    with acting_as(identity):
        return Box.objects.count(), Item.objects.count()


def system_count() -> int:
    with acting_as(SYSTEM):
        return Box.objects.count()
