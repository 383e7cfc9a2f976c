from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self) -> None:
        from config.base.jobs import beside
        from feedback import receivers  # noqa: F401  hears what tracking and interviews say
        from feedback.consumers.running import command_beside

        beside.append(command_beside)
