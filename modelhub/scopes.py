"""What tokens of the API may do, and which roles a person needs for it: then and at every use."""

from enum import StrEnum


class Scope(StrEnum):
    """One thing that a token may do."""

    HUB_READ = "hub:read"
    TABLES_WRITE = "tables:write"
    OUTPUTS_WRITE = "outputs:write"
    MODELS_WRITE = "models:write"
    RUNS_WRITE = "runs:write"
    STUDIES_READ = "studies:read"


# The same roles as those of the pages that do the same.
ROLES = {
    Scope.HUB_READ: frozenset({"lead", "engineer"}),
    Scope.TABLES_WRITE: frozenset({"lead", "engineer"}),
    Scope.OUTPUTS_WRITE: frozenset({"engineer"}),
    Scope.MODELS_WRITE: frozenset({"engineer"}),
    Scope.RUNS_WRITE: frozenset({"engineer"}),
    Scope.STUDIES_READ: frozenset({"lead", "engineer"}),
}
LABELS = {
    Scope.HUB_READ: "See table sets, models, prompts and runs",
    Scope.TABLES_WRITE: "Import tables",
    Scope.OUTPUTS_WRITE: "Import outputs",
    Scope.MODELS_WRITE: "Register models",
    Scope.RUNS_WRITE: "Start, cancel and retry runs",
    Scope.STUDIES_READ: "See the progress of studies and export them",
}


def scopes_for(roles: frozenset[str]) -> list[Scope]:
    """Return what tokens of a person with these roles may do."""
    return [scope for scope in Scope if ROLES[scope] & roles]
