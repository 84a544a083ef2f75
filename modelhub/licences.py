"""Which licences let a model's texts be used: an allow-list for commercial use, and people's recorded word for the rest."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from modelhub.models import LicenceApproval, ModelVersion

# SPDX identifiers of licences that allow commercial use of a model and of what it writes.
ALLOWED = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0"}
    | {"CC-BY-SA-4.0", "CC0-1.0", "GPL-2.0-only", "GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-3.0-only"}
    | {"LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "PDDL-1.0", "PostgreSQL", "Unlicense", "Zlib"}
)
# A licence or terms of use of its maker's own: "LicenseRef-Llama-2", "LicenseRef-OpenAI-terms".
OWN = "LicenseRef-"


class Permission(StrEnum):
    """What the licence policy says of a version."""

    ALLOWED = "allowed"
    # A licence of its own that somebody has approved.
    APPROVED = "approved"
    # A licence of its own that nobody has approved.
    UNAPPROVED = "unapproved"
    # Not stated, or not on the list.
    UNKNOWN = "unknown"
    # Written by people, by the program's own rules, or elsewhere: what was uploaded is for the uploader to answer for.
    NO_MODEL = "no_model"


USABLE = frozenset({Permission.ALLOWED, Permission.APPROVED, Permission.NO_MODEL})
_MODELS = frozenset({ModelVersion.Kind.SMALL_MODEL, ModelVersion.Kind.LARGE_MODEL})


def permission_of(version: ModelVersion) -> Permission:
    """Say whether a version may be used in studies and in production."""
    return permissions_of([version])[version.pk]


def permissions_of(versions: Sequence[ModelVersion]) -> Mapping[int, Permission]:
    """Say it of many at once, by their keys."""
    approved = LicenceApproval.objects.filter(model_version__in=versions).values_list("model_version", "licence")
    pairs = frozenset(approved)
    return {
        version.pk: _permission(version, is_approved=(version.pk, version.licence) in pairs) for version in versions
    }


def _permission(version: ModelVersion, *, is_approved: bool) -> Permission:
    if version.licence in ALLOWED:
        return Permission.ALLOWED
    if version.kind not in _MODELS or version.source == ModelVersion.Source.UPLOADED:
        return Permission.NO_MODEL
    if not version.licence.startswith(OWN):
        return Permission.UNKNOWN
    return Permission.APPROVED if is_approved else Permission.UNAPPROVED
