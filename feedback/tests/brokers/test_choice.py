"""Which adapter a URL chooses, and what the http one does."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from feedback.brokers import PublishFailed, broker_for
from feedback.brokers.base import without_secrets
from feedback.outgoing import new_secret, verify
from feedback.tests.brokers.readers import message
from feedback.tests.receivers import Receiver, answering


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("amqp://host//", "Amqp"),
        ("amqps://user:pw@host/vhost", "Amqp"),
        ("redis://host/3", "RedisStreams"),
        ("rediss://:pw@host:6380/0?stream=other&maxlen=5", "RedisStreams"),
        ("https://sqs.eu-central-1.amazonaws.com/123456789012/events.fifo", "Sqs"),
        ("https://key:secret@sqs.cn-north-1.amazonaws.com.cn/123456789012/events", "Sqs"),
        ("https://eu-west-1.queue.amazonaws.com/123456789012/events", "Sqs"),
        ("sqs+http://127.0.0.1:4566/000000000000/events?region=eu-central-1", "Sqs"),
        ("kafka://one:9092,two:9092/events", "Kafka"),
        ("https://example.com/hook", "Http"),
        ("https://example.com/?sqs.eu-central-1.amazonaws.com/", "Http"),
        ("http://example.com/hook", "Http"),
    ],
)
def test_the_scheme_chooses(url: str, kind: str) -> None:
    assert type(broker_for(url, secret=new_secret())).__name__ == kind


def test_the_region_and_queue_are_read_from_amazon_s_address() -> None:
    broker: Any = broker_for("https://key:secret@sqs.eu-west-3.amazonaws.com/123456789012/events.fifo")
    assert broker._client.meta.region_name == "eu-west-3"
    assert broker.queue == "https://sqs.eu-west-3.amazonaws.com/123456789012/events.fifo"
    assert broker.fifo


def test_redis_options_are_ours_and_not_the_library_s() -> None:
    broker: Any = broker_for("redis://host/3?stream=other&maxlen=5")
    assert (broker.stream, broker.maxlen) == ("other", 5)
    assert broker._client.connection_pool.connection_kwargs["db"] == 3


@pytest.mark.parametrize("url", ["ftp://user:s3cret@host/", "nonsense", "memory://"])
def test_an_unknown_scheme_is_refused_by_name(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="FEEDBACK_QUEUE_URL") as refusal:
        broker_for(url)
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "sdk", "module"),
    [
        ("redis://host/", "redis", "redis_streams"),
        ("sqs+http://host/1/q?region=x", "boto3", "sqs"),
        ("kafka://host/t", "confluent_kafka", "kafka"),
    ],
)
def test_a_missing_library_is_named_with_its_remedy(
    url: str, sdk: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == sdk:
            raise ModuleNotFoundError(f"No module named {sdk!r}", name=sdk)
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, f"feedback.brokers.{module}", raising=False)
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ImproperlyConfigured, match=r"pip install -r requirements-brokers.txt"):
        broker_for(url)


@pytest.mark.parametrize(
    "url",
    [
        "amqp://someone:s3cr%2Fet@host//",
        "redis://host/0?password=s3cr%2Fet",
        "kafka://host/t?sasl.password=s3cr%2Fet",
    ],
)
@pytest.mark.parametrize("text", ["no way to {url}", "login with s3cr/et failed", "login with s3cr%2Fet failed"])
def test_secrets_are_not_in_what_is_said(url: str, text: str) -> None:
    said = without_secrets(text.format(url=url), url)
    assert "s3cr" not in said
    assert "***" in said


def test_http_sends_the_envelope_signed(receive: Callable[..., Receiver]) -> None:
    receiver = receive(answering(204))
    secret, sent = new_secret(), message()
    broker_for(receiver.url, secret=secret).publish(sent)
    [(path, headers, body)] = receiver.got
    assert (path, body) == ("/hook", sent.body)
    assert headers["content-type"] == "application/cloudevents+json"
    assert headers["webhook-id"] == sent.id
    verify(secret, headers, body)


@pytest.mark.parametrize("status", [302, 400, 410, 500])
def test_http_counts_only_2xx_as_confirmed(receive: Callable[..., Receiver], status: int) -> None:
    receiver = receive(answering(status, b"", location="/elsewhere"))
    with pytest.raises(PublishFailed, match=str(status)):
        broker_for(receiver.url, secret=new_secret()).publish(message())
    assert len(receiver.got) == 1


def test_http_takes_a_secret() -> None:
    with pytest.raises(ImproperlyConfigured, match="secret"):
        broker_for("https://example.com/hook")


def test_http_is_consumed_by_its_receiver() -> None:
    with pytest.raises(ImproperlyConfigured, match="receiver"):
        broker_for("https://example.com/hook", secret=new_secret()).consume("offers", print, lambda: False)
