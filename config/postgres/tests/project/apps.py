from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "config.postgres.tests.project"
    label = "project"
