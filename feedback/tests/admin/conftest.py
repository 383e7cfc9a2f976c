from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def browser(browser_of: Any, manager: Any) -> Any:
    """The manager's."""
    return browser_of(manager)
