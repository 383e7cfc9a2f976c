"""The back-office: Django's admin, where roles decide what is shown and services do the writing."""

from __future__ import annotations

from django.contrib.admin import AdminSite


class BackOfficeSite(AdminSite):
    site_header = site_title = "Hireloop"
