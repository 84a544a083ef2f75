"""The sighted half as a Django app."""

from django.apps import AppConfig


class ModelhubConfig(AppConfig):
    name = "modelhub"
