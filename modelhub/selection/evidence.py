"""What revealed studies say of versions by name: every pair of arms, in both directions, each study for itself."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from evaluator.lead.report.directions import SHOWN, finding
from evaluator.lead.report.figures_as_text import interval, two
from evaluator.models import Analysis, Study, User
from modelhub.models import ArmKey

# From here on the exact test, which is primary, does not bear what an interval claims.
LEVEL = 0.05
# Where an analysis holds them: the rest of it, such as every single table, is not read.
PAIRS = "result__report__pairs"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Win rate of one arm over another in one revealed study; `version` and `than` are the keys of their versions."""

    study: UUID
    study_name: str
    simulated: bool
    version: int
    than: int
    # By code, where one of the two has several arms in the study, such as two prompts: "C over K".
    arms: str
    estimate: float
    low: float | None
    high: float | None
    n_tables: int
    n_votes: int
    n_raters: int
    # Shown by the whole interval, at the margin that was fixed before the study.
    better: bool
    not_worse: bool
    # The interval leaves out one half and the exact test does not reject it: too few tables.
    doubtful: bool

    @property
    def value(self) -> str:
        """The win rate as reports write it."""
        return two(self.estimate)

    @property
    def interval(self) -> str:
        """Its interval as reports write it."""
        return interval({"estimate": self.estimate, "low": self.low, "high": self.high})


def readable_studies(user: User, roles: frozenset[str]) -> QuerySet[Study]:
    """Return the revealed studies whose reports a person may read: engineers all, leads those that they lead."""
    revealed = Study.objects.filter(state=Study.State.REVEALED)
    return revealed if "engineer" in roles else revealed.filter(leads=user)


def comparisons(studies: QuerySet[Study]) -> Sequence[Comparison]:
    """Return the comparisons of those studies that are revealed, the first revealed first; of others nothing is read."""
    revealed = studies.filter(state=Study.State.REVEALED)
    keys = ArmKey.objects.filter(arm__study__in=revealed).values_list(
        "arm__study_id", "arm__code", "run__model_version_id"
    )
    versions = {(study, code): version for study, code, version in keys}
    found = Analysis.objects.filter(study__in=revealed).order_by("study__revealed_at", "study_id")
    rows = found.values_list(
        "study_id", "study__uuid", "study__name", "study__simulated", "result__report__n__raters", PAIRS
    )
    each = ((_Judged(*study), pair) for *study, pairs in rows for pair in pairs)
    several = {arm for arm, n in Counter((study, one) for (study, _), one in versions.items()).items() if n > 1}
    return [one for study, pair in each if (one := _comparison(study, pair, versions, several))]


@dataclass(frozen=True, slots=True)
class _Judged:
    pk: int
    uuid: UUID
    name: str
    simulated: bool
    n_raters: int


def _comparison(
    study: _Judged, pair: Mapping[str, Any], versions: Mapping[tuple[int, str], int], several: Set[tuple[int, int]]
) -> Comparison | None:
    """Return one direction of a pair; None where nobody judged it, or both arms are of one version."""
    version, than = (versions[study.pk, pair[side]] for side in ("system", "opponent"))
    psi = pair["psi"]
    if psi["estimate"] is None or version == than:
        return None
    doubtful = _is_doubtful(pair)
    return Comparison(
        study=study.uuid,
        study_name=study.name,
        simulated=study.simulated,
        version=version,
        than=than,
        arms=f"{pair['system']} over {pair['opponent']}" if several & {(study.pk, version), (study.pk, than)} else "",
        estimate=psi["estimate"],
        low=psi["low"],
        high=psi["high"],
        n_tables=pair["n_tables"],
        n_votes=sum(pair[name] for name in ("wins", "ties", "losses", "both_bad")),
        n_raters=study.n_raters,
        better=not doubtful and finding(pair, "better") == SHOWN,
        not_worse=not doubtful and SHOWN in (finding(pair, "better"), finding(pair, "not_worse")),
        doubtful=doubtful,
    )


def _is_doubtful(pair: Mapping[str, Any]) -> bool:
    low, high, p = pair["psi"]["low"], pair["psi"]["high"], pair["p"]
    return None not in (low, high, p) and not low <= 0.5 <= high and bool(p > LEVEL)
