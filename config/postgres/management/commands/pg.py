from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlencode

from django.core.management.base import BaseCommand, CommandError

from config.postgres.base import connection_of
from config.postgres.supervisor import EmbeddedPostgres

NOT_RUNNING = 3  # as pg_ctl has it


class Command(BaseCommand):
    help = "Starts, stops and describes the embedded PostgreSQL, which otherwise starts when it is first used."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("start", "stop", "status", "uri"))

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connection_of()
        if connection.embedded is None:
            raise CommandError("DATABASE_URL names a server: there is no embedded PostgreSQL to look after.")
        getattr(self, f"_{options['action']}")(connection.embedded, connection.settings_dict)

    def _start(self, server: EmbeddedPostgres, settings: dict[str, Any]) -> None:
        self.stdout.write("started" if server.start() else "was running")

    def _stop(self, server: EmbeddedPostgres, settings: dict[str, Any]) -> None:
        self.stdout.write("stopped" if server.stop() else "was not running")

    def _status(self, server: EmbeddedPostgres, settings: dict[str, Any]) -> None:
        if not server.is_running():
            raise CommandError(f"not running (cluster in {server.home})", returncode=NOT_RUNNING)
        self.stdout.write(
            f"running\n  cluster  {server.home}\n  socket   {server.socket_folder}\n  log      {server.log}"
        )

    def _uri(self, server: EmbeddedPostgres, settings: dict[str, Any]) -> None:
        where = urlencode({"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]})
        self.stdout.write(f"postgresql:///{settings['NAME']}?{where}")
