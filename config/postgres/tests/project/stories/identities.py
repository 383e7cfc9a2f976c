from __future__ import annotations

import asyncio
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import ProgrammingError, connection

from config.postgres.identity import NOBODY, SYSTEM, Identity, acting_as, become, current
from config.postgres.tests.project.models import Box, Item, Panel
from config.postgres.tests.project.people import counts, on_panels, owner_of, refused, somebody, system_count


def test_without_an_identity_no_row_is_seen() -> None:
    owner_of(1)
    assert counts(None) == (0, 0)
    assert counts(NOBODY) == (0, 0)


def test_a_user_sees_their_own_rows_and_what_hangs_on_them() -> None:
    owner, other = owner_of(2), owner_of(1)
    assert counts(owner) == (2, 2)
    assert counts(other) == (1, 1)


def test_the_system_sees_everything() -> None:
    before = system_count()
    owner_of(2)
    assert system_count() == before + 2


def test_a_manager_sees_everything_under_their_own_name() -> None:
    owner_of(1)
    with acting_as(Identity(UUID(int=1), "app_all")), connection.cursor() as cursor:
        assert Box.objects.count() == system_count()
        cursor.execute("SELECT current_setting('app.user_id'), current_user")
        assert cursor.fetchone() == (str(UUID(int=1)), "app_all")


def test_nothing_is_left_on_the_connection() -> None:
    with acting_as(SYSTEM):
        Box.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.user_id', true)")
        assert cursor.fetchone() in {("app_rw", ""), ("app_rw", None)}


def test_become_lasts_until_the_context_around_it_ends() -> None:
    owner = owner_of(1)
    with acting_as(None):
        become(owner)
        assert Box.objects.count() == 1
    assert current() is None


def test_nobody_may_write_in_anothers_name() -> None:
    owner, other = somebody(), somebody()
    with acting_as(other), refused(ProgrammingError, "row-level security"):
        Box.objects.create(owner=owner.user_id, label="forged")


def test_a_child_cannot_be_hung_on_anothers_parent() -> None:
    owner = owner_of(1)
    with acting_as(owner):
        box = Box.objects.get()
    with acting_as(somebody()), refused(ProgrammingError, "row-level security"):
        Item.objects.create(box=box, name="smuggled")


def test_anothers_rows_are_neither_changed_nor_deleted() -> None:
    owner = owner_of(1)
    with acting_as(somebody()):
        assert Box.objects.update(label="taken") == 0
        assert Item.objects.all().delete() == (0, {})
    assert counts(owner) == (1, 1)


def test_a_panel_member_reads_the_box_but_does_not_change_it() -> None:
    owner, member = owner_of(2), somebody()
    with acting_as(owner):
        Panel.objects.create(box=Box.objects.order_by("id")[0], member=member.user_id)
    assert counts(on_panels(member)) == (1, 1)
    assert counts(member) == (0, 0)
    with acting_as(on_panels(member)):
        assert Box.objects.update(label="changed") == 0
        assert Panel.objects.count() == 1


def test_an_owner_who_acts_on_panels_still_sees_their_own() -> None:
    owner = owner_of(2)
    assert counts(on_panels(owner)) == (2, 2)


def test_what_only_the_owner_of_the_tables_may_do_is_refused() -> None:
    statements = (
        "ALTER TABLE project_box DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE project_box DISABLE TRIGGER ALL",
        "TRUNCATE project_box CASCADE",
        "DROP POLICY mine ON project_box",
        "CREATE TABLE mine_now (id int)",
    )
    for statement in statements:
        with acting_as(SYSTEM), refused(ProgrammingError, "permission denied|must be owner"):
            connection.cursor().execute(statement)


def test_row_security_cannot_be_switched_off() -> None:
    with acting_as(somebody()), connection.cursor() as cursor:
        cursor.execute("SET row_security = off")
        with refused(ProgrammingError, "would be affected by row-level security"):
            Box.objects.count()
        cursor.execute("RESET row_security")


def test_concurrent_coroutines_keep_their_own_names() -> None:
    owners = [owner_of(number) for number in (1, 2, 3)]

    async def count_as(identity: Identity) -> int:
        with acting_as(identity):
            await asyncio.sleep(0)
            return await sync_to_async(Box.objects.count)()

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*map(count_as, owners))

    assert asyncio.run(all_at_once()) == [1, 2, 3]
