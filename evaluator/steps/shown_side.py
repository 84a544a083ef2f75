"""Proof of the shown side: an HMAC per assignment over the two texts in the order in which they stand on the page."""

import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare

from evaluator.models import Assignment


def side_token(assignment: Assignment, *, swapped: bool) -> str:
    """Return what the page carries; it differs for every assignment, so it can't link texts of one arm."""
    first, second = assignment.pair.first.content_digest, assignment.pair.second.content_digest
    left, right = (second, first) if swapped else (first, second)
    message = f"{assignment.uuid}|{left}|{right}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:32]


def shown_as_scheduled(assignment: Assignment, token: str) -> bool:
    """Tell whether the page that sent the token showed the sides as they were drawn."""
    return constant_time_compare(token, side_token(assignment, swapped=assignment.swapped))
