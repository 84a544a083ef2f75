"""What the top bar offers to a signed-in person, by role."""

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the top bar."""

    label: str
    url_name: str
    section: str
    roles: frozenset[str]


ENTRIES = (
    Entry("My ratings", "rater:home", "rater", frozenset({"rater"})),
    Entry("Studies", "lead:studies", "studies", frozenset({"lead"})),
    Entry("Tables", "lead:tables", "tables", frozenset({"lead", "engineer"})),
    Entry("Models", "hub:models", "hub", frozenset({"engineer"})),
    Entry("Runs", "hub:runs", "runs", frozenset({"lead", "engineer"})),
    Entry("Prompts", "hub:prompts", "prompts", frozenset({"engineer"})),
    Entry("Datasets", "hub:datasets", "datasets", frozenset({"engineer"})),
    Entry("Training", "hub:trainings", "trainings", frozenset({"engineer"})),
    Entry("Workers", "hub:workers", "workers", frozenset({"engineer"})),
    Entry("API", "hub:tokens", "api", frozenset({"lead", "engineer"})),
    Entry("Team", "lead:team", "team", frozenset({"lead"})),
)


def roles_of(request: HttpRequest) -> frozenset[str]:
    """The groups of the signed-in person, asked for once per request."""
    if not request.user.is_authenticated:
        return frozenset()
    if not hasattr(request, "_roles"):
        request._roles = frozenset(request.user.groups.values_list("name", flat=True))  # type: ignore[attr-defined]
    return request._roles  # type: ignore[attr-defined,no-any-return]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context of every page; lazy, so that fragments without a top bar cost no query."""
    return {
        "navigation": lambda: [entry for entry in ENTRIES if entry.roles & roles_of(request)],
    }
