from __future__ import annotations

import pytest

from config.postgres.walls import ME, wall


def statements(script: object) -> list[str]:
    return str(script).split(";\n")


def test_a_wall_has_a_policy_for_each_role() -> None:
    assert statements(wall("box", mine=f"owner = {ME}").sql) == [
        'ALTER TABLE "box" ENABLE ROW LEVEL SECURITY',
        'ALTER TABLE "box" FORCE ROW LEVEL SECURITY',
        'CREATE POLICY mine ON "box" TO app_rw, app_panel USING '
        "(owner = NULLIF(current_setting('app.user_id', true), '')::uuid)",
        'CREATE POLICY everyone ON "box" TO app_all USING (true)',
        "CREATE POLICY migrating ON \"box\" TO app_owner USING (current_setting('app.migrating', true) = 'on')",
    ]


def test_a_panels_condition_takes_the_place_of_mine() -> None:
    policies = statements(wall("box", mine="a", panel="b").sql)
    assert 'CREATE POLICY mine ON "box" TO app_rw USING (a)' in policies
    assert 'CREATE POLICY panel ON "box" TO app_panel USING (b)' in policies


def test_what_a_panel_reads_stands_beside_mine() -> None:
    policies = statements(wall("box", mine="a", panel_reads="b").sql)
    assert 'CREATE POLICY mine ON "box" TO app_rw, app_panel USING (a)' in policies
    assert 'CREATE POLICY panel ON "box" FOR SELECT TO app_panel USING (b)' in policies


def test_a_panel_that_reads_every_row_is_not_asked_for_mine_when_it_reads() -> None:
    policies = statements(wall("box", mine="a", panel_reads="true").sql)
    assert 'CREATE POLICY mine ON "box" TO app_rw USING (a)' in policies
    of_the_panel = [policy for policy in policies if "TO app_panel" in policy]
    assert of_the_panel == [
        'CREATE POLICY panel_adds ON "box" FOR INSERT TO app_panel WITH CHECK (a)',
        'CREATE POLICY panel_changes ON "box" FOR UPDATE TO app_panel USING (a)',
        'CREATE POLICY panel_removes ON "box" FOR DELETE TO app_panel USING (a)',
        'CREATE POLICY panel ON "box" FOR SELECT TO app_panel USING (true)',
    ]


def test_history_lets_its_owner_insert() -> None:
    policies = statements(wall("box", mine="a", history=True).sql)
    assert policies[-1] == 'CREATE POLICY written ON "box" FOR INSERT TO app_owner WITH CHECK (true)'


def test_what_is_upserted_lets_its_owner_write() -> None:
    policies = statements(wall("box", mine="a", upserted=True).sql)
    assert policies[-1] == 'CREATE POLICY written ON "box" TO app_owner USING (true)'


def test_two_conditions_for_panels_are_refused() -> None:
    with pytest.raises(ValueError, match="give one of them"):
        wall("box", mine="a", panel="b", panel_reads="c")


def test_reversed_it_takes_down_what_it_put_up() -> None:
    operation = wall("box", mine="a", panel="b", history=True)
    put_up = {line.split()[2] for line in statements(operation.sql) if line.startswith("CREATE POLICY")}
    taken_down = {line.split()[2] for line in statements(operation.reverse_sql) if line.startswith("DROP POLICY")}
    assert taken_down == put_up == {"mine", "everyone", "migrating", "panel", "written"}
    assert 'ALTER TABLE "box" DISABLE ROW LEVEL SECURITY' in statements(operation.reverse_sql)
