"""Every management command of ours has a test that runs it, and the README knows it."""

from __future__ import annotations

import re

import pytest
from django.core.management import get_commands

from config.tests.sources import APPS, ROOT, files_of_tests

OURS = {name: app for name, app in get_commands().items() if app in APPS or str(app).startswith("config.")}
# Django's own, made to run as the owner of the tables: used as ever, so the README need not list them.
REPLACED = ("migrate", "flush", "createcachetable")


@pytest.mark.parametrize(("command", "app"), sorted(OURS.items()))
def test_every_command_has_a_test(command: str, app: str) -> None:
    files = files_of_tests(app)
    named = [path for path in files if path.name == f"test_{command}.py"]
    told = [path for path in files if re.search(rf"[\"']{command}[\"']", path.read_text())]
    assert named or told, f"no test of {app} runs {command}"


@pytest.mark.parametrize("command", sorted(set(OURS) - set(REPLACED)))
def test_the_readme_lists_it(command: str) -> None:
    assert re.search(rf"^\| `{command}[ `]", (ROOT / "README.md").read_text(), re.MULTILINE), command
