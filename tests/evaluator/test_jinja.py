"""Addresses in compiled templates are the resolver's."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse

from evaluator.jinja import page_url


def test_url_is_the_resolvers_for_every_id() -> None:
    assert page_url("rater:home") == reverse("rater:home")
    for assignment in (uuid4(), uuid4()):
        assert page_url("rater:pair", assignment) == reverse("rater:pair", args=[assignment])
        assert page_url("rater:pair", str(assignment)) == reverse("rater:pair", args=[assignment])


def test_url_of_an_unknown_page_is_an_error() -> None:
    with pytest.raises(NoReverseMatch):
        page_url("rater:nothing")
