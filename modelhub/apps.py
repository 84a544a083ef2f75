"""The sighted half as a Django app."""

from django.apps import AppConfig


class ModelhubConfig(AppConfig):
    name = "modelhub"

    def ready(self) -> None:
        """Listen to what happens in the blind half."""
        from evaluator.signals import account_closed
        from modelhub.steps.api_tokens import end_tokens

        account_closed.connect(end_tokens, dispatch_uid="end tokens")
