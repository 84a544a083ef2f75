"""One version asked in two ways about the same tables: what the short prompt saves, and what it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from modelhub.engine.text_overlap import Difference, difference
from modelhub.models import GenerationRun, ModelVersion, RunOutput
from modelhub.steps.run_states import State

# Share of input tokens that the short prompt is to save.
AIM_PERCENT = 50
# Tables whose texts are compared: a page must not read a million.
N_COMPARED = 500
# Newest runs of a version among which its page looks for pairs.
N_RUNS = 200
PER_MILLION_PRICE = ("usd_per_million_in", "usd_per_million_out")


@dataclass(frozen=True)
class Side:
    """What one of the two runs took and gave, over all its tables, failed ones and retries included."""

    run: GenerationRun

    @property
    def prompt(self) -> str:
        """Name and version of the template."""
        return self.run.origin

    @property
    def n_ended(self) -> int:
        """Tables with a result."""
        return self.run.n_done + self.run.n_failed

    @cached_property
    def n_repaired(self) -> int:
        """Tables whose texts are there only after mending or asking again."""
        return self.run.tallies.filter(status="repaired").values_list("n_tables", flat=True).first() or 0

    @property
    def n_as_it_came(self) -> int:
        """Tables whose first answer was valid."""
        return self.run.n_done - self.n_repaired

    @property
    def valid_percent(self) -> float:
        """Tables with valid documentation, repaired ones included, among those with a result."""
        return 100 * self.run.n_done / self.n_ended if self.n_ended else 0.0

    @property
    def tokens_in_per_table(self) -> float:
        """Tokens of prompts for one table, retries included."""
        return self.run.n_tokens_in / self.n_ended if self.n_ended else 0.0

    @property
    def tokens_out_per_table(self) -> float:
        """Tokens written about one table, retries included."""
        return self.run.n_tokens_out / self.n_ended if self.n_ended else 0.0

    @property
    def tokens_per_s(self) -> float | None:
        """Tokens written in a second of the workers' time."""
        return self.run.n_tokens_out / self.run.worker_seconds if self.run.worker_seconds else None

    @cached_property
    def prices(self) -> Sequence[str]:
        """The dated prices by which its work was booked, in words; empty where some of it has none."""
        booked = [entry.price for entry in self.run.bookings.order_by("id")]
        if not all(booked):
            return ()
        return sorted({_in_words(price) for price in booked})

    @property
    def usd_per_1000(self) -> Decimal | None:
        """Dollars per 1,000 tables as they were booked; None where some of the work had no price."""
        return self.run.cost_usd / self.n_ended * 1000 if self.prices and self.n_ended else None


@dataclass(frozen=True)
class Ablation:
    """Both runs side by side; nothing but the states is told before both are finished."""

    long: Side
    short: Side

    @property
    def is_finished(self) -> bool:
        """Whether both runs have a result for every table."""
        return all(side.run.state == State.FINISHED and side.n_ended for side in self.sides)

    @property
    def sides(self) -> tuple[Side, Side]:
        """The long prompt's run first."""
        return self.long, self.short

    @property
    def saved_percent(self) -> float | None:
        """Share of the long prompt's input tokens per table that the short one does without; None where none is known."""
        if not (self.long.tokens_in_per_table and self.short.tokens_in_per_table):
            return None
        return 100 * (1 - self.short.tokens_in_per_table / self.long.tokens_in_per_table)

    @property
    def saves_enough(self) -> bool:
        """Whether the aim for input tokens is met."""
        return self.saved_percent is not None and self.saved_percent >= AIM_PERCENT

    @property
    def is_as_valid(self) -> bool:
        """Whether the short prompt's share of valid output is not lower, counted and not tested."""
        one, other = self.short.run, self.long.run
        # Exact: fractions of counts.
        return one.n_done * self.long.n_ended >= other.n_done * self.short.n_ended

    @property
    def prices(self) -> Sequence[str]:
        """The dated prices behind both costs; empty where some of the work has none."""
        return sorted({*self.long.prices, *self.short.prices}) if self.long.prices and self.short.prices else ()

    @property
    def cost_percent(self) -> Decimal | None:
        """What the short prompt costs less per table, in per cent; None where a price is missing or has changed."""
        one, other = self.short.usd_per_1000, self.long.usd_per_1000
        if one is None or not other or self.long.prices != self.short.prices:
            return None
        return 100 * (1 - one / other)

    @property
    def headline(self) -> str:
        """Say in a sentence whether the aim is met."""
        if self.saved_percent is None:
            return "Whether the aim is met is not known: no input tokens were counted for one of the runs."
        head = "The aim is met" if self.saves_enough and self.is_as_valid else "The aim is not met"
        return f"{head}: {abs(self.saved_percent):.1f} % {'more' if self.saved_percent < 0 else 'fewer'} input tokens."

    @property
    def reasons(self) -> str:
        """Say what the aim is, and whether valid output suffered."""
        return (
            f"The aim is at least {AIM_PERCENT} % fewer, with no less valid output. The short prompt's share of valid "
            f"output is {'not lower' if self.is_as_valid else 'lower'}: {_of(self.short)} tables, {_of(self.long)} by the "
            "long one."
        )

    @property
    def caveats(self) -> Sequence[str]:
        """What to know before the figures are believed."""
        said = []
        if _settings(self.long.run) != _settings(self.short.run):
            said.append(
                "The runs differ in more than the prompt: their settings or numbers of tables are not the same."
            )
        if (
            self.long.run.parameters.get("forced")
            and self.long.run.model_version.source != ModelVersion.Source.ENDPOINT
        ):
            said.append(
                "The form of the answer was forced: the model wrote only the texts, so that valid output says little "
                "about the prompts."
            )
        if self.long.prices and self.short.prices and self.long.prices != self.short.prices:
            said.append("The price changed between the runs, so their costs do not compare.")
        return said


