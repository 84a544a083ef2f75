"""Home, by role, and joining a study by invitation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
