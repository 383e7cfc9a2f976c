"""`python -m config.postgres.tests.project.tell identities`: runs the stories of a module, says what went
wrong.
"""

from __future__ import annotations

import importlib
import json
import sys
import traceback

import django
import pytest
from django.db import connections


def main(module_names: list[str]) -> None:
    django.setup()
    errors = {}
    for module_name in module_names:
        module = importlib.import_module(f"config.postgres.tests.project.stories.{module_name}")
        for name, story in vars(module).items():
            if name.startswith("test_"):
                try:
                    story()
                except (Exception, pytest.fail.Exception):
                    errors[name] = traceback.format_exc()
                finally:
                    connections.close_all()
    json.dump(errors, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
