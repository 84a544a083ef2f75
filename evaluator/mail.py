"""Whether letters reach anybody."""

from django.conf import settings


def letters_are_files() -> bool:
    """Tell whether no mail server is set, so that letters lie under VAR_DIR/mail and reach nobody."""
    return bool(settings.EMAIL_BACKEND == "django.core.mail.backends.filebased.EmailBackend")
