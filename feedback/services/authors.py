"""Whose feedback it is: the one who sends it, or whom a service names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models.functions import Lower

from config.base.errors import Forbidden, Invalid
from config.base.models import User
from config.base.roles import Role

FIELD = "interviewer_email"


def authors_of(emails: Sequence[str | None], *, actor: User, fields: Sequence[str] = (FIELD,)) -> list[User]:
    """For each item its author. Services name somebody else by e-mail, everyone else speaks for themselves.

    `fields` are the names of the items' fields. Raises Invalid for an e-mail that is nobody's or several people's,
    Forbidden for who names another. One query for any number.
    """
    if not actor.has_role(Role.SERVICE):
        for email, field in zip(emails, fields, strict=True):
            if email is not None and email.lower() != actor.email.lower():
                raise Forbidden("Only a service sends feedback for others.", attr=field)
        return [actor for _ in emails]
    known = users_of(email for email in emails if email is not None)
    return [author_of(email, known, field) for email, field in zip(emails, fields, strict=True)]


def author_of(email: str | None, known: dict[str, list[User]], field: str) -> User:
    if email is None:
        raise Invalid("Say whose feedback it is.", code="required", attr=field)
    found = known.get(email.lower(), [])
    if len(found) != 1:
        raise Invalid("No single active account has this e-mail.", code="does_not_exist", attr=field)
    return found[0]


def user_by_email(email: str) -> User:
    """The one active account of this address. Raises Invalid."""
    return author_of(email, users_of([email]), FIELD)


def users_of(emails: Iterable[str]) -> dict[str, list[User]]:
    found: dict[str, list[User]] = defaultdict(list)
    wanted = {email.lower() for email in emails}
    for user in User.objects.alias(address=Lower("email")).filter(address__in=wanted, is_active=True):
        found[user.email.lower()].append(user)
    return found
