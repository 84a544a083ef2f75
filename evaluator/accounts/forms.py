"""Forms for signing in, asking for a new password, and accepting an invitation."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from axes.helpers import get_cool_off, get_failure_limit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from evaluator.models import User

WRONG = "E-mail or password is wrong."


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """allauth's form, which says how many tries are left; the same for known and unknown addresses."""

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except ValidationError as error:
            raise ValidationError(f"{WRONG} {_tries_left(self.request)}".strip(), code=error.code) from error


class ResetLinkForm(ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """allauth's form; an unknown address gets a letter too, so that page and time tell nothing."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [person for person in self.users if not person.simulated]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if self.users:
            return str(super().save(request, **kwargs))
        email = str(self.cleaned_data["email"])
        get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class NewRaterForm(forms.Form):
    """What an invited person without an account types."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


def _tries_left(request: HttpRequest) -> str:
    failed: int | None = getattr(request, "axes_failures_since_start", None)
    if failed is None:
        return ""
    left = max(0, get_failure_limit(request, None) - failed)
    pause = get_cool_off(request) or timedelta()
    tries = "1 try" if left == 1 else f"{left} tries"
    return f"{tries} left before a pause of {pause.seconds // 60} minutes."
