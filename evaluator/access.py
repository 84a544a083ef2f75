"""Who may open which pages: one decorator per role."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from evaluator.models import User
from evaluator.navigation import roles_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def role_required(*roles: str) -> Callable[[View[P]], View[P]]:
    """Let in who has any of the roles; others get 403, and who is not signed in is asked to."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not roles_of(request).intersection(roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in person of a guarded view, typed."""
    person: Any = request.user
    assert isinstance(person, User), "only guarded views ask who is signed in"
    return person
