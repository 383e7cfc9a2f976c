"""Runs the stories of `project/stories`, each module in one child process, and reports them one by one."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from config.postgres.tests.conftest import run_python

STORIES = Path(__file__).parent / "project" / "stories"


def _stories() -> Iterator[Any]:
    """Found in the source: importing them takes the settings of another project."""
    for path in sorted(STORIES.glob("[!_]*.py")):
        marks = [pytest.mark.race, pytest.mark.slow] if path.stem == "threads" else []
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield pytest.param(path.stem, node.name, marks=marks, id=f"{path.stem}-{node.name[5:]}")


@pytest.fixture(scope="session")
def errors_of(project: dict[str, str]) -> Callable[[str], dict[str, str]]:
    @cache
    def tell(module: str) -> dict[str, str]:
        told = run_python("-m", "config.postgres.tests.project.tell", module, env=project)
        assert told.returncode == 0, told.stdout + told.stderr
        errors: dict[str, str] = json.loads(told.stdout)
        return errors

    return tell


@pytest.mark.parametrize(("module", "name"), list(_stories()))
def test_story(module: str, name: str, errors_of: Callable[[str], dict[str, str]]) -> None:
    errors = errors_of(module)
    if name in errors:
        pytest.fail(errors[name], pytrace=False)
