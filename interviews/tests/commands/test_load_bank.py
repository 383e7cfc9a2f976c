"""`manage.py load_bank`: what it loads, keeps, refuses and says."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.base.models import User
from config.base.text import fold
from config.postgres.identity import acting_as
from interviews.models import BankQuestion, FollowUpTemplate, Module, Role
from interviews.services.questions import save_question
from interviews.tests.bank.files import FOLLOW_UP, MODULE, ROLE, question, write_bank
from interviews.tests.factories import RoleFactory

pytestmark = pytest.mark.django_db


def load(*args: Any, **options: Any) -> str:
    """What the command says, run as from a shell: in nobody's name."""
    out = StringIO()
    with acting_as(None):
        call_command("load_bank", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_bank(tmp_path)


def counts() -> tuple[int, int, int, int]:
    return tuple(model.objects.count() for model in (Role, BankQuestion, Module, FollowUpTemplate))  # type: ignore


def test_everything_is_loaded(folder: Path) -> None:
    assert load(folder) == "Loaded 1 roles, 2 questions, 1 modules, 1 follow-ups.\n"
    role, module = Role.objects.get(), Module.objects.get()
    assert (role.key, role.name, role.name_key, role.skills) == (
        "backend",
        "Backend Engineer",
        fold("Backend Engineer"),
        ["sql"],
    )
    assert (module.key, module.title, module.category, module.role) == (
        MODULE["key"],
        MODULE["title"],
        "technical",
        role,
    )
    assert {each.key for each in module.questions.all()} == set(MODULE["questions"])
    stored, row = BankQuestion.objects.get(key="question-1"), question(1)
    for name in ("text", "focus", "difficulty", "levels", "key_points", "model_answer", "accepted_answers", "hints"):
        assert getattr(stored, name) == row[name]
    assert (stored.skill_tags, list(stored.roles.all())) == (["sql"], [role])
    assert (stored.type, stored.category, stored.assessment_only, stored.edited_at) == (
        "technical",
        "technical",
        False,
        None,
    )
    assert BankQuestion.objects.filter(search="index").count() == 2
    template = FollowUpTemplate.objects.get()
    assert {"trigger": template.trigger, "text": template.text} == FOLLOW_UP


def test_again_it_adds_nothing(folder: Path) -> None:
    load(folder)
    before = [list(model.objects.order_by("pk").values("pk")) for model in (Role, BankQuestion, Module)]
    assert load(folder) == "Loaded 2 questions, 0 follow-ups.\n"
    assert [list(model.objects.order_by("pk").values("pk")) for model in (Role, BankQuestion, Module)] == before


def test_what_changed_in_the_files_changes_in_the_bank(folder: Path) -> None:
    load(folder)
    write_bank(folder, questions=[question(1, text="New?", roles=[], focus="advanced"), question(2), question(3)])
    load(folder)
    changed = BankQuestion.objects.get(key="question-1")
    assert (changed.text, changed.focus, changed.roles.count()) == ("New?", "advanced", 0)
    assert BankQuestion.objects.count() == 3


def test_what_left_the_files_stays_in_the_bank(folder: Path) -> None:
    load(folder)
    write_bank(folder, questions=[question(1)], modules=[])
    load(folder)
    assert counts() == (1, 2, 1, 1)


class TestEdited:
    @pytest.fixture
    def edited(self, folder: Path, manager: User) -> BankQuestion:
        load(folder)
        found = BankQuestion.objects.get(key="question-1")
        return save_question(found.pk, actor=manager, text="Edited by hand?", roles=[])

    def test_it_is_kept(self, folder: Path, edited: BankQuestion) -> None:
        assert "1 edited and kept" in load(folder)
        edited.refresh_from_db(fields=["text", "edited_at"])
        assert edited.text == "Edited by hand?"
        assert edited.edited_at is not None
        assert not edited.roles.exists()

    def test_it_is_overwritten_on_demand(self, folder: Path, edited: BankQuestion) -> None:
        assert "edited" not in load(folder, overwrite=True)
        edited.refresh_from_db(fields=["text", "edited_at"])
        assert (edited.text, edited.edited_at) == (question(1)["text"], None)
        assert [role.key for role in edited.roles.all()] == ["backend"]

    def test_retiring_outlasts_loading(self, folder: Path, manager: User) -> None:
        load(folder)
        found = BankQuestion.objects.get(key="question-1")
        save_question(found.pk, actor=manager, active=False)
        load(folder)
        assert not BankQuestion.objects.get(key="question-1").active

    def test_roles_and_modules_that_people_changed_are_kept(self, folder: Path) -> None:
        load(folder)
        Role.objects.update(name="Server Engineer", skills=["go"])
        Module.objects.update(title="Other title")
        load(folder)
        assert Role.objects.get().name == "Server Engineer"
        assert Module.objects.get().title == "Other title"
        load(folder, overwrite=True)
        assert Role.objects.get().name == "Backend Engineer"
        assert Module.objects.get().title == MODULE["title"]


class TestRefused:
    def test_a_bank_with_faults_is_not_loaded_at_all(self, folder: Path) -> None:
        write_bank(folder, questions=[question(1, hints=[]), question(2, roles=["baker"])], modules=[])
        errors = StringIO()
        with pytest.raises(CommandError, match=r"2 faults; nothing was loaded\."):
            load(folder, stderr=errors)
        assert errors.getvalue().splitlines() == [
            "question-1: hints: At least one.",
            "question-2: roles: there is no role baker.",
        ]
        assert counts() == (0, 0, 0, 0)

    def test_a_folder_without_questions(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="There are no questions in"):
            load(tmp_path)

    def test_a_text_that_the_bank_has_already_under_another_name(self, folder: Path) -> None:
        load(folder)
        write_bank(folder, questions=[question(7, text=question(1)["text"])], modules=[])
        with pytest.raises(CommandError, match="The bank has this question already"):
            load(folder)
        assert counts() == (1, 2, 1, 1)

    def test_a_role_whose_name_the_catalogue_has(self, folder: Path) -> None:
        RoleFactory(name=ROLE["name"])
        with pytest.raises(CommandError, match="The catalogue has a role of this name already"):
            load(folder)
        assert counts() == (1, 0, 0, 0)


class TestCheck:
    def test_it_changes_nothing(self, folder: Path) -> None:
        assert load(folder, check=True) == "2 questions, nothing wrong.\n"
        assert counts() == (0, 0, 0, 0)

    def test_it_fails_where_something_is_wrong(self, folder: Path) -> None:
        write_bank(folder, modules=[MODULE | {"category": "x"}])
        with pytest.raises(CommandError, match="1 faults"):
            load(folder, check=True, stderr=StringIO())


def test_without_a_folder_it_takes_the_projects_own() -> None:
    assert load(check=True).endswith(" questions, nothing wrong.\n")