def ablation_of(one: GenerationRun, other: GenerationRun) -> Ablation | None:
    """Return two runs as an ablation, the longer template first; None where they are none."""
    if one.prompt is None or other.prompt is None or _pair_key(one) != _pair_key(other) or one.prompt == other.prompt:
        return None
    long, short = sorted((one, other), key=lambda run: (-_length(run), run.prompt_digest))
    return Ablation(Side(long), Side(short))


def ablations_of(version: ModelVersion) -> Sequence[Ablation]:
    """Return a version's pairs of runs that differ in the prompt alone: by each prompt's newest run, the longest first."""
    newest: dict[tuple[object, ...], dict[str, GenerationRun]] = {}
    runs = version.runs.filter(source=GenerationRun.Source.MODEL).select_related("prompt", "table_set")
    for run in runs.order_by("-id")[:N_RUNS]:
        newest.setdefault(_group(run), {}).setdefault(run.prompt_digest, run)
    return [pair for group in newest.values() for pair in _pairs(list(group.values()))]


def descriptions_and_comments(ablation: Ablation) -> tuple[Difference, Difference]:
    """Compare both runs' descriptions, and their comments, on at most N_COMPARED tables that both document."""
    texts = [_texts(side.run) for side in ablation.sides]
    tables = [table for table in texts[0] if table in texts[1]][:N_COMPARED]
    one, other = ([texts_of[table] for table in tables] for texts_of in texts)
    return (
        difference([text for text, _ in one], [text for text, _ in other]),
        difference(*([comment for _, comments in side for comment in comments] for side in (one, other))),
    )


def _texts(run: GenerationRun) -> dict[str, tuple[str, list[str | None]]]:
    """Return description and comments by table digest, which is as good as an order at random."""
    rows = RunOutput.objects.filter(run=run).order_by("table__digest")[: 2 * N_COMPARED]
    return {
        digest: (text, comments)
        for digest, text, comments in rows.values_list("table__digest", "description", "comments")
    }


def _pairs(runs: Sequence[GenerationRun]) -> list[Ablation]:
    longest = max(runs, key=_length)
    return [pair for run in runs if (pair := ablation_of(longest, run))]


def _pair_key(run: GenerationRun) -> tuple[object, ...]:
    return run.model_version_id, run.table_set_id, run.source


def _group(run: GenerationRun) -> tuple[object, ...]:
    return run.table_set_id, _settings(run)


def _settings(run: GenerationRun) -> str:
    return repr((sorted(run.parameters.items(), key=repr), run.seed, run.n_items))


def _length(run: GenerationRun) -> int:
    return run.prompt.n_characters if run.prompt else 0


def _of(side: Side) -> str:
    return f"{side.run.n_done:,} of {side.n_ended:,}"


def _in_words(price: dict[str, str]) -> str:
    """Say a price row: what costs how much, from when on, and who says so."""
    since = f"since {price['valid_from']}; {price['source']}"
    if "device" in price:
        return f"{price['device']}: ${price['usd_per_hour']} an hour {since}"
    tokens_in, tokens_out = (price[name] for name in PER_MILLION_PRICE)
    return f"{price['model']}: ${tokens_in} / ${tokens_out} per million tokens in / out {since}"
