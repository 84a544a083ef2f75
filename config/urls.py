"""One include per audience."""

from django.urls import URLPattern, URLResolver, include, path

from modelhub.api.urls import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("evaluator.accounts.urls")),
    path("rate/", include("evaluator.rater.urls")),
    path("api/v1/", api.urls),
    path("", include("modelhub.urls")),
    path("", include("evaluator.lead.urls")),
]
handler400 = "evaluator.request_limits.bad_request"
