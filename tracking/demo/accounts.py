"""The demo logins. An account of the same name that is somebody's own is never touched."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.models import Group

from config.base.models import User
from config.base.roles import STAFF_ROLES, Role

DOMAIN = "demo.example"


class DemoAccount(NamedTuple):
    username: str
    first_name: str
    last_name: str
    role: Role | None = None

    @property
    def email(self) -> str:
        """What tells a demo account from anyone else's."""
        return f"{self.username}@{DOMAIN}"

    @property
    def display_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


ACCOUNTS = (
    DemoAccount("admin", "Astrid", "Holm"),
    DemoAccount("manager", "Marcus", "Okonjo", Role.MANAGER),
    DemoAccount("recruiter", "Rita", "Calloway", Role.RECRUITER),
    DemoAccount("recruiter2", "Rafael", "Lindner", Role.RECRUITER),
    DemoAccount("interviewer", "Ines", "Sorensen", Role.INTERVIEWER),
    DemoAccount("interviewer2", "Idris", "Farouk", Role.INTERVIEWER),
    DemoAccount("candidate", "Clara", "Whitfield", Role.CANDIDATE),
    DemoAccount("candidate2", "Cyrus", "Mehta", Role.CANDIDATE),
)
BY_USERNAME = {account.username: account for account in ACCOUNTS}


def ensure_accounts(password: str) -> tuple[dict[str, User], list[str]]:
    """Every demo account with this password, and the usernames that belong to somebody else already."""
    users: dict[str, User] = {}
    foreign: list[str] = []
    for account in ACCOUNTS:
        user = User.objects.filter(username=account.username).first()
        if user is None:
            user = make(account, password)
        elif user.email != account.email:
            foreign.append(account.username)
            continue
        elif not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
        users[account.username] = user
    return users, foreign


def make(account: DemoAccount, password: str) -> User:
    is_admin = account.role is None
    user = User.objects.create_user(
        account.username,
        account.email,
        password,
        first_name=account.first_name,
        last_name=account.last_name,
        is_superuser=is_admin,
        is_staff=is_admin or account.role in STAFF_ROLES,
    )
    if account.role is not None:
        user.groups.add(Group.objects.get_or_create(name=account.role)[0])
    return user
