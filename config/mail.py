"""SMTP from one MAIL_URL: smtp://user:password@host:587 (STARTTLS) or smtps://… (TLS from the start)."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend


class Backend(EmailBackend):
    """The SMTP backend, configured from settings.MAIL_URL."""

    def __init__(self, **kwargs: Any) -> None:
        parts = urlsplit(settings.MAIL_URL)
        secure = parts.scheme == "smtps"
        super().__init__(
            host=parts.hostname,
            port=parts.port or (465 if secure else 587),
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            use_ssl=secure,
            use_tls=not secure and bool(parts.username),
            fail_silently=bool(kwargs.get("fail_silently")),
            timeout=20,
        )
