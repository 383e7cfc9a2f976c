"""Where events go outside the house: one adapter a scheme, chosen by FEEDBACK_QUEUE_URL.

Every broker gets the same bytes, a CloudEvents 1.0 envelope in JSON, and wraps them in nothing.
"""

from __future__ import annotations

import re
from importlib import import_module
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from feedback.brokers.base import MISSING_SDK, Broker, Message, PublishFailed

__all__ = ["Broker", "Message", "PublishFailed", "broker_for"]

AMAZON = re.compile(r"^https://([^/@]*@)?(sqs(-fips)?\.[a-z0-9-]+|[a-z0-9-]+\.queue)\.amazonaws\.com(\.cn)?/")
# scheme -> module and class; a module is imported, and with it the library it stands on, when its scheme is used
ADAPTERS = {
    "amqp": ("amqp", "Amqp"),
    "amqps": ("amqp", "Amqp"),
    "redis": ("redis_streams", "RedisStreams"),
    "rediss": ("redis_streams", "RedisStreams"),
    "sqs+http": ("sqs", "Sqs"),
    "sqs+https": ("sqs", "Sqs"),
    "kafka": ("kafka", "Kafka"),
    "http": ("http", "Http"),
    "https": ("http", "Http"),
}


def broker_for(url: str, *, secret: str = "") -> Broker:
    """The adapter of this URL; `secret` signs what is sent by http(s)."""
    scheme = "sqs+https" if AMAZON.match(url) else urlsplit(url).scheme
    if scheme not in ADAPTERS:
        known = ", ".join(ADAPTERS)
        raise ImproperlyConfigured(f"FEEDBACK_QUEUE_URL has the scheme {scheme!r}, which is none of {known}.")
    module, name = ADAPTERS[scheme]
    try:
        adapter = getattr(import_module(f"feedback.brokers.{module}"), name)
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.startswith("feedback"):
            raise
        raise ImproperlyConfigured(MISSING_SDK) from missing
    broker: Broker = adapter(url, secret=secret) if module == "http" else adapter(url)
    return broker
