"""Brokers that are away, come back, or never answer."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import redis

from config.testing.brokers import free_port
from feedback.brokers import Message, PublishFailed, broker_for
from feedback.tests.brokers.readers import message, reading, wait_until
from feedback.tests.certificates import self_signed

if TYPE_CHECKING:
    from config.testing.brokers import BrokerProcess

pytestmark = pytest.mark.slow

URLS = [
    "amqp://someone:s3cret@127.0.0.1:{port}//",
    "redis://someone:s3cret@127.0.0.1:{port}/0",
    "sqs+http://someone:s3cret@127.0.0.1:{port}/123456789012/events?region=eu-central-1",
    "kafka://someone:s3cret@127.0.0.1:{port}/events?sasl.mechanism=PLAIN&security.protocol=SASL_PLAINTEXT",
]


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(params=["rabbitmq", "redis_server"])
def server(request: pytest.FixtureRequest) -> BrokerProcess:
    """One that keeps its data."""
    broker: BrokerProcess = request.getfixturevalue(request.param)
    return broker


@pytest.fixture
def broker_url(server: BrokerProcess, url_of: Callable[[BrokerProcess], str]) -> str:
    return url_of(server)


@pytest.mark.parametrize("url", URLS, ids=lambda url: url.partition(":")[0])
def test_publishing_fails_soon_where_nobody_listens(url: str) -> None:
    fails_soon(url.format(port=free_port()))


@pytest.mark.parametrize("url", URLS, ids=lambda url: url.partition(":")[0])
def test_publishing_fails_soon_where_nobody_answers(url: str, silent: int) -> None:
    fails_soon(url.format(port=silent))


def test_amqps_verifies_whom_it_speaks_to(tmp_path: Path) -> None:
    certificate = tmp_path / "localhost.pem"
    certificate.write_bytes(self_signed("localhost"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as plain, context.wrap_socket(plain, server_side=True) as server:

        def greet() -> None:
            with suppress(OSError):
                server.accept()

        Thread(target=greet, daemon=True).start()
        with pytest.raises(PublishFailed, match="CERTIFICATE_VERIFY_FAILED"):
            broker_for(f"amqps://localhost:{server.getsockname()[1]}//").publish(message())


def fails_soon(url: str) -> None:
    broker = broker_for(url)
    began = time.monotonic()
    with pytest.raises(PublishFailed) as failure:
        broker.publish(message())
    assert time.monotonic() - began < 10
    broker.close()
    assert failure.value.reason
    assert "s3cret" not in failure.value.reason


@pytest.mark.parametrize("url", URLS, ids=lambda url: url.partition(":")[0])
def test_consuming_waits_for_the_broker_and_ends_when_told(url: str) -> None:
    with reading(url.format(port=free_port())) as reader:
        time.sleep(1)
    assert reader.got == []


@pytest.mark.broker
def test_what_was_confirmed_is_there_after_the_broker_was_killed(server: BrokerProcess, broker_url: str) -> None:
    sent = [message(number=number) for number in range(20)]
    broker = broker_for(broker_url)
    broker.prepare("readers")
    for one in sent:
        broker.publish(one)
    server.kill()
    with pytest.raises(PublishFailed):
        broker.publish(message())
    server.start()
    with reading(broker_url) as reader:
        assert reader.wait_for(20) == sent
    broker.close()


@pytest.mark.broker
def test_a_consumer_goes_on_when_the_broker_is_back(server: BrokerProcess, broker_url: str) -> None:
    before, after = message(), message()
    broker = broker_for(broker_url)
    with reading(broker_url) as reader:
        broker.prepare("readers")
        broker.publish(before)
        reader.wait_for(1)
        server.kill()
        time.sleep(2)
        server.start()
        broker.publish(after)  # by the connection of before, which is found to be gone
        wait_until(lambda: after in reader.got)
    broker.close()


@pytest.fixture
def handed_out(redis_server: BrokerProcess, url_of: Callable[[BrokerProcess], str]) -> Iterator[tuple[str, Any]]:
    """The URL of three messages, and these, while the answer that brings the first of them gets lost on its way."""
    url = url_of(redis_server)
    sent = [message(number=number) for number in range(3)]
    broker = broker_for(url)
    broker.prepare("readers")
    for one in sent:
        broker.publish(one)
    lost = []

    def lose_the_first(*arguments: Any, **options: Any) -> Any:
        answer = ask(*arguments, **options)
        if any(entries for _, entries in answer) and not lost:
            lost.append(answer)
            raise redis.ConnectionError("gone before the answer came")
        return answer

    ask = redis.Redis.xreadgroup
    with mock.patch.object(redis.Redis, "xreadgroup", lose_the_first):
        yield url, sent
    broker.close()
    assert lost


@pytest.mark.broker
def test_what_redis_handed_out_as_it_went_away_still_comes_first(handed_out: tuple[str, Any]) -> None:
    """It counts as handed out though it never arrived, so that asking for what is new passes it over."""
    url, sent = handed_out
    with reading(url) as reader:
        assert reader.wait_for(3) == sent


@pytest.mark.broker
def test_what_was_handed_out_and_cannot_be_handled_holds_nothing_up(handed_out: tuple[str, Any]) -> None:
    url, sent = handed_out

    def react(one: Message) -> None:
        if one == sent[0]:
            raise ValueError("never")

    with reading(url, react) as reader:
        assert reader.wait_for(3) == sent


@pytest.mark.broker
def test_publishing_succeeds_again_after_an_orderly_restart(server: BrokerProcess, broker_url: str) -> None:
    broker = broker_for(broker_url)
    broker.publish(message())
    server.stop()
    returning = Timer(0.5, server.start)
    returning.start()
    tried = 0

    def published() -> bool:
        nonlocal tried
        tried += 1
        try:
            broker.publish(message())
        except PublishFailed:
            return False
        return True

    wait_until(published)
    returning.join()
    broker.close()
    assert tried > 1


@pytest.mark.broker
def test_a_consumer_of_sqs_goes_on_when_it_is_back(sqs_server: BrokerProcess) -> None:
    """Only that: the stub comes back without its messages."""
    broker = broker_for(sqs_server.url)
    with reading(sqs_server.url) as reader:
        sqs_server.kill()
        with pytest.raises(PublishFailed):
            broker.publish(message())
        sqs_server.start()
        after = message()
        broker.publish(after)
        wait_until(lambda: after in reader.got)
    broker.close()
