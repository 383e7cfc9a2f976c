from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from config.postgres.errors import IdentityMissing
from config.postgres.identity import acting_as, stream
from config.postgres.tests.project.models import Box, Item
from config.postgres.tests.project.people import counts, owner_of, refused, somebody


def _fetch_all(statement: Any, parameters: Any = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def test_per_cent_signs_mean_what_they_mean_with_parameters_and_without() -> None:
    with acting_as(owner_of(2)):
        assert _fetch_all("SELECT count(*) FROM project_box WHERE label LIKE 'box%'") == [(2,)]
        assert _fetch_all("SELECT count(*) FROM project_box WHERE label LIKE 'box%%' AND id > %s", [0]) == [(2,)]
        assert _fetch_all("SELECT count(*) FROM project_box WHERE label LIKE %(like)s", {"like": "%0"}) == [(1,)]
        assert Box.objects.filter(label__contains="%").count() == 0


def test_composed_statements_and_bytes_carry_the_identity() -> None:
    table = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("project_box"))
    with acting_as(owner_of(2)):
        assert _fetch_all(table) == [(2,)]
        assert _fetch_all(b"SELECT count(*) FROM project_box") == [(2,)]
    assert _fetch_all(table) == [(0,)]


def test_a_prepared_statement_answers_to_whoever_executes_it() -> None:
    first, second = owner_of(1), owner_of(2)
    with connection.cursor() as cursor:
        cursor.execute("PREPARE boxes AS SELECT count(*) FROM project_box")
        for identity, seen in ((first, 1), (second, 2), (None, 0), (first, 1)):
            with acting_as(identity):
                cursor.execute("EXECUTE boxes")
                assert cursor.fetchone() == (seen,)


def test_what_stands_before_a_statement_does_not_hide_it() -> None:
    count = "SELECT count(*) FROM project_box"
    beginnings = ("\n\t ", "-- a remark\n", "/* two\nlines */ ", "(", "/* a */ -- b\n ( ")
    with acting_as(owner_of(2)):
        for beginning in beginnings:
            assert _fetch_all(beginning + count + ")" * beginning.count("(")) == [(2,)], beginning
        assert len(_fetch_all("TABLE project_box")) == 2
        assert len(_fetch_all("VALUES (1), (2)")) == 2
        assert _fetch_all("WITH b AS (SELECT * FROM project_box) SELECT count(*) FROM b") == [(2,)]


def test_many_remarks_are_read_in_no_time() -> None:
    assert _fetch_all("/* a */ " * 5000 + "SHOW server_encoding") == [("UTF8",)]


def test_writes_answer_with_their_own_result() -> None:
    owner = somebody()
    with acting_as(owner), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO project_box (owner, label, locked) VALUES (%s, 'a', false) RETURNING label",
            [owner.user_id],
        )
        assert cursor.fetchone() == ("a",)
        assert cursor.rowcount == 1
        cursor.execute("UPDATE project_box SET label = 'b'")
        assert cursor.rowcount == 1


def test_executemany_and_copy_carry_the_identity_inside_a_transaction() -> None:
    owner = owner_of(1)
    with acting_as(owner), transaction.atomic(), connection.cursor() as cursor:
        rows = [(owner.user_id, f"many {number}", False) for number in range(3)]
        cursor.executemany("INSERT INTO project_box (owner, label, locked) VALUES (%s, %s, %s)", rows)
        with cursor.copy("COPY (SELECT label FROM project_box ORDER BY label) TO STDOUT") as copy:
            assert [row[0] for row in copy.rows()] == ["box 0", "many 0", "many 1", "many 2"]
        assert [row[0] for row in cursor.stream("SELECT count(*) FROM project_box")] == [4]


def test_executemany_and_copy_outside_a_transaction_are_refused() -> None:
    with acting_as(owner_of(1)), connection.cursor() as cursor:
        with refused(IdentityMissing, "inside a transaction"):
            cursor.executemany("DELETE FROM project_box WHERE id = %s", [(1,)])
        with refused(IdentityMissing, "inside a transaction"):
            cursor.copy("COPY (TABLE project_box) TO STDOUT")


def test_copy_without_an_identity_copies_nothing() -> None:
    owner_of(1)
    with connection.cursor() as cursor, cursor.copy("COPY (TABLE project_box) TO STDOUT") as copy:
        assert list(copy.rows()) == []


def test_copy_after_another_in_the_transaction_is_nobodys() -> None:
    owner = owner_of(1)
    with transaction.atomic():
        assert counts(owner) == (1, 1)
        with connection.cursor() as cursor, cursor.copy("COPY (TABLE project_box) TO STDOUT") as copy:
            assert list(copy.rows()) == []


def test_iterators_see_the_rows_inside_a_transaction_and_outside() -> None:
    with acting_as(owner_of(5)):
        assert len(list(Box.objects.iterator(chunk_size=2))) == 5
        with transaction.atomic():
            assert len(list(Box.objects.iterator(chunk_size=2))) == 5


def test_an_iterator_keeps_the_name_it_was_opened_in() -> None:
    owner, other = owner_of(5), owner_of(3)
    with transaction.atomic():
        with acting_as(owner):
            rows = Box.objects.order_by("id").iterator(chunk_size=2)
            seen = [next(rows).owner]
        for box in rows:
            seen.append(box.owner)
            assert counts(other) == (3, 3)
            assert counts(None) == (0, 0)
    assert seen == [owner.user_id] * 5


def test_a_named_cursor_is_walked_in_the_name_it_was_opened_in() -> None:
    owner, other = owner_of(5), owner_of(1)
    with transaction.atomic(), acting_as(owner), connection.chunked_cursor() as cursor:
        cursor.itersize = 2
        cursor.execute("SELECT owner FROM project_box ORDER BY id")
        with acting_as(other):
            assert Item.objects.count() == 1
            assert cursor.fetchone() == (owner.user_id,)
            assert next(cursor.cursor) == (owner.user_id,)
            assert cursor.fetchmany(1) == [(owner.user_id,)]
            assert list(cursor) == [(owner.user_id,)] * 2


def test_a_stream_holds_the_identity_in_each_step_and_between_none() -> None:
    owner = owner_of(4)
    with acting_as(owner):
        labels = stream(box.label for box in Box.objects.order_by("id").iterator(chunk_size=1))
    seen = []
    for label in labels:
        seen.append(label)
        assert counts(None) == (0, 0)
    assert seen == ["box 0", "box 1", "box 2", "box 3"]


def test_rows_made_after_the_identity_has_gone_are_none() -> None:
    def labels() -> Iterator[str]:
        for box in Box.objects.all():
            yield box.label

    with acting_as(owner_of(4)):
        rows = labels()
    assert list(rows) == []


def test_explain_goes_by_the_policies() -> None:
    with acting_as(owner_of(1)):
        assert "current_setting" in Box.objects.all().explain()
