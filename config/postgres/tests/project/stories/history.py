from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
import pghistory.models
import pgtrigger
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper

from config.postgres.base import connection_of
from config.postgres.identity import SYSTEM, Identity, acting_as
from config.postgres.tests.project.models import Box, Entry
from config.postgres.tests.project.people import owner_of, refused, somebody

postgres = connection_of()
BoxEvent = Box.pgh_event_model  # type: ignore[attr-defined]


def _labels_of(owner: Identity) -> list[str]:
    with acting_as(owner):
        return list(BoxEvent.objects.order_by("pgh_id").values_list("pgh_label", flat=True))


@contextmanager
def _cursor() -> Iterator[CursorWrapper]:
    """In a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        yield cursor


def test_triggers_write_history_that_the_application_may_read() -> None:
    owner = owner_of(1)
    with acting_as(owner), pghistory.context(reason="a story"):
        Box.objects.update(label="changed")
    assert _labels_of(owner) == ["insert", "update"]
    assert _labels_of(somebody()) == []
    with acting_as(SYSTEM):
        context = BoxEvent.objects.filter(owner=owner.user_id).latest("pgh_id").pgh_context
        assert context.metadata == {"reason": "a story"}
    with acting_as(owner):
        assert pghistory.models.Context.objects.count() == 0


def test_one_context_covers_several_statements_and_grows() -> None:
    owner = owner_of(1)
    with acting_as(owner), pghistory.context(first=1):
        Box.objects.update(label="changed")
        with pghistory.context(second=2):
            Box.objects.update(label="changed again")
    with acting_as(SYSTEM):
        events = BoxEvent.objects.filter(owner=owner.user_id, pgh_label="update")
        assert [event.pgh_context.metadata for event in events] == [{"first": 1, "second": 2}] * 2


def test_history_is_neither_changed_nor_deleted_nor_forged() -> None:
    owner = owner_of(1)
    for identity in (owner, SYSTEM, Identity(owner.user_id, "app_panel")):
        with acting_as(identity):
            for table in ("project_boxevent", "pghistory_context"):
                with refused(ProgrammingError, "permission denied"), connection.cursor() as cursor:
                    cursor.execute(f"DELETE FROM {table}")
            with refused(ProgrammingError, "permission denied"):
                BoxEvent.objects.update(label="never happened")
            with refused(ProgrammingError, "permission denied"):
                BoxEvent.objects.create(id=1, owner=owner.user_id, label="", pgh_label="forged", pgh_obj_id=1)


def test_a_history_trigger_cannot_be_hung_on_a_table_of_ones_own() -> None:
    with acting_as(SYSTEM), refused(ProgrammingError, "permission denied for function"), _cursor() as cursor:
        cursor.execute("SELECT tgfoid::regproc::text FROM pg_trigger WHERE tgname ~ 'insert_insert' LIMIT 1")
        (function,) = cursor.fetchone()
        cursor.execute("CREATE TEMP TABLE bait (LIKE project_box) ON COMMIT DROP")
        cursor.execute(f"CREATE TRIGGER t AFTER INSERT ON bait FOR EACH ROW EXECUTE FUNCTION {function}()")


def test_what_a_trigger_migration_puts_back_the_next_run_takes_away() -> None:
    with postgres.as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION pgtrigger_insert_insert_fca7f() SECURITY INVOKER")
        cursor.execute("GRANT EXECUTE ON FUNCTION pgtrigger_insert_insert_fca7f() TO PUBLIC")
        cursor.execute("GRANT UPDATE, DELETE ON project_boxevent, project_entry TO app_rw")
        cursor.execute(
            "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN"
            " LANGUAGE sql AS 'SELECT true'"
        )
    call_command("migrate", verbosity=0)
    test_ignoring_triggers_has_no_effect()
    test_a_history_trigger_cannot_be_hung_on_a_table_of_ones_own()
    test_a_log_can_be_written_to_and_not_changed()
    test_history_is_neither_changed_nor_deleted_nor_forged()


def test_ignoring_triggers_has_no_effect() -> None:
    owner = owner_of(1)
    with acting_as(owner), pgtrigger.ignore():
        Box.objects.update(label="unseen?")
    assert _labels_of(owner) == ["insert", "update"]


def test_a_log_can_be_written_to_and_not_changed() -> None:
    owner = somebody()
    with acting_as(owner):
        Entry.objects.create(owner=owner.user_id, text="said")
        with refused(ProgrammingError, "permission denied"):
            Entry.objects.update(text="unsaid")
        with refused(ProgrammingError, "permission denied"):
            Entry.objects.all().delete()
        assert list(Entry.objects.values_list("text", flat=True)) == ["said"]
    with acting_as(somebody()), refused(ProgrammingError, "row-level security"):
        Entry.objects.create(owner=owner.user_id, text="forged")
