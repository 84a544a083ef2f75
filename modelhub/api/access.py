"""Who may call an operation: the person of a token that has the scope, as long as they have one of its roles."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from evaluator.access import signed_in
from evaluator.navigation import roles_of
from modelhub.api.failures import count_request, refuse_token
from modelhub.api.refusal import Refused
from modelhub.models import ApiToken
from modelhub.scopes import ROLES, Scope
from modelhub.steps.api_tokens import TokenRefused, take_token


class Token(HttpBearer):
    """The token of the Authorization header; cookies count for nothing here."""

    def __init__(self, scope: Scope | None, roles: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.scope, self._roles = scope, roles

    def __call__(self, request: HttpRequest) -> ApiToken:
        """Let the token's person in. Raises Refused."""
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            # ninja's own would write the header into the log.
            raise refuse_token(request)
        return self.authenticate(request, text.strip())

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Act for the token's person from here on. Raises Refused."""
        try:
            taken = take_token(token)
        except TokenRefused as error:
            raise refuse_token(request) from error
        count_request(taken.pk)
        request.user = taken.user
        _forget_the_session(request)
        self._check(request, taken)
        return taken

    def _check(self, request: HttpRequest, token: ApiToken) -> None:
        if self.scope is None:
            return
        if self.scope not in token.scopes:
            raise Refused(403, f"The token has not the scope {self.scope}: make one that has it.")
        if not roles_of(request) & self._roles:
            raise Refused(403, f"{signed_in(request).email} has no role that may do this.")


def needs(scope: Scope, *roles: str) -> Token:
    """Return what an operation asks for: a scope, and one of its roles or of those that are named."""
    return Token(scope, frozenset(roles) or ROLES[scope])


def _forget_the_session(request: HttpRequest) -> None:
    """Roles may have been looked up for whoever the cookie belongs to."""
    request.__dict__.pop("_roles", None)
