"""Any receiver of webhooks: each event is posted, signed by the Standard Webhooks scheme; 2xx is its confirmation."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured

from feedback import outgoing
from feedback.brokers.base import CONTENT_TYPE, Broker, Handle, Message, Stopping

# The operator names this address, not a user: it may well be inside.
ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


class Http(Broker):
    consumable = False

    def __init__(self, url: str, *, secret: str) -> None:
        super().__init__(url)
        if not secret:
            raise ImproperlyConfigured("FEEDBACK_QUEUE_URL is an http address: it takes a secret to sign with.")
        self.secret = secret

    def _publish(self, message: Message) -> None:
        signed = outgoing.sign(self.secret, message.id, datetime.now(UTC), message.body)
        headers = {"content-type": CONTENT_TYPE, **signed}
        answer = outgoing.post(self.url, body=message.body, headers=headers, allowed_networks=ANYWHERE)
        if not answer.ok:
            raise outgoing.Unreachable(f"The receiver answered {answer.status}.")

    def _disconnect(self) -> None:
        """Nothing is kept open."""

    def consume(self, group: str, handle: Handle, stopping: Stopping) -> None:
        raise ImproperlyConfigured("FEEDBACK_QUEUE_URL is an http address: events are consumed by its receiver.")

    def _consume(self, group: str, handle: Handle, stopping: Stopping) -> None:
        self.consume(group, handle, stopping)
