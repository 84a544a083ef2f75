"""All that is known of every version, put together: quality, cost, speed, memory, licence, and who dominates whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from evaluator.lead.report.figures_as_text import NONE
from modelhub.licences import USABLE, Permission, permissions_of
from modelhub.models import ModelVersion
from modelhub.queries import models_with_runs
from modelhub.selection.asked import Asked
from modelhub.selection.dominance import dominators
from modelhub.selection.evidence import Comparison
from modelhub.version_figures import BreakEven, Figures, all_figures, break_evens, gpu_for, needed_gb


@dataclass(frozen=True, slots=True)
class Option:
    """One version with all that speaks for and against it; `number` marks it in figure and table."""

    version: ModelVersion
    permission: Permission
    figures: Figures | None
    # At the share of busy time that was asked for.
    usd_per_1000: Decimal | None
    needed_gb: int | None
    gpu: str | None
    break_even: BreakEven | None
    # Against the reference, each study for itself.
    quality: tuple[Comparison, ...]
    is_reference: bool
    # Names of versions that it was judged against, where the reference is not among them.
    judged_against: tuple[str, ...]
    # Names of the versions that dominate it.
    dominated_by: tuple[str, ...] = ()
    # Not a letter: those are the codes of arms.
    number: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether its licence lets it be chosen."""
        return self.permission in USABLE

    @property
    def is_grey(self) -> bool:
        """Whether another one makes it superfluous, or its licence rules it out."""
        return bool(self.dominated_by) or not self.is_usable

    @property
    def cost(self) -> str:
        """Dollars per 1,000 tables with two digits that count, and no fewer than cents."""
        if self.usd_per_1000 is None:
            return NONE
        return f"{self.usd_per_1000:.2f}" if self.usd_per_1000 >= Decimal("0.1") else f"{self.usd_per_1000:.2g}"

    @property
    def estimate(self) -> float | None:
        """Its place among the others: the win rate that rests on most answers; of the reference itself, one half."""
        if self.is_reference:
            return 0.5
        return max(self.quality, key=lambda one: one.n_votes).estimate if self.quality else None


@dataclass(frozen=True, slots=True)
class Choice:
    """A version that quality or cost can be set against."""

    version: ModelVersion
    chosen: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """The page's content: the options in order, the versions of which nothing is known, and what they are set against."""

    asked: Asked
    options: tuple[Option, ...]
    # Never run here nor judged in a study that counts; of these, what may be chosen.
    unknown: tuple[ModelVersion, ...]
    usable_unknown: tuple[ModelVersion, ...]
    references: tuple[Choice, ...]
    priced: tuple[Choice, ...]
    # None while no study counts.
    reference: ModelVersion | None
    against: ModelVersion | None
    rests_on_simulated: bool
    n_simulated: int

    @property
    def has_dominated(self) -> bool:
        """Whether something is greyed."""
        return any(option.dominated_by for option in self.options)


def select(found: Sequence[Comparison], asked: Asked) -> Selection:
    """Put together what is known of all versions; studies with simulated raters count if that is asked for."""
    counted = [one for one in found if asked.simulated or not one.simulated]
    figures = all_figures()
    known = {one.version for one in counted} | set(figures)
    versions = {one.pk: one for one in models_with_runs().filter(pk__in=known)}
    references = _references(versions, figures, counted, asked)
    priced = _priced(versions, figures, references, asked)
    reference, against = _chosen(references), _chosen(priced)
    permissions = permissions_of(list(versions.values()))
    options = [
        _option(version, permissions[pk], figures.get(pk), counted, asked, versions, reference)
        for pk, version in versions.items()
    ]
    beside = figures.get(against.pk) if against else None
    unknown = list(ModelVersion.objects.exclude(pk__in=known).order_by("name"))
    of_unknown = permissions_of(unknown)
    options = [replace(one, break_even=_break_even(one.figures, beside)) for one in options]
    return Selection(
        asked=asked,
        options=_in_order(_with_dominators(options, counted)),
        unknown=tuple(unknown),
        usable_unknown=tuple(one for one in unknown if of_unknown[one.pk] in USABLE),
        references=references,
        priced=priced,
        reference=reference,
        against=against,
        rests_on_simulated=any(one.simulated for one in counted),
        n_simulated=len({one.study for one in found if one.simulated}),
    )


