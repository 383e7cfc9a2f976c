"""The consumers of this house."""

from __future__ import annotations

from feedback.brokers import Message
from feedback.consumers.base import Consumer, attempt
from feedback.consumers.offers import OFFER_GENERATOR
from feedback.consumers.suitability import SUITABILITY

CONSUMERS = (OFFER_GENERATOR, SUITABILITY)
NAMES = tuple(consumer.name for consumer in CONSUMERS)


def take(message: Message, consumers: tuple[Consumer, ...] = CONSUMERS) -> None:
    """Each of them deals with it in a transaction of its own; what one cannot do keeps none of the others."""
    failures = []
    for consumer in consumers:
        try:
            attempt(consumer, message)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
