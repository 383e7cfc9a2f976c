"""Whose feedback it is: the one who sends it, or whom a service names."""

from __future__ import annotations

from collections.abc import Iterable

from config.base.errors import Forbidden, Invalid
from config.base.models import User
from config.base.roles import Role


def authors_of(emails: Iterable[str | None], *, actor: User) -> list[User]:
    """For each item its author. Services name somebody else by e-mail, everyone else speaks for themselves.

    Raises Invalid for an e-mail that is nobody's or several people's, Forbidden for who names another.
    """
    named = list(emails)
    if not actor.has_role(Role.SERVICE):
        if any(email is not None and email.lower() != actor.email.lower() for email in named):
            raise Forbidden("Only a service sends feedback for others.", attr="interviewer_email")
        return [actor for _ in named]
    known: dict[str, User] = {}
    for email in named:
        if email is None:
            raise Invalid("Say whose feedback it is.", code="required", attr="interviewer_email")
        if email.lower() not in known:
            known[email.lower()] = user_by_email(email)
    return [known[str(email).lower()] for email in named]


def user_by_email(email: str) -> User:
    found = list(User.objects.filter(email__iexact=email, is_active=True)[:2])
    if len(found) != 1:
        raise Invalid("No single active account has this e-mail.", code="does_not_exist", attr="interviewer_email")
    return found[0]
