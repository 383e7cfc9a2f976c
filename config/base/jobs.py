"""Background jobs act as the system: a worker has no user, and without an identity it would see no row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate import App

from config.postgres.identity import SYSTEM, acting_as


def as_system(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """procrastinate's task middleware for synchronous tasks."""
    with acting_as(SYSTEM):
        return call_next()


def set_up(app: App) -> None:
    """Called by procrastinate when Django is ready; its own middleware, which closes connections, stays outermost."""
    app.worker_defaults["task_middleware"] = [*app.worker_defaults.get("task_middleware", []), as_system]
