"""The example script of this app, against a server."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from config.base.models import User
from tracking.models import Feeder
from tracking.services.names import create_named
from tracking.tests.demo.test_examples import PASSWORD, run
from tracking.tests.factories import ProcessFactory, StageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]

SCRIPT = "generate_conversion_report.py"


@pytest.fixture
def login(live_server: Any, recruiter: User) -> dict[str, str]:
    feeder = create_named(Feeder, name="=Careers page")
    StageFactory(process=ProcessFactory(recruiter=recruiter, feeder=feeder))
    return {"HIRELOOP_URL": live_server.url, "HIRELOOP_USER": recruiter.username, "HIRELOOP_PASSWORD": PASSWORD}


def test_the_report_tells_feeders_and_funnel(login: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "feeders.csv"
    told = run(SCRIPT, "--since", "2020-01-01", "--csv", str(file), **login)
    assert told.returncode == 0, told.stderr
    lines = [line.split() for line in told.stdout.splitlines()]
    assert ["=Careers", "page", "1", "1", "0", "0.0%", "0.0%", "to", "79.3%"] in lines
    assert ["Phone", "screen", "1", "-", "0/0", "-"] in lines
    [row] = csv.DictReader(file.open())
    assert (row["feeder_source"], row["processes_sourced"]) == ("'=Careers page", "1")


def test_what_the_api_refuses_is_told(login: dict[str, str], tmp_path: Path) -> None:
    unknown = run(SCRIPT, "--feeder", "Nemo", **login)
    assert (unknown.returncode, "feeder_source: There is no such feeder." in unknown.stderr) == (1, True)
    nowhere = run(SCRIPT, "--csv", str(tmp_path / "none" / "feeders.csv"), **login)
    assert (nowhere.returncode, "cannot be written" in nowhere.stderr) == (1, True)
