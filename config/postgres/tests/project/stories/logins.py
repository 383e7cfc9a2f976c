from __future__ import annotations

import psycopg
from django.db import ProgrammingError, connection

from config.postgres.tests.project.people import refused


def test_the_applications_login_cannot_become_the_owner() -> None:
    with refused(ProgrammingError, "permission denied to set role"):
        connection.cursor().execute("SET ROLE app_owner")


def test_the_applications_login_is_bound_under_its_own_name_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT count(*) FROM project_box")
        assert cursor.fetchone() == (0,)


def test_a_worker_that_connects_by_the_same_parameters_is_nobody() -> None:
    """Procrastinate's own connections: without our cursor, no identity, and so no rows."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name)
    with psycopg.connect(**parameters) as worker:
        assert worker.execute("SELECT current_user, count(*) FROM project_box").fetchone() == ("app_rw", 0)
