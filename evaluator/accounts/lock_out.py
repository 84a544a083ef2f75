"""Lock-out after repeated failures, by (address signed in with, network address)."""

from datetime import datetime, timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

# What axes' columns hold, on both databases.
LONGEST_NAME = 255


def sign_in_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the address that failures are counted under: one name however it is typed."""
    typed = (credentials or {}).get("email") or request.POST.get("login") or ""
    return str(typed).strip().lower()[:LONGEST_NAME]


def client_address(request: HttpRequest) -> str:
    """Return the client's network address: behind our proxy the last one it added, otherwise the connection's."""
    if settings.SECURE_PROXY_SSL_HEADER:
        # The entries before the last one are whatever the client chose to send.
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer a sign-in while it is locked; the page says from when on it works again."""
    return render(request, "shared/locked_out.html", {"until": _until(request, credentials)}, status=429)


def _until(request: HttpRequest, credentials: dict[str, Any] | None) -> datetime:
    cool_off = get_cool_off(request) or timedelta()
    (attempts,) = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    latest = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    return (latest or timezone.now()) + cool_off
