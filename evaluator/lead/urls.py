"""Pages for leads."""

from django.urls import URLPattern

app_name = "lead"
urlpatterns: list[URLPattern] = []
