"""The smallest project on this backend: what the child processes of the tests run."""

from pathlib import Path

import environ

from config.postgres.conf import database_settings

env = environ.Env()

SECRET_KEY = "of no use outside the tests"
DATABASES = {"default": database_settings(env, Path("/nonexistent"))}
INSTALLED_APPS = [
    "config.postgres.apps.PostgresConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "pgtrigger",
    "pghistory",
    "config.postgres.tests.project",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ENVIRONMENT = env.str("ENVIRONMENT", default="local")
USE_TZ = True
