"""What a token says of itself, so that a program can check it before it does anything."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from evaluator.access import signed_in
from evaluator.navigation import roles_of
from modelhub.api.access import Token
from modelhub.api.refusal import REFUSALS, Refusal
from modelhub.models import ApiToken

router = Router(tags=["Token"])


class TokenOut(Schema):
    """The token that was sent, and the person it acts for."""

    person: str
    roles: list[str]
    name: str
    scopes: list[str]
    expires_at: datetime


@router.get("/token", auth=Token(None), response={200: TokenOut, REFUSALS: Refusal})
def get_token(request: HttpRequest) -> dict[str, object]:
    """Say whose token this is, and what it may do."""
    token = request.auth  # type: ignore[attr-defined]
    assert isinstance(token, ApiToken), "only a good token gets here"
    return {
        "person": signed_in(request).email,
        "roles": sorted(roles_of(request)),
        "name": token.name,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
    }
