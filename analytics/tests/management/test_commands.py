"""The commands as an operator calls them."""

from __future__ import annotations

import csv
import json
import os
import signal
from io import StringIO
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from analytics.models import ChangedProcess, ProcessFact, Tally
from analytics.services import upkeep
from analytics.tests.folded import fold_all
from config.base.jobs import beside
from config.postgres.identity import acting_as
from config.testing.clients import Client
from tracking.models import Feeder, InterviewProcess
from tracking.services.closing import complete_process
from tracking.services.names import create_named
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory
from tracking.tests.services.acting import by, extended

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: str) -> str:
    """As at a shell, where nobody has an identity."""
    out = StringIO()
    with acting_as(None):
        call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def placed() -> InterviewProcess:
    feeder = create_named(Feeder, name="=Amazon", aliases=["AWS"])
    person = CandidateFactory()
    process, other = (ProcessFactory(feeder=feeder, candidate=person, role_key=role) for role in "ab")
    StageFactory(process=other)
    extended(process)
    by(process.recruiter, complete_process, process.pk, final_status="offer_accepted")
    ProcessFactory(feeder=None)
    return process


class TestFolding:
    def test_once(self, placed: InterviewProcess) -> None:
        assert run("fold_rollups", "--once") == "3 processes counted anew.\n"
        assert not ChangedProcess.objects.exists()
        assert run("fold_rollups", "--once") == "0 processes counted anew.\n"

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_ends_it_at_once(self, sent: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(upkeep, "PAUSE_SECONDS", 30.0)
        ProcessFactory()
        before = signal.getsignal(sent)
        timer = Timer(1.5, os.kill, (os.getpid(), sent))
        timer.start()
        run("fold_rollups")
        timer.join()
        assert signal.getsignal(sent) is before
        assert not ChangedProcess.objects.exists()

    def test_it_runs_beside_the_server(self) -> None:
        assert ["fold_rollups"] in [command() for command in beside]


def test_the_backlog_is_among_the_metrics(placed: InterviewProcess) -> None:
    waiting = ChangedProcess.objects.count()
    assert f"\nanalytics_unfolded {waiting:.1f}\n" in Client().get("/metrics").content.decode()


def test_rebuilding_says_how_many_and_how_long(placed: InterviewProcess) -> None:
    assert run("rebuild_rollups").startswith("3 processes counted in ")
    assert ProcessFact.objects.count() == 3


class TestChecking:
    def test_what_agrees(self, placed: InterviewProcess) -> None:
        assert run("check_analytics") == "Everything agrees.\n"

    def test_what_differs_is_named_and_fails(self, placed: InterviewProcess) -> None:
        fold_all()
        Tally.objects.filter(dim="all").update(offered=7)
        with pytest.raises(CommandError, match="2 differences; --repair"):
            run("check_analytics")
        told = run("check_analytics", "--repair")
        assert "tally: all  0001-01-01 is {'offered': 7}, expected {'offered': 1}" in told
        assert told.endswith("2 differences put right.\n")
        assert run("check_analytics") == "Everything agrees.\n"

    def test_no_more_than_a_hundred_are_told(self, placed: InterviewProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("analytics.management.commands.check_analytics.TOLD", 1)
        fold_all()
        Tally.objects.filter(dim="all").update(offered=7)
        assert "... and 1 more." in run("check_analytics", "--repair")


class TestRecomputing:
    def test_what_agrees(self, placed: InterviewProcess) -> None:
        assert run("recompute_feeder_rates") == "1 feeders recounted: all agree.\n"
        assert run("recompute_feeder_rates", "--check", "--feeder", "aws") == "1 feeders recounted: all agree.\n"

    def test_what_differs_fails_a_check_and_is_put_right(self, placed: InterviewProcess) -> None:
        fold_all()
        Tally.objects.filter(dim="feeder", day="0001-01-01").update(started=7)
        with pytest.raises(CommandError, match="1 of 1 feeders differ"):
            run("recompute_feeder_rates", "--check")
        assert "'processes_sourced': 7" in run("recompute_feeder_rates")
        assert run("recompute_feeder_rates", "--check") == "1 feeders recounted: all agree.\n"

    def test_a_feeder_nobody_knows(self) -> None:
        with pytest.raises(CommandError, match="There is no feeder Nemo"):
            run("recompute_feeder_rates", "--feeder", "Nemo")

    def test_the_export_can_be_imported(self, placed: InterviewProcess, tmp_path: Path) -> None:
        file = tmp_path / "feeders.json"
        assert f"1 feeders written to {file}." in run("recompute_feeder_rates", "--export", str(file))
        [told] = json.loads(file.read_text())["feeders"]
        assert (told["name"], told["candidates_sourced"], told["conversion_rate"]) == ("=Amazon", 1, 0.5)
        assert run("import_feeders", str(file)) == "0 feeders made, 0 changed, 1 as they were.\n"

    def test_a_file_that_cannot_be_written(self, placed: InterviewProcess, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be written"):
            run("recompute_feeder_rates", "--export", str(tmp_path / "none" / "feeders.json"))


class TestImporting:
    def test_feeders_are_made(self, tmp_path: Path) -> None:
        file = tmp_path / "feeders.json"
        file.write_text('[{"name": "Kestrel", "aliases": ["K"]}]')
        assert run("import_feeders", str(file)) == "1 feeders made, 0 changed, 0 as they were.\n"

    @pytest.mark.parametrize(
        ("content", "told"), [(None, "cannot be read"), (b"\xff", "not UTF-8"), (b'["x"]', "Entry 1 \\(x\\)")]
    )
    def test_a_bad_file_is_refused(self, content: bytes | None, told: str, tmp_path: Path) -> None:
        file = tmp_path / "feeders.json"
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(CommandError, match=told):
            run("import_feeders", str(file))


class TestReport:
    def test_as_a_table(self, placed: InterviewProcess) -> None:
        told = run("conversion_report")
        lines = [line.split() for line in told.splitlines()]
        assert lines[4][:9] == ["=Amazon", "1", "2", "1", "1", "50.0%", "9.5%", "to", "90.5%"]
        assert lines[5][:8] == ["Without", "a", "feeder", "-", "1", "1", "0", "0.0%"]
        assert lines[-1][:9] == ["Offer", "accepted", "1", "-", "-", "-", "-", "100.0%", "(1/1)"]
        assert lines[0][:2] == ["As", "of"]

    def test_as_csv(self, placed: InterviewProcess) -> None:
        [row] = csv.DictReader(StringIO(run("conversion_report", "--format", "csv")))
        assert (row["feeder_source"], row["processes_sourced"], row["conversion_rate"]) == ("'=Amazon", "2", "0.5")

    def test_as_json(self, placed: InterviewProcess) -> None:
        found = json.loads(run("conversion_report", "--format", "json", "--feeder", "aws"))
        assert found["conversion_rates"]["results"][0]["placements"] == 1
        assert found["conversion_rates"]["without_feeder"] is None
        assert found["funnel"]["total_started"] == 2

    def test_of_a_company_and_a_period(self, placed: InterviewProcess) -> None:
        found = json.loads(
            run("conversion_report", "--format=json", "--company", str(placed.company), "--since=2000-01-01")
        )
        assert found["funnel"]["total_started"] == 1
        found = json.loads(run("conversion_report", "--format", "json", "--until", "2000-01-01"))
        assert found["funnel"]["total_started"] == 0

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("--feeder", "Nemo"), "There is no such feeder."),
            (("--company", "Nemo"), "There is no such company."),
            (("--since", "2026-02-01", "--until", "2026-01-01"), "--until is before --since."),
            (("--since", "yesterday"), "yesterday is no day: YYYY-MM-DD."),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, arguments: tuple[str, ...], told: str) -> None:
        with pytest.raises(CommandError, match=told):
            run("conversion_report", *arguments)

    def test_of_nothing(self) -> None:
        told: Any = run("conversion_report")
        assert "0.0%" not in told
