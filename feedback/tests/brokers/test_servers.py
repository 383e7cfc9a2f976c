"""The servers the tests start: none outlives them, and who lacks one is told what to install."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.testing import brokers
from config.testing.brokers import RabbitMQ, Redis, running
from feedback.tests.brokers.readers import wait_until

ROOT = Path(__file__).resolve().parents[3]
STARTS_ONE = """
import time
from config.testing.brokers import Redis
broker = Redis()
broker.start()
print(broker.server.pid, broker.folder, flush=True)
time.sleep(600)
"""


@pytest.mark.broker
def test_a_server_ends_with_the_tests_that_were_killed() -> None:
    tests = subprocess.Popen([sys.executable, "-c", STARTS_ONE], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert tests.stdout is not None
    server, folder = tests.stdout.readline().split()
    assert is_running(int(server))
    tests.send_signal(signal.SIGKILL)
    tests.wait()
    wait_until(lambda: not is_running(int(server)))
    shutil.rmtree(folder)


def is_running(process: int) -> bool:
    """The dead may still wait for somebody to ask after them."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("kind", [Redis, RabbitMQ])
def test_who_lacks_a_server_is_told_what_to_install(
    kind: type[brokers.BrokerProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brokers, "PATHS", os.devnull)
    with pytest.raises(RuntimeError, match=f"apt install {kind.package}"), running(kind):
        pass
