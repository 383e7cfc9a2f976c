"""Figures that take long, kept as they are: for pages and files, beside the answers that `keeping` holds."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from analytics.selectors.keeping import ROWS, kept
from analytics.selectors.moments import told_at
from analytics.selectors.selection import Selection
from config.base.models import User

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

AT_HAND = 16

Figure = TypeVar("Figure", bound="DataclassInstance")  # frozen, with a field `as_of`


def recalled(user: User, selection: Selection, asked: Hashable, work_out: Callable[[], Figure]) -> Figure:
    """Of all the rows that `user` may see; `asked` names all else that it depends on. One query where it is kept."""
    at = told_at(selection)
    figure: Figure = unpickled(kept(ROWS, user, selection, asked, lambda: pickle.dumps(work_out())))
    return replace(figure, as_of=at)


@lru_cache(maxsize=AT_HAND)
def unpickled(found: bytes) -> Any:
    """Thousands of small objects take longer to make anew than to ask whether they still hold."""
    return pickle.loads(found)  # noqa: S301  made by this process, never sent anywhere
