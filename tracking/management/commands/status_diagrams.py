"""`status_diagrams`: writes docs/statuses.md and the process's part of docs/api.md from the transition tables."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracking.diagrams import process_section, statuses_page, with_section


class Command(BaseCommand):
    help = "Writes the status diagrams in docs/ from the transition tables."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail where a file is not up to date.")

    def handle(self, *args: Any, **options: Any) -> None:
        docs = Path(settings.BASE_DIR) / "docs"
        api = docs / "api.md"
        try:
            pages = {docs / "statuses.md": statuses_page(), api: with_section(api.read_text(), process_section())}
        except ValueError as error:
            raise CommandError(f"docs/api.md: {error}") from None
        changed = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
        if options["check"] and changed:
            raise CommandError(f"Not up to date: {', '.join(path.name for path in changed)}. Run status_diagrams.")
        for path in changed:
            path.write_text(pages[path])
        self.stdout.write(f"{len(changed)} files written." if changed else "Up to date.")
