"""Whose texts may be used: by SPDX id, by somebody's recorded word, or not at all."""

import pytest

from modelhub.licences import USABLE, Permission, permission_of
from modelhub.models import ModelVersion
from modelhub.steps.approve_licence import CannotApprove, approve_licence
from tests.makers import make_person

pytestmark = pytest.mark.django_db


def version(licence: str, *, source: str = "local") -> ModelVersion:
    return ModelVersion.objects.create(name=f"model {licence}", licence=licence, source=source)


def test_a_licence_of_the_list_is_usable_and_an_unknown_one_is_not() -> None:
    assert permission_of(version("Apache-2.0")) in USABLE
    for licence in ("", "CC-BY-NC-4.0", "apache 2"):
        assert permission_of(version(licence)) is Permission.UNKNOWN
    assert Permission.UNKNOWN not in USABLE


def test_a_licence_of_the_makers_own_needs_an_approval_that_goes_with_it() -> None:
    own, engineer = version("LicenseRef-Llama-2"), make_person("engineer@example.org", "engineer")
    assert permission_of(own) is Permission.UNAPPROVED

    approve_licence(own, approved_by=engineer, why="Fewer than 700 million users.")
    assert permission_of(own) is Permission.APPROVED

    own.licence = "LicenseRef-Llama-3"
    own.save()
    assert permission_of(own) is Permission.UNAPPROVED


def test_only_a_licence_of_the_makers_own_can_be_approved() -> None:
    with pytest.raises(CannotApprove, match="LicenseRef-"):
        approve_licence(version("CC-BY-NC-4.0"), approved_by=make_person("engineer@example.org"), why="Please.")


def test_uploads_are_for_the_uploader_to_answer_for() -> None:
    assert permission_of(version("", source="uploaded")) is Permission.NO_MODEL
