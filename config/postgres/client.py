from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import client

from config.postgres import binaries
from config.postgres.supervisor import EmbeddedPostgres


class DatabaseClient(client.DatabaseClient):
    """`dbshell`: starts the embedded server first, finds its psql, and acts as the role the application acts
    as.
    """

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        arguments, environment = super().settings_to_cmd_args_env(settings_dict, parameters)
        if settings_dict.get("EMBEDDED") and shutil.which(arguments[0]) is None:
            arguments[0] = str(binaries.find() / "psql")
        options = settings_dict["OPTIONS"].get("options", "")
        return arguments, {**(environment or {}), "PGOPTIONS": options}

    def runshell(self, parameters: Iterable[str]) -> None:
        server: EmbeddedPostgres | None = self.connection.embedded  # type: ignore[attr-defined]
        if server is not None:
            server.start()
        super().runshell(parameters)
