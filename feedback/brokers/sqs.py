"""Amazon SQS (`https://sqs.<region>.amazonaws.com/<account>/<queue>`) and what speaks like it (`sqs+http(s)://`).

Credentials come from the URL (`sqs+https://key:secret@...`) or, better, from where Amazon's library looks for them.
A queue has one group of readers, so `group` means nothing here: another group reads another queue. Order is kept per
key on FIFO queues only (named `….fifo`).
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any
from urllib.parse import parse_qs, unquote

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from feedback.brokers.base import (
    CONFIRM_SECONDS,
    CONNECT_SECONDS,
    RETRY_SECONDS,
    Broker,
    Handle,
    Message,
    Stopping,
    handled,
    message_from,
)

WAIT_SECONDS = 1  # of a long poll: `stopping` is looked at between two
BATCH = 10
AMAZON_REGION = re.compile(r"^(?:sqs(?:-fips)?\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\.")


class Sqs(Broker):
    away = (OSError, BotoCoreError, ClientError)
    has_groups = False

    def __init__(self, url: str) -> None:
        super().__init__(url)
        host = self.parts.netloc.rpartition("@")[2]
        scheme = self.parts.scheme.removeprefix("sqs+")
        self.queue = f"{scheme}://{host}{self.parts.path}"
        self.fifo = self.parts.path.endswith(".fifo")
        amazon = AMAZON_REGION.match(host)
        named = parse_qs(self.parts.query).get("region", [None])[0]
        self._client = boto3.session.Session().client(
            "sqs",
            region_name=(amazon[1] or amazon[2]) if amazon else named,
            endpoint_url=f"{scheme}://{host}",
            config=Config(
                connect_timeout=CONNECT_SECONDS, read_timeout=CONFIRM_SECONDS, retries={"total_max_attempts": 1}
            ),
            **self._credentials(),
        )

    def _credentials(self) -> dict[str, str]:
        if not (self.parts.username and self.parts.password):
            return {}
        return {
            "aws_access_key_id": unquote(self.parts.username),
            "aws_secret_access_key": unquote(self.parts.password),
        }

    def _publish(self, message: Message) -> None:
        named = {"id": message.id, "type": message.type, "key": message.key}
        order = {"MessageGroupId": message.key, "MessageDeduplicationId": message.id} if self.fifo else {}
        self._client.send_message(
            QueueUrl=self.queue,
            MessageBody=message.body.decode(),
            MessageAttributes={name: {"DataType": "String", "StringValue": value} for name, value in named.items()},
            **order,
        )

    def _disconnect(self) -> None:
        self._client.close()

    def _consume(self, group: str, handle: Handle, stopping: Stopping) -> None:
        while not stopping():
            answer = self._client.receive_message(
                QueueUrl=self.queue,
                MaxNumberOfMessages=BATCH,
                WaitTimeSeconds=WAIT_SECONDS,
                MessageAttributeNames=["All"],
                AttributeNames=["MessageGroupId"],
            )
            self._handle_batch(answer.get("Messages", []), handle, stopping)

    def _handle_batch(self, received: list[dict[str, Any]], handle: Handle, stopping: Stopping) -> None:
        """What fails comes again, and in a FIFO queue what follows it under the same key waits for it."""
        failed: set[str] = set()
        for one in received:
            key = one.get("Attributes", {}).get("MessageGroupId", "")
            receipt = {"QueueUrl": self.queue, "ReceiptHandle": one["ReceiptHandle"]}
            waits = stopping() or key in failed
            if not waits and handled(handle, partial(message_of, one)):
                self._client.delete_message(**receipt)
            else:
                failed |= {key} if self.fifo else set()
                self._client.change_message_visibility(**receipt, VisibilityTimeout=0 if stopping() else RETRY_SECONDS)


def message_of(received: dict[str, Any]) -> Message:
    attributes = received.get("MessageAttributes", {})
    named = {name: value.get("StringValue") for name, value in attributes.items()}
    return message_from(named, received["Body"].encode())
