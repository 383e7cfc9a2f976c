"""The back-office: Django's admin, where roles decide what is shown and services do the writing.

Apps take from here what their own admin modules need; `admin.site` is the BackOfficeSite, so an app adds a page of
its own by `back_office().register_view(path, view, name, title)`.
"""

from __future__ import annotations

from typing import cast

from django.contrib import admin

from config.base.back_office.site import BackOfficeSite
from config.base.back_office.users import UserAdmin
from config.base.models import User

__all__ = ["BackOfficeSite", "back_office"]


def back_office() -> BackOfficeSite:
    return cast(BackOfficeSite, admin.site)


admin.site.register(User, UserAdmin)