def _references(
    versions: Mapping[int, ModelVersion], figures: Mapping[int, Figures], counted: Sequence[Comparison], asked: Asked
) -> tuple[Choice, ...]:
    """Return the versions that studies judged; the first is chosen unless one is asked for.

    First come those in most studies, and of them those that most versions with a known cost were judged against: there the
    figure has most to show.
    """
    judged = Counter(version for version, _ in {(one.version, one.study) for one in counted})
    priced = {pk for pk, one in figures.items() if one.usd_per_1000 is not None}
    shown = Counter(than for version, than in {(one.version, one.than) for one in counted} if version in priced)
    order = sorted(judged, key=lambda pk: (-judged[pk], -shown[pk], versions[pk].name))
    wanted = next((pk for pk in order if versions[pk].uuid == asked.reference), order[0] if order else None)
    return tuple(Choice(versions[pk], pk == wanted) for pk in order)


def _priced(
    versions: Mapping[int, ModelVersion], figures: Mapping[int, Figures], references: Sequence[Choice], asked: Asked
) -> tuple[Choice, ...]:
    """Return the versions whose cost is known, the dearest first; the reference is chosen if it is one of them."""
    costs = {pk: cost for pk, one in figures.items() if (cost := one.usd_per_1000) is not None}
    order = sorted(costs, key=lambda pk: (-costs[pk], versions[pk].name))
    reference = _chosen(references)
    fallback = reference.pk if reference and reference.pk in costs else order[0] if order else None
    wanted = next((pk for pk in order if versions[pk].uuid == asked.against), fallback)
    return tuple(Choice(versions[pk], pk == wanted) for pk in order)


def _chosen(choices: Sequence[Choice]) -> ModelVersion | None:
    return next((one.version for one in choices if one.chosen), None)


def _option(
    version: ModelVersion,
    permission: Permission,
    figures: Figures | None,
    counted: Sequence[Comparison],
    asked: Asked,
    versions: Mapping[int, ModelVersion],
    reference: ModelVersion | None,
) -> Option:
    own = [one for one in counted if one.version == version.pk]
    return Option(
        version=version,
        permission=permission,
        figures=figures,
        usd_per_1000=_cost(figures, asked.busy),
        needed_gb=needed_gb(version),
        gpu=gpu_for(version),
        break_even=None,
        quality=tuple(one for one in own if reference and one.than == reference.pk),
        is_reference=version == reference,
        judged_against=tuple(sorted({versions[one.than].name for one in own})),
    )


def _cost(figures: Figures | None, busy: int) -> Decimal | None:
    """Return dollars per 1,000 tables: of a device that is busy a share of its time, that much more."""
    if figures is None or figures.usd_per_1000 is None:
        return None
    return figures.usd_per_1000 * 100 / busy if figures.on_device else figures.usd_per_1000


def _break_even(figures: Figures | None, beside: Figures | None) -> BreakEven | None:
    return next(iter(break_evens(figures, [beside])), None) if figures and beside else None


def _with_dominators(options: Sequence[Option], counted: Sequence[Comparison]) -> list[Option]:
    names = {one.version.pk: one.version.name for one in options}
    usable = {one.version.pk for one in options if one.is_usable}
    found = dominators({one.version.pk: one.usd_per_1000 for one in options}, usable, counted)
    by = {pk: tuple(sorted(names[one] for one in stronger)) for pk, stronger in found.items()}
    return [replace(one, dominated_by=by.get(one.version.pk, ())) for one in options]


def _in_order(options: Sequence[Option]) -> tuple[Option, ...]:
    """Sort what can be chosen to the top, the best first, and number all."""
    order = sorted(options, key=_rank)
    return tuple(replace(one, number=str(at)) for at, one in enumerate(order, start=1))


def _rank(one: Option) -> tuple[bool, bool, bool, float, bool, Decimal, str]:
    estimate, cost = one.estimate, one.usd_per_1000
    return (
        not one.is_usable,
        bool(one.dominated_by),
        estimate is None,
        -(estimate or 0.0),
        cost is None,
        cost or Decimal(0),
        one.version.name,
    )
