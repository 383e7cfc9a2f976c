"""Browsers of the pages: Django's own client, and Chromium without a window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client
from playwright.sync_api import Page, Response, expect, sync_playwright

from config.postgres.identity import acting_as

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Of a machine with other work too: what is right appears at once, so only a failure takes this long.
PATIENCE_MS = 30_000


class Browser(Client):
    """A session, and no identity but what the middleware gives."""

    def request(self, **request: Any) -> Any:
        with acting_as(None):
            return super().request(**request)


@contextmanager
def browsing(**manner: Any) -> Iterator[Page]:
    """A page of a fresh browser; whatever it complains of meanwhile fails the test at the end.

    Playwright runs an event loop in this thread, so the database is asked before and after, never inside.
    """
    complaints: list[str] = []

    def answered(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status} {response.url}")

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = chromium.new_page(**manner)
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", answered)
        yield page
        chromium.close()
    assert complaints == []
