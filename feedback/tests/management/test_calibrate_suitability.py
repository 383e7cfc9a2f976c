from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from feedback.models import InterviewerSeverity, SuitabilityModel
from feedback.tests.world import load_world

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command("calibrate_suitability", *arguments, stdout=out)
    return out.getvalue()


def test_without_outcomes_it_says_what_is_missing() -> None:
    told = run()
    assert "Fitted on 0 outcomes (0 with an offer)." in told
    assert "Too few outcomes to fit on" in told
    assert "Nothing has been kept; version 1 is in use." in told


@pytest.mark.slow
def test_a_better_version_is_put_to_use_and_told_as_a_table() -> None:
    load_world(900)
    told = run()
    assert "Fitted on 630 outcomes" in told
    assert "Tested on 270 outcomes" in told
    heads, loss, auc, precision = told.splitlines()[2:6]
    assert heads.split() == ["version", "1", "new", "difference"]
    assert loss.startswith("log loss (lower is better)")
    assert auc.startswith("AUC")
    assert precision.startswith("offers in the top 10%")
    assert all(line.count("[") == 3 for line in (loss, auc, precision))
    assert "Version 2 is in use now." in told
    assert InterviewerSeverity.objects.count() == 25
    assert "Kept as version 3; version 2 stays in use." in run()


@pytest.mark.slow
def test_a_dry_run_and_a_check_keep_nothing() -> None:
    load_world(900)
    assert "Nothing has been kept; version 1 is in use." in run("--dry-run")
    with pytest.raises(CommandError, match="Better weights"):
        run("--check")
    assert SuitabilityModel.objects.count() == 1
    assert not InterviewerSeverity.objects.exists()


def test_a_check_with_nothing_better_passes() -> None:
    assert "Nothing has been kept" in run("--check")
