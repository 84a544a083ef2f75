"""One include per audience."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("evaluator.accounts_urls")),
    path("rate/", include("evaluator.rater.urls")),
    path("", include("modelhub.urls")),
    path("", include("evaluator.lead.urls")),
    path("accounts/", include("allauth.account.urls")),
]
