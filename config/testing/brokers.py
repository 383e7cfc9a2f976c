"""Real brokers as child processes: each on a free loopback port, with its data in a folder of its own.

Nothing of a killed run stands in the way of the next: ports, folder and node are new each time, and a guard beside
the server ends both when the tests that started them are gone. As root and as anybody else.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

Kind = TypeVar("Kind", bound="BrokerProcess")
START_SECONDS, STOP_SECONDS = 60, 20
PORTS = range(20_000, 32_000)
PATHS = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


class BrokerProcess(ABC):
    """A server that can be taken away and brought back with what it has on disk."""

    binary: str
    package: str

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="hireloop-broker-"))
        self.server: subprocess.Popen[bytes] | None = None
        self.guard: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def command(self) -> list[str]: ...

    def environment(self) -> dict[str, str]:
        return {}

    def answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True

    def start(self) -> None:
        log = (self.folder / "output.log").open("ab")
        environment = os.environ | {"HOME": str(self.folder)} | self.environment()
        self.server = subprocess.Popen(
            self.command(),
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            process_group=0,
        )
        log.close()
        # Its input ends when we do, however we end; then it takes the whole group with it.
        self.guard = subprocess.Popen(
            ["sh", "-c", "read _; kill -KILL 0"], stdin=subprocess.PIPE, process_group=self.server.pid
        )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.server and self.server.poll() is None:
            try:
                if self.answers():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        said = (self.folder / "output.log").read_text(errors="replace")[-2000:]
        self.kill()
        raise RuntimeError(f"{self.package} did not start: {said}")

    def stop(self) -> None:
        """As its operator would: it may finish what it does."""
        if self.server:
            self.server.terminate()
            try:
                self.server.wait(STOP_SECONDS)
            finally:
                self.kill()

    def kill(self) -> None:
        """SIGKILL to the whole group, as when the machine goes."""
        if self.server and self.guard and self.guard.stdin:
            os.killpg(self.server.pid, signal.SIGKILL)  # the guard is in the group, so that the group still exists
            self.server.wait()
            self.guard.wait()
            self.guard.stdin.close()
        self.server = self.guard = None

    def find(self) -> str:
        found = shutil.which(self.binary, path=PATHS)
        if found is None:
            raise RuntimeError(f"These tests need {self.package}. Debian and Ubuntu: apt install {self.package}")
        return found


class Redis(BrokerProcess):
    binary = package = "redis-server"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        places = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [self.find(), *places, "--appendonly", "yes", "--appendfsync", "always", "--save", ""]

    def answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(100).startswith(b"+PONG")


class RabbitMQ(BrokerProcess):
    """With an epmd of its own in the foreground, so that none is left behind as a daemon."""

    binary = package = "rabbitmq-server"

    def __init__(self) -> None:
        super().__init__()
        self.names = free_port()
        self.nodes = free_port()
        (self.folder / "plugins").write_text("[].")

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def command(self) -> list[str]:
        epmd = shutil.which("epmd", path=PATHS) or "epmd"
        both = '"$0" -port "$1" -address 127.0.0.1 >/dev/null & exec "$2"'
        return ["sh", "-c", both, epmd, str(self.names), self.script()]

    def answers(self) -> bool:
        """It greets who greets it: the port alone is open before the broker serves."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return connection.recv(1) == b"\x01"

    def script(self) -> str:
        """Debian's command on the path insists on its own user; the one it calls does not."""
        found = Path(self.find()).resolve()
        return str(found.with_name("rabbitmq-server"))

    def environment(self) -> dict[str, str]:
        frugal = "-noinput +S 1:1 +A 4 -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
        return {
            "RABBITMQ_NODENAME": f"hireloop{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.nodes),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "none"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": frugal,
            "RABBITMQ_ALLOW_INPUT": "1",  # the script becomes the server instead of waiting beside it
            "ERL_EPMD_PORT": str(self.names),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }


class Sqs(BrokerProcess):
    """moto's server. It keeps nothing on disk: what was killed comes back empty, with the queue made anew."""

    package = "moto[server]"
    account = "123456789012"

    @property
    def url(self) -> str:
        return self.queue("hireloop-events.fifo")

    def queue(self, name: str) -> str:
        return f"sqs+http://test:test@127.0.0.1:{self.port}/{self.account}/{name}?region=eu-central-1"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]

    def start(self) -> None:
        super().start()
        self.create("hireloop-events.fifo")

    def create(self, name: str) -> str:
        """The broker's URL of a new queue; FIFO if its name says so. What a dead reader held soon comes again."""
        import boto3  # type: ignore[import-untyped]

        client = boto3.client(
            "sqs",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        kind = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        client.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "3", **kind})
        return self.queue(name)


def free_port() -> int:
    """Below the ports that the system gives to outgoing connections.

    One of those would not do for a server that goes and comes back: meanwhile a client could be given it, and one that
    tries the very same port again and again would in the end be connected to itself.
    """
    for port in random.SystemRandom().sample(PORTS, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"No free port among 100 of {PORTS}.")


@contextmanager
def running(kind: type[Kind]) -> Iterator[Kind]:
    broker = kind()
    try:
        broker.start()
        yield broker
    finally:
        broker.kill()
        shutil.rmtree(broker.folder, ignore_errors=True)
