"""Server, workers, consumers and broker are killed while feedback comes in: nothing is lost, nothing happens twice."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.slow
@pytest.mark.e2e
@pytest.mark.broker
def test_a_small_storm() -> None:
    command = [
        sys.executable,
        "-m",
        "benchmarks.feedback_storm",
        "--feedbacks",
        "120",
        "--clients",
        "4",
        "--kills",
        "10",
        "--away",
        "10",
    ]
    ran = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "BAD" not in ran.stdout
