"""The site's addresses and one more, whose view breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from config.urls import handler400 as handler400
from config.urls import urlpatterns as site


def broken(request: HttpRequest) -> HttpResponse:
    """Break with a text that nobody may see."""
    raise RuntimeError("canary of the traceback")


urlpatterns: list[URLPattern | URLResolver] = [*site, path("broken/", broken)]
