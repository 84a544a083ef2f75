"""The site's pages, and the least that a page for a signed-in person can do."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path


def floor(request: HttpRequest) -> HttpResponse:
    """Say who asks: all middleware, session and person, and nothing else."""
    return HttpResponse(str(request.user.pk) if request.user.is_authenticated else "nobody")


urlpatterns: list[URLPattern | URLResolver] = [path("floor/", floor), path("", include("config.urls"))]
handler400 = "evaluator.request_limits.bad_request"
