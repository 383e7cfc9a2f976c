"""`check_integrity` names what differs and fails."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.postgres.identity import acting_as
from tracking.tests.factories import StageFactory

pytestmark = pytest.mark.django_db


def run() -> str:
    """As from a shell: with nobody's identity."""
    out = StringIO()
    with acting_as(None):
        call_command("check_integrity", stdout=out)
    return out.getvalue()


def test_all_is_well() -> None:
    assert run() == "Everything agrees.\n"


def test_a_row_broken_by_raw_sql_is_named() -> None:
    stage = StageFactory()
    stage.process.candidate.__class__.objects.update(status="active")
    out = StringIO()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracking_interviewstage SET stage_order = 3")
    with pytest.raises(CommandError) as caught, acting_as(None):
        call_command("check_integrity", stdout=out)
    assert f"stage order: {stage.process_id} is up to 3, expected up to 1" in out.getvalue()
    assert caught.value.returncode == 1
    assert str(caught.value) == "2 rows differ."
