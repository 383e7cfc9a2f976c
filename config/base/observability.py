"""Structured logs: one JSON object a line, control characters escaped by JSON itself, no bodies."""

from __future__ import annotations

import logging
from typing import Any

import structlog

# What plain loggers may say beside their event (`extra`): of libraries' extras some hold whole requests.
EXTRAS = ("consumer", "message_id", "message_type", "next_try_in", "reason", "user_id")


class OneLinePerRequest(logging.Filter):
    """The line of a finished request says all that the line of its start does."""

    def filter(self, record: logging.LogRecord) -> bool:
        said: Any = record.msg
        return not (isinstance(said, dict) and said.get("event") == "request_started")


def json_formatter() -> structlog.stdlib.ProcessorFormatter:
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=EXTRAS),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
        foreign_pre_chain=shared,
    )


def configure() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
