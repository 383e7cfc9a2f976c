from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from prometheus_client import REGISTRY

        from analytics.selectors.backlog import Backlog
        from config.base.jobs import beside

        REGISTRY.register(Backlog())
        beside.append(lambda: ["fold_rollups"])
