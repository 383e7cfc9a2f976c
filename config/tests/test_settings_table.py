"""The README lists every variable that is read from the environment, and none that is not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from config.tests.sources import ROOT, Module, product

ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \|", re.MULTILINE)
# Who reads the environment: env.str("X"), switch(env, "X"), local.required(env, "X"), os.environ["X"], os.getenv("X").
READERS = re.compile(r"^(env\.\w+|switch|local\.\w+|required|os\.environ\.\w+|os\.getenv|environ\.\w+)$")
# Set for child processes or by the tests' own plugin, or Django's: not the operator's to set.
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "PATH"}


def read_by(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and READERS.match(ast.unparse(node.func)):
            yield from words(*node.args)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            yield from words(node.slice)


def words(*nodes: ast.expr) -> list[str]:
    """The first text among these: a reader's other arguments are defaults."""
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)][:1]


def test_the_table_is_complete_and_true() -> None:
    read = {name for module in product() if not module.name.startswith("config.testing") for name in read_by(module)}
    listed = ROW.findall((ROOT / "README.md").read_text())
    assert len(listed) == len(set(listed))
    assert len(read) > 20
    missing = {name for name in read if name.isupper()} - NOT_OURS - set(listed)
    assert missing == set(), "read, but not in the README"
    assert set(listed) - read == set(), "in the README, but read by nobody"
