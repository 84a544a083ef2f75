"""Pages for raters."""

from django.urls import URLPattern

app_name = "rater"
urlpatterns: list[URLPattern] = []
