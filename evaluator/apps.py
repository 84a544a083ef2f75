"""The blind half as a Django app."""

from django.apps import AppConfig


class EvaluatorConfig(AppConfig):
    name = "evaluator"
