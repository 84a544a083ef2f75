"""Proof of the shown side: an HMAC per assignment over the two texts in the order in which they stand on the page."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

from evaluator.models import Assignment


def side_token(assignment: Assignment, *, swapped: bool) -> str:
    """Return what the page of an assignment carries when it shows the sides in the given order."""
    first, second = assignment.pair.first.content_digest, assignment.pair.second.content_digest
    return token_of_sides(assignment.uuid, *((second, first) if swapped else (first, second)))


def token_of_sides(assignment_id: UUID, left_digest: str, right_digest: str) -> str:
    """Return what the page carries; it differs for every assignment, so it can't link texts of one arm."""
    message = f"{assignment_id}|{left_digest}|{right_digest}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:32]
