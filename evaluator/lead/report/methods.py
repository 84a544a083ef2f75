"""How the numbers came to be: the plan as sealed, what left it, the hashes, and what raters guessed."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluator.lead.log_lines import LogLine, log_lines
from evaluator.lead.report.figures_as_text import interval, listed, two
from evaluator.lead.report.naming import Naming
from evaluator.models import Analysis, Study, WriterGuess

# Events that a reader of the cover must know of: anything not as it was planned.
UNPLANNED = ("deviation", "early_look", "exclusion", "tables_dropped", "rater_replaced", "rater_exposed")


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; hashes are set in the type for code."""

    label: str
    value: str
    is_hash: bool = False


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One box of the flow."""

    n: int
    words: str


@dataclass(frozen=True, slots=True)
class GuessRow:
    """What raters took a writer for: counts in the order of the kinds; the rest is known after the reveal."""

    writer: str
    counts: tuple[int, ...]
    truth: str
    index: str = ""
    index_interval: str = ""


@dataclass(frozen=True, slots=True)
class Guesses:
    """The blinding question; before the reveal one row over all arms, so that nobody learns of one.

    `james` is the index over all arms, blank until it is measured; so are the rows' indices.
    """

    kinds: tuple[str, ...]
    rows: tuple[GuessRow, ...]
    n: int
    n_possible: int
    james: str = ""
    james_interval: str = ""


@dataclass(frozen=True, slots=True)
class Methods:
    """The last section of the report."""

    text: str
    flow: tuple[FlowStep, ...]
    missing: str
    plan: tuple[Fact, ...]
    hashes: tuple[Fact, ...]
    unplanned: tuple[LogLine, ...]
    warnings: tuple[str, ...]
    key: tuple[tuple[str, str], ...]
    analysed_at: datetime


def methods(study: Study, analysis: Analysis, naming: Naming) -> Methods:
    """Return the plan, the flow and the hashes of an analysed study."""
    flow = analysis.result["flow"]
    return Methods(
        text=analysis.result["report"]["methods"],
        flow=_flow(flow),
        missing=_missing(flow),
        plan=_plan(json.loads(study.commitment.plan)),
        hashes=_hashes(study, analysis),
        unplanned=tuple(log_lines(study.log.filter(event__in=UNPLANNED))),
        warnings=tuple(analysis.result["report"]["warnings"]),
        key=tuple(sorted(naming.names.items())),
        analysed_at=analysis.created_at,
    )


def guesses(
    study: Study, naming: Naming, truths: Mapping[str, str], measured: Mapping[str, Any] | None = None
) -> Guesses:
    """Return the answers to the blinding question, by writer only when the envelope is open; and what was measured."""
    kinds = tuple(WriterGuess.Kind)
    counts: Counter[tuple[str, str]] = Counter(
        WriterGuess.objects.filter(rater__study=study).values_list("arm__code", "kind")
    )
    codes = sorted(study.arms.values_list("code", flat=True)) if naming.revealed else []
    index = {arm["name"]: arm["index"] for arm in measured["arms"]} if measured else {}
    rows = [
        GuessRow(
            naming.of(code),
            tuple(counts[code, kind.value] for kind in kinds),
            truths.get(code, ""),
            *_index(index.get(code)),
        )
        for code in codes
    ]
    total = tuple(sum(n for (_, kind), n in counts.items() if kind == wanted.value) for wanted in kinds)
    james, james_interval = _index(measured["james"] if measured else None)
    return Guesses(
        kinds=tuple(kind.label for kind in kinds),
        rows=tuple(rows) or (GuessRow("All arms together", total, ""),),
        n=sum(counts.values()),
        n_possible=study.raters.filter(left_at=None).count() * study.arms.count(),
        james=james,
        james_interval=james_interval,
    )


def _index(figure: Mapping[str, Any] | None) -> tuple[str, str]:
    """An index and its interval in words; blank where there is none yet."""
    return ("", "") if figure is None else (two(figure["estimate"]), interval(figure))


def _flow(flow: Mapping[str, Any]) -> tuple[FlowStep, ...]:
    pairs = f" × {flow['n_pairs']} pairs" if flow["n_pairs"] > 1 else ""
    identical = f", less {flow['identical']} of identical texts" if flow["identical"] else ""
    assigned = f"assigned: {flow['n_tables']} tables{pairs} × {flow['n_slots']} raters{identical}"
    unable = f"{flow['cant_judge']} “can’t judge” left out" if flow["cant_judge"] else "none left out"
    n_open = flow["assigned"] - flow["rated"]
    repeats = FlowStep(flow["repeats_rated"], f"hidden repeats of {flow['repeats_assigned']}, kept out of it")
    return (
        FlowStep(flow["assigned"], assigned),
        FlowStep(flow["rated"], f"rated; {n_open} left open" if n_open else "rated, every one"),
        FlowStep(flow["rated"] - flow["cant_judge"], f"in the estimate; {unable}, nobody excluded"),
        *([repeats] if flow["repeats_assigned"] else []),
    )


def _missing(flow: Mapping[str, Any]) -> str:
    parts = [f"{part['n']} by {part['rater'] or _empty_place(part['slot'])}" for part in flow["left_open"]]
    return f"Left open, repeats included: {listed(parts)}." if parts else ""


def _empty_place(slot: int) -> str:
    return f"place {slot} (nobody joined)"


def _plan(plan: Mapping[str, Any]) -> tuple[Fact, ...]:
    margin = (
        f"{two(float(plan['margin']))} on the win rate, two-sided 95 %" if plan["margin"] else "none: superiority only"
    )
    labels = (
        ("Question", plan["question"]),
        ("Estimand", plan["estimand"]),
        ("Margin", margin),
        ("Interval", plan["interval"]),
        ("Test", plan["test"]),
        ("Agreement", plan["agreement"]),
        ("Hidden repeats", plan["repeats"]),
        ("Can’t judge", plan["cannot_judge"]),
        ("Identical texts", plan["identical_texts"]),
        ("Exclusions", plan["exclusions"]),
        ("Stopping", plan["stopping_rule"]),
    )
    return tuple(Fact(label, value) for label, value in labels)


def _hashes(study: Study, analysis: Analysis) -> tuple[Fact, ...]:
    head = study.log.order_by("-seq").values_list("digest", flat=True)[0]
    code = analysis.code_version
    sealed = study.commitment.code_version
    return (
        Fact("Commitment", study.commitment.digest, is_hash=True),
        Fact("Plan", study.commitment.plan_digest, is_hash=True),
        Fact("Ratings", analysis.inputs_digest, is_hash=True),
        Fact("Log, newest entry", head, is_hash=True),
        Fact("Code", code if code == sealed else f"{code}; sealed was {sealed}", is_hash=True),
        Fact("Check it", f"manage.py verify_study {study.uuid}", is_hash=True),
    )
