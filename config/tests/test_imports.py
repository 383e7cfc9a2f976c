"""Who may import whom: config.postgres <- config.base <- interviews | tracking <- feedback <- analytics, and the layers
inside an app. Seen by reading the source, imports inside functions included."""

from __future__ import annotations

import pytest

from config.tests.sources import APPS, Module, imports, product, within

# What each package may import of ours, besides itself.
MAY_USE = {
    "config.postgres": (),
    "config.base": ("config.postgres",),
    "config.testing": ("config.base", "config.postgres"),
    "tracking": ("config.base", "config.postgres"),
    "interviews": ("config.base", "config.postgres"),
    "feedback": ("config.base", "config.postgres", "tracking", "interviews"),
    "analytics": ("config.base", "config.postgres", "tracking", "interviews", "feedback"),
}
# From the pure to the outer; what stands here under no name is pure.
LAYERS = {
    "models": 1,
    "selectors": 2,
    "services": 3,
    "receivers": 4,
    "consumers": 4,
    "tasks": 4,
    "api": 4,
    "admin": 4,
    "templatetags": 4,
    "pages": 4,
    "demo": 4,
    "management": 4,
    "apps": 4,
    "checks": 4,
}
# Layers of another app that may be entered from above: its services, selectors, vocabulary, signals and models.
INSIDE = ("api", "admin", "pages", "management", "tasks", "receivers", "consumers")
# module -> what it may import all the same, and why
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("config.base.checks", "config.base.api"): "the check looks for views without a permission",
    ("feedback.management.commands.load_demo", "config.local"): "the demo password is kept beside the local secrets",
}
WEB = ("rest_framework", "drf_spectacular", "django_filters")


def package_of(module: Module) -> str | None:
    found = [package for package in MAY_USE if within(module.name, package)]
    return max(found, key=len) if found else None


def excepted(module: Module, name: str) -> bool:
    return any(module.name == user and within(name, used) for user, used in EXCEPTIONS)


def layer(name: str) -> int:
    """The rank of tracking.services.offers is that of services."""
    parts = name.split(".")
    return LAYERS.get(parts[1], 0) if len(parts) > 1 else 0


def test_packages_import_only_what_stands_below_them() -> None:
    wrong = []
    for module in product():
        package = package_of(module)
        if package is None:
            continue  # config/settings.py, urls.py and the like: the project names all its apps
        allowed = (package, *MAY_USE[package])
        for name, line in imports(module):
            ours = within(name, "config") or name.split(".")[0] in APPS
            if ours and not any(within(name, used) for used in allowed) and not excepted(module, name):
                wrong.append(f"{module.place}:{line} imports {name}")
    assert wrong == []


def test_layers_import_only_what_stands_before_them() -> None:
    wrong = []
    for module in product():
        app = module.name.split(".")[0]
        if app not in APPS:
            continue
        for name, line in imports(module):
            if within(name, app) and layer(name) > layer(module.name) and not excepted(module, name):
                wrong.append(f"{module.place}:{line} imports {name}")
    assert wrong == []


def test_other_apps_are_entered_by_their_doors() -> None:
    wrong = []
    for module in product():
        app = module.name.split(".")[0]
        for name, line in imports(module):
            other, *rest = name.split(".")
            if app in APPS and other in APPS and other != app and rest and rest[0] in INSIDE:
                wrong.append(f"{module.place}:{line} imports {name}")
    assert wrong == []


def test_only_the_api_knows_of_the_web() -> None:
    wrong = []
    for module in product():
        parts = module.name.split(".")
        if (
            "api" in parts
            or parts[-1] in ("settings", "schema_extensions", "urls")
            or within(module.name, "config.testing")
        ):
            continue
        wrong += [
            f"{module.place}:{line} imports {name}"
            for name, line in imports(module)
            if name.split(".")[0] in WEB and not excepted(module, name)
        ]
    assert wrong == []


def test_the_rest_of_the_ground_floor_knows_nothing_of_the_api() -> None:
    wrong = [
        f"{module.place}:{line} imports {name}"
        for module in product()
        for name, line in imports(module)
        if within(module.name, "config.base") and not within(module.name, "config.base.api")
        if within(name, "config.base.api") and not excepted(module, name)
    ]
    assert wrong == []


def test_services_know_nothing_of_requests() -> None:
    wrong = [
        f"{module.place}:{line} imports {name}"
        for module in product()
        for name, line in imports(module)
        if ".services" in module.name and (within(name, "django.http") or within(name, "django.shortcuts"))
    ]
    assert wrong == []


def test_nothing_but_tests_imports_tests() -> None:
    wrong = [
        f"{module.place}:{line} imports {name}"
        for module in product()
        for name, line in imports(module)
        if ".tests" in name or (within(name, "config.testing") and not within(module.name, "config.testing"))
    ]
    assert wrong == []


def test_no_star_imports() -> None:
    assert [f"{m.place}:{line}" for m in product() for name, line in imports(m) if name.endswith(".*")] == []


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda exception: exception[0])
def test_every_exception_is_still_needed(exception: tuple[str, str]) -> None:
    user, used = exception
    module = next((module for module in product() if module.name == user), None)
    assert module is not None
    assert any(within(name, used) for name, _ in imports(module))
