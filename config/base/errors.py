"""What a service refuses, in words people can act on. The API and the back-office show the same sentence."""

from __future__ import annotations


class DomainError(Exception):
    """A request that is understood but not allowed. `code` is for programs, `attr` names the field at fault."""

    code = "refused"

    def __init__(self, detail: str, *, code: str | None = None, attr: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.code
        self.attr = attr


class Invalid(DomainError):
    """The input breaks a rule that takes the database to know (400)."""

    code = "invalid"


class Forbidden(DomainError):
    """The role lacks this function (403)."""

    code = "permission_denied"


class Missing(DomainError):
    """Absent, or not visible to the one who asks: the answer is the same (404)."""

    code = "not_found"


class Conflict(DomainError):
    """The state of things does not allow it (409)."""

    code = "conflict"


class InvalidTransition(Conflict):
    """A status that cannot follow the present one (409)."""

    code = "invalid_transition"


class TooMany(DomainError):
    """More in a while than anybody needs (429)."""

    code = "throttled"


class Stale(DomainError):
    """The row has changed since it was read (412)."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__("It has changed since you read it. Read it again, then repeat your change.")
