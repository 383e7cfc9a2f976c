# ruff: noqa: DJ008 (nobody reads their names)
from __future__ import annotations

import pghistory
from django.db import models


@pghistory.track()
class Box(models.Model):
    """A parent: it has an owner, and people who may look into it."""

    owner = models.UUIDField()
    label = models.TextField()
    locked = models.BooleanField(default=False)


class Panel(models.Model):
    box = models.ForeignKey(Box, models.CASCADE)
    member = models.UUIDField()


class Item(models.Model):
    """A child, walled by its parent."""

    box = models.ForeignKey(Box, models.CASCADE)
    name = models.TextField()


class Entry(models.Model):
    """A log that the application itself writes."""

    append_only = True

    owner = models.UUIDField()
    text = models.TextField()
