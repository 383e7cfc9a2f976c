#!/usr/bin/env python
"""Django's command line. Commands act as the system: they see every row unless they say otherwise."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # The pool serves web requests; a command holds one connection.
    os.environ.setdefault("DATABASE_POOL", "off")
    from django.core.management import execute_from_command_line

    from config.postgres.identity import SYSTEM, acting_as

    with acting_as(SYSTEM):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
