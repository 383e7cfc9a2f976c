"""The back-office takes the place of Django's own admin site."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeAdminConfig(AdminConfig):
    default_site = "config.base.back_office.site.BackOfficeSite"
