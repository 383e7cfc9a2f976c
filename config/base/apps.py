from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "config.base"
    label = "base"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from config.base import checks, schema_extensions  # noqa: F401  registers system checks, names the API's login
