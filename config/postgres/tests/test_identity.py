from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from config.postgres.identity import NOBODY, SYSTEM, Identity, acting_as, become, current, stream

SOMEBODY = Identity(UUID(int=1), "app_rw")


@pytest.fixture(autouse=True)
def without_an_identity() -> Iterator[None]:
    with acting_as(None):
        yield


@pytest.mark.parametrize("user_id", [1, "7", "'; DROP TABLE users; --", b"7"])
def test_a_user_id_that_is_no_uuid_is_refused(user_id: Any) -> None:
    with pytest.raises(TypeError, match="UUID"):
        Identity(user_id, "app_rw")


@pytest.mark.parametrize("role", ["app_owner", "none", "postgres", ""])
def test_a_role_that_is_not_the_applications_is_refused(role: Any) -> None:
    with pytest.raises(ValueError, match="no such role"):
        Identity(UUID(int=1), role)


def test_the_prefix_names_user_and_role() -> None:
    assert SOMEBODY.prefix == (
        "SELECT set_config('app.user_id', '00000000-0000-0000-0000-000000000001', true), "
        "set_config('role', 'app_rw', true); "
    )


@pytest.mark.parametrize(("identity", "role"), [(NOBODY, "app_rw"), (SYSTEM, "app_all")])
def test_who_is_no_user_has_an_empty_id_and_still_a_role(identity: Identity, role: str) -> None:
    assert identity.prefix == (f"SELECT set_config('app.user_id', '', true), set_config('role', '{role}', true); ")


def test_no_prefix_holds_what_would_need_escaping() -> None:
    for identity in (SOMEBODY, NOBODY, SYSTEM, Identity(UUID(int=2**128 - 1), "app_panel")):
        assert "%" not in identity.prefix
        assert identity.prefix.count("'") == 8


def test_identities_nest_and_come_back() -> None:
    assert current() is None
    with acting_as(SOMEBODY):
        with acting_as(None):
            assert current() is None
        assert current() is SOMEBODY
    assert current() is None


def test_an_identity_ends_with_an_error() -> None:
    with pytest.raises(KeyError), acting_as(SYSTEM):
        raise KeyError
    assert current() is None


def test_who_somebody_became_ends_with_the_block_around() -> None:
    with acting_as(None):
        become(SOMEBODY)
        assert current() is SOMEBODY
    assert current() is None


def test_a_function_can_act_as_the_system() -> None:
    assert acting_as(SYSTEM)(current)() is SYSTEM
    assert current() is None


def test_a_stream_puts_its_identity_round_each_step_only() -> None:
    def rows() -> Iterator[Identity | None]:
        yield current()
        yield current()

    with acting_as(SOMEBODY):
        steps = stream(rows())
    assert next(steps) is SOMEBODY
    assert current() is None
    with acting_as(SYSTEM):
        assert next(steps) is SOMEBODY
        assert current() is SYSTEM
    assert list(steps) == []
    assert current() is None


def test_a_stream_that_fails_leaves_nothing_behind() -> None:
    def rows() -> Iterator[int]:
        yield 1
        raise KeyError

    with acting_as(SOMEBODY):
        steps = stream(rows())
    assert next(steps) == 1
    with pytest.raises(KeyError):
        next(steps)
    assert current() is None
