"""What every broker does, each tried through the real one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from feedback.brokers import Message, broker_for
from feedback.tests.brokers.readers import message, number_of, reading, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[3]
HOLDS_ON = """
import sys, time
from feedback.brokers import broker_for
def hold(message):
    print(message.id, flush=True)
    time.sleep(600)
broker_for(sys.argv[1]).consume("readers", hold, lambda: False)
"""


def test_a_message_arrives_as_it_was_sent(url: str) -> None:
    sent = message()
    broker = broker_for(url)
    broker.publish(sent)
    broker.close()
    with reading(url) as reader:
        assert reader.wait_for(1) == [sent]


def test_the_order_of_each_key_is_kept(url: str) -> None:
    keys = ("process-1", "process-2", "process-3")
    broker = broker_for(url)
    for number in range(60):
        broker.publish(message(keys[number % 3], number))
    broker.close()
    with reading(url) as reader:
        got = reader.wait_for(60)
    for place, key in enumerate(keys):
        assert [number_of(one) for one in got if one.key == key] == list(range(place, 60, 3))


def test_what_could_not_be_handled_comes_again_and_others_go_on(url: str, quick_retries: None) -> None:
    bad, good = message("bad"), [message(f"good-{number}") for number in range(10)]
    failures = Counter[str]()

    def react(one: Message) -> None:
        if one.id == bad.id and not failures[one.id]:
            failures[one.id] += 1
            raise ValueError("not now")

    broker = broker_for(url)
    with reading(url, react) as reader:
        for one in (bad, *good):
            broker.publish(one)
        got = reader.wait_for(12)
    broker.close()
    assert Counter(one.id for one in got) == {bad.id: 2, **{one.id: 1 for one in good}}
    if not url.startswith("kafka"):  # there, what is in the same partition waits for it
        assert got[-1] == bad


def test_what_was_handled_does_not_come_again(url: str, quick_retries: None) -> None:
    broker = broker_for(url)
    sent = [message(number=number) for number in range(3)]
    for one in sent:
        broker.publish(one)
    with reading(url) as first:
        first.wait_for(3)
    last = message()
    broker.publish(last)
    broker.close()
    with reading(url) as second:
        second.wait_for(1)
        time.sleep(2)
    assert (first.got, second.got) == (sent, [last])


def test_what_a_killed_consumer_held_comes_again(url: str, quick_retries: None) -> None:
    sent = message()
    broker = broker_for(url)
    broker.publish(sent)
    broker.close()
    victim = subprocess.Popen(
        [sys.executable, "-c", HOLDS_ON, url], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert victim.stdout is not None
    assert victim.stdout.readline().strip() == sent.id
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    with reading(url) as reader:
        assert reader.wait_for(1)[0] == sent


@pytest.mark.parametrize("url", ["amqp", "redis", "kafka"], indirect=True)
def test_each_group_gets_every_message(url: str) -> None:
    sent = message()
    broker = broker_for(url)
    for group in ("offers", "reports"):
        broker.prepare(group)
    broker.publish(sent)
    broker.close()
    with reading(url, group="offers") as offers, reading(url, group="reports") as reports:
        offers.wait_for(1)
        reports.wait_for(1)
        assert sent in offers.got
        assert sent in reports.got


def test_what_is_no_event_of_ours_is_left_behind(url: str) -> None:
    put = {"amqp": put_in_rabbitmq, "redis": put_in_redis, "sqs+http": put_in_sqs, "kafka": put_in_kafka}
    put[url.partition(":")[0]](url)
    sent = message()
    broker = broker_for(url)
    broker.publish(sent)
    broker.close()
    with reading(url) as reader:
        assert reader.wait_for(1) == [sent]


def put_in_rabbitmq(url: str) -> None:
    from kombu import Connection, Producer

    with Connection(url) as connection:
        Producer(connection.channel()).publish("nonsense", exchange="hireloop.events", routing_key="x")


def put_in_redis(url: str) -> None:
    import redis

    redis.Redis.from_url(url.partition("?")[0]).xadd(url.rpartition("=")[2], {"a": "b"})


def put_in_sqs(url: str) -> None:
    broker: Any = broker_for(url)
    order = {"MessageGroupId": "x", "MessageDeduplicationId": "x"}
    broker._client.send_message(QueueUrl=broker.queue, MessageBody="nonsense", **order)


def put_in_kafka(url: str) -> None:
    from confluent_kafka import Producer

    broker: Any = broker_for(url)
    producer = Producer(broker.settings)
    producer.produce(broker.topic, value=b"nonsense")
    producer.flush(10)


def test_threads_share_a_broker(url: str) -> None:
    from config.testing.rivals import at_once

    broker = broker_for(url)
    sent = [message(f"process-{number}", number) for number in range(20)]
    results = at_once(*[lambda one=one: broker.publish(one) for one in sent])
    broker.close()
    assert results == [None] * 20
    with reading(url) as reader:
        wait_until(lambda: {one.id for one in reader.got} == {one.id for one in sent})
