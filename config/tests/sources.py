"""The project's own source, read and not run: what the ratchets walk over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "tracking", "interviews", "feedback", "analytics")
APPS = ("tracking", "interviews", "feedback", "analytics")


@dataclass(frozen=True)
class Module:
    name: str
    path: Path
    tree: ast.Module
    lines: int

    @property
    def place(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.relative_to(ROOT).parts


@cache
def modules() -> tuple[Module, ...]:
    """Every module but migrations, tests included."""
    return tuple(read(path) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if kept(path))


def kept(path: Path) -> bool:
    return "migrations" not in path.relative_to(ROOT).parts


def read(path: Path) -> Module:
    text = path.read_text()
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return Module(name, path, ast.parse(text), text.count("\n"))


def product() -> tuple[Module, ...]:
    return tuple(module for module in modules() if not module.is_test)


def files_of_tests(package: str = "") -> list[Path]:
    """The test modules and their helpers, of one package or of all."""
    return [module.path for module in modules() if module.is_test and module.name.startswith(package)]


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """What is imported at run time, inside functions too, as dotted names with their line."""
    typing_only = {id(inner) for node in ast.walk(module.tree) if is_typing_only(node) for inner in ast.walk(node)}
    for node in ast.walk(module.tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # "from tracking.services import closing" is an import of the module it names.
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def is_typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")
