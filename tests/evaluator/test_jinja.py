"""Addresses in compiled templates are the resolver's."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse

from evaluator.jinja import environment


def test_url_is_the_resolvers_for_every_id() -> None:
    url = environment().globals["url"]
    assert url("rater:home") == reverse("rater:home")
    for assignment in (uuid4(), uuid4()):
        assert url("rater:pair", assignment) == reverse("rater:pair", args=[assignment])
        assert url("rater:pair", str(assignment)) == reverse("rater:pair", args=[assignment])


def test_url_of_an_unknown_page_is_an_error() -> None:
    with pytest.raises(NoReverseMatch):
        environment().globals["url"]("rater:nothing")
