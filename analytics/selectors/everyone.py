"""Who asks where nobody does: commands and jobs, which see everything."""

from __future__ import annotations

from config.base.models import User
from config.base.roles import Role


def everyone() -> User:
    """No account, never stored; to be used as the system."""
    user = User(username="system")
    user.roles = frozenset({Role.MANAGER.value})
    return user
