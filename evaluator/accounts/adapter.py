"""Sign-in policy for allauth: closed sign-up, links to the public address, and letters that may fail to leave."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from evaluator.accounts.lock_out import client_address
from evaluator.accounts.password_link import link_from_key

logger = logging.getLogger(__name__)


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by leads, by invitation and on the command line only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        return link_from_key(key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        # allauth's JSON answers are not ours: every form is a page, with its errors in it.
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # A mail server that is down must neither break the page nor tell which addresses have accounts.
        self.try_to_send(template_prefix, email, context)

    def try_to_send(self, template_prefix: str, email: str, context: dict[str, Any]) -> bool:
        """Send a letter; tell whether it left."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            logger.warning("A letter could not be sent: %s", error)
            return False
        return True
