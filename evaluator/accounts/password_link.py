"""One-time links by which a person sets a password; they end when it is set, or after PASSWORD_RESET_TIMEOUT."""

from urllib.parse import quote

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from evaluator.models import User


def password_link(person: User) -> str:
    """Return a link, at the site's public address, that lets whoever has it set this person's password."""
    return link_from_key(f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}")


def link_from_key(key: str) -> str:
    """Return the link for a key of allauth's making, which is "<who>-<token>"."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return f"{settings.SITE_URL}{path.replace('UID-KEY', quote(key))}"
