from django.apps import AppConfig


class PostgresConfig(AppConfig):
    """Brings the commands and checks; stands before the other apps, so that its `migrate` is the one that
    runs.
    """

    name = "config.postgres"
    label = "config_postgres"
    verbose_name = "PostgreSQL"

    def ready(self) -> None:
        from config.postgres import checks  # noqa: F401  (registers them)
