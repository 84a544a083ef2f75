"""Pages of the sighted half, and the study pages that name models."""

from django.urls import URLPattern

app_name = "hub"
urlpatterns: list[URLPattern] = []
