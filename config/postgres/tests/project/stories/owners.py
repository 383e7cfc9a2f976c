from __future__ import annotations

from django.core.cache import cache
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError

from config.postgres.base import connection_of
from config.postgres.identity import SYSTEM, acting_as
from config.postgres.tests.project.models import Box
from config.postgres.tests.project.people import counts, owner_of, refused

postgres = connection_of()


def _current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_the_owner_is_logged_in_for_a_while() -> None:
    with acting_as(SYSTEM), postgres.as_owner():
        assert _current_user() == "app_owner"
    assert _current_user() == "app_rw"


def test_the_application_is_back_after_an_error() -> None:
    with refused(ProgrammingError, "does not exist"), postgres.as_owner(), connection.cursor() as cursor:
        cursor.execute("TABLE nowhere")
    assert _current_user() == "app_rw"


def test_another_login_inside_a_transaction_is_refused() -> None:
    with refused(TransactionManagementError, "not inside atomic"), transaction.atomic(), postgres.as_owner():
        pass


def test_a_data_migration_sees_and_writes_walled_rows() -> None:
    with acting_as(SYSTEM):
        assert Box.objects.filter(label="from a migration").count() == 1


def test_the_owner_sees_nothing_unless_it_migrates() -> None:
    owner_of(1)
    with postgres.as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > 0 FROM project_box")
        assert cursor.fetchone() == (True,)
        cursor.execute("SET app.migrating = 'off'")
        cursor.execute("SELECT count(*) > 0 FROM project_box")
        assert cursor.fetchone() == (False,)


def test_the_cache_table_is_made_by_the_owner_and_used_by_everybody() -> None:
    call_command("createcachetable", verbosity=0)
    cache.set("key", "value")
    assert cache.get("key") == "value"
    with acting_as(owner_of(1)):
        cache.set("key", "changed")
    assert cache.get("key") == "changed"


def test_migrating_again_changes_nothing() -> None:
    owner = owner_of(1)
    call_command("migrate", verbosity=0)
    call_command("migrate", check_unapplied=True, verbosity=0)
    assert counts(owner) == (1, 1)


def test_iterators_of_the_owner_are_plain() -> None:
    owner_of(3)
    with postgres.as_owner(), transaction.atomic():
        assert len(list(Box.objects.iterator(chunk_size=2))) >= 3
