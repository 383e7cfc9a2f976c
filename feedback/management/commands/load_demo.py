"""`manage.py load_demo`: two years of made-up hiring, candidates who practise, and accounts to look at it with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import local
from config.base.errors import DomainError
from feedback.demo import load_feedback
from interviews.demo.load import load_interviews
from tracking.demo.accounts import ACCOUNTS
from tracking.demo.load import DemoReport, has_data, is_loaded, load_demo

PROCESSES = 3000


class Command(BaseCommand):
    help = "Loads demo data and makes the demo logins; a second run changes nothing and tells the logins again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where there are other candidates.")
        parser.add_argument("--processes", type=int, default=PROCESSES, metavar="N", help=f"By default {PROCESSES}.")
        parser.add_argument(
            "--force", action="store_true", help="Also in production, with a DEMO_PASSWORD that is set and not weak."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL and not options["force"]:
            raise CommandError("This is production: demo logins do not belong here (--force, if you mean it).")
        if options["processes"] < 1:
            raise CommandError("--processes must be 1 or more.")
        if options["if_empty"] and has_data() and not is_loaded():
            self.stdout.write("The database has data of its own: no demo data is loaded.")
            return
        password = demo_password()
        try:
            report = load_demo(password, options["processes"])
            report.made += load_interviews(report.users)
            report.made += load_feedback(report.users)
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.tell(report, password)

    def tell(self, report: DemoReport, password: str) -> None:
        if report.made:
            counts = ", ".join(f"{count:,} {name}" for name, count in report.made.items())
            self.stdout.write(f"Loaded {counts}.")
        else:
            self.stdout.write("The demo data is there already.")
        shown = password if settings.LOCAL else "the value of DEMO_PASSWORD"
        self.stdout.write(f"Demo logins, all with the password {shown}")
        for account in ACCOUNTS:
            if account.username in report.users:
                role = account.role or "superuser"
                self.stdout.write(f"  {account.username:<13} {account.display_name:<16} {role}")
        for username in report.foreign:
            self.stdout.write(f"  {username:<13} is somebody's own account and stays as it is")


def demo_password() -> str:
    """DEMO_PASSWORD; locally, where it is unset, one that is generated once and kept beside the database."""
    password = os.environ.get("DEMO_PASSWORD", "")
    if settings.LOCAL:
        return password or local.secret(Path(settings.BASE_DIR) / ".data" / "secrets", "demo_password", entropy=12)
    if not password:
        raise CommandError("DEMO_PASSWORD must be set in production.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(f"DEMO_PASSWORD: {' '.join(error.messages)}") from error
    return password
