"""The kit that our figures are held against, asked from `benchmarks/analytics_child.py`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import util
from pathlib import Path
from typing import Any

import psycopg

from config.postgres.cursor import IdentityCursor
from config.postgres.roles import ALL


class Kit:
    """The kit's rollups and statements, in a database beside ours. They are asked as ours are, with
    an identity, so that the statements are compared and not the ways to them.
    """

    def __init__(self, folder: str, uri: str) -> None:
        self.statements = read_module(Path(folder) / "analytics_sql.py").R
        with psycopg.connect(uri, autocommit=True) as owner:
            owner.execute(f"GRANT USAGE ON SCHEMA bench TO {ALL}; GRANT SELECT ON ALL TABLES IN SCHEMA bench TO {ALL}")
        self.connection = psycopg.connect(uri, autocommit=True, cursor_factory=IdentityCursor)
        self.connection.execute("SET search_path = bench")

    def ask(self, name: str, feeder: str = "") -> Callable[[], object]:
        statement = self.statements[name]
        if feeder:
            statement = statement.replace("dim='g' AND key=''", f"dim='f' AND key='{feeder}'")
        return lambda: self.connection.execute(statement).fetchall()


def read_module(path: Path) -> Any:
    spec = util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no module")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
