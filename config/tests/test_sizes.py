"""No module and no function grows beyond what one can hold in mind."""

from __future__ import annotations

import ast

from config.tests.sources import modules

MODULE, FUNCTION = 400, 60


def test_modules() -> None:
    assert [f"{m.place}: {m.lines} lines" for m in modules() if m.lines > MODULE] == []


def test_functions() -> None:
    wrong = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION:
                    wrong.append(f"{module.place}:{node.lineno} {node.name}: {length} lines")
    assert wrong == []
