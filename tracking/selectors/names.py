"""Which company or feeder a name means."""

from __future__ import annotations

from django.db.models import Q

from config.base.text import fold


def named(name: str) -> Q:
    """Whose name or alias folds like this one."""
    key = fold(name)
    return Q(name_key=key) | Q(alias_keys__contains=[key])
