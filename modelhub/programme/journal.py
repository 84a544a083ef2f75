"""Steps of a programme --> ProgrammeStep: begun once with what the file asked for, ended once, refused when the file changes."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from modelhub.models import ProgrammeStep
from modelhub.programme.plan import Programme
from modelhub.programme.yaml_tree import FileRefused

# It may be raised for a run or a dataset that it stopped.
MAY_CHANGE = "budget_usd"


@dataclass(frozen=True, slots=True)
class Asked:
    """One step, and what the file asks of it."""

    step: str
    wish: Mapping[str, Any]


def steps_of(programme: Programme) -> tuple[Asked, ...]:
    """Return all steps in the order in which they are done."""
    training, tables = programme.training, programme.table_set
    cards = {candidate.version: candidate.card for candidate in programme.candidates if candidate.card}
    if training.card:
        cards[training.base] = training.card
    runs = [(training.name, training.prompt)]
    runs += [(candidate.version, candidate.prompt) for candidate in programme.candidates]
    return (
        *(Asked(f"register {name}", dict(card)) for name, card in sorted(cards.items())),
        Asked("dataset", _plain(programme.dataset)),
        Asked("training", _plain(training, without=("card", "prompt")) | {"dataset": programme.dataset.name}),
        Asked("verify", {"version": training.name}),
        *(Asked(f"generate {name}", {"prompt": prompt, "tables": tables}) for name, prompt in runs),
        Asked("study", _plain(programme.study) | {"lead": programme.lead, "versions": [name for name, _ in runs]}),
    )


def refuse_changes(programme: Programme) -> None:
    """Raise FileRefused where the file asks of a step that was begun what it did not ask then."""
    wishes = {asked.step: asked.wish for asked in steps_of(programme)}
    problems = []
    for row in ProgrammeStep.objects.filter(programme=programme.name).order_by("id"):
        if row.step not in wishes:
            problems.append(f"“{row.step}” was begun, and the file does not ask for it any more")
        else:
            problems += [f"“{row.step}” was begun {words}" for words in _differences(row.asked, wishes[row.step])]
    if problems:
        rest = f"Put it back, or give the file another name than {programme.name} behind “programme:” for another one."
        raise FileRefused(*problems, rest)


@contextmanager
def in_step(programme: Programme, step: str) -> Iterator[ProgrammeStep]:
    """Begin a step, or go on with it; it has ended when the block is left without an exception."""
    (wish,) = (asked.wish for asked in steps_of(programme) if asked.step == step)
    row, _ = ProgrammeStep.objects.get_or_create(programme=programme.name, step=step, defaults={"asked": wish})
    rows, begin = ProgrammeStep.objects.filter(pk=row.pk), time.monotonic()
    try:
        yield row
    except Exception as error:
        rows.filter(ended_at=None).update(problem=str(error)[:2000])
        raise
    else:
        rows.filter(ended_at=None).update(ended_at=timezone.now(), problem="")
    finally:
        # What was done before is looked up in no time, which is not worth adding.
        if row.ended_at is None:
            rows.update(seconds=F("seconds") + time.monotonic() - begin)


def _plain(part: Any, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a part of the plan as JSON can keep it: amounts as texts, tuples as lists."""
    kept = {name: value for name, value in asdict(part).items() if name not in without}
    plain: dict[str, Any] = json.loads(json.dumps(kept, default=str))
    return plain


def _differences(then: Mapping[str, Any], now: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name in sorted((then.keys() | now.keys()) - {MAY_CHANGE}):
        old, new = then.get(name), now.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differences(old, new, f"{path}{name}.")
        elif old != new:
            yield f"with {path}{name} {_shown(old)}, and the file says {_shown(new)} now"


def _shown(value: object) -> str:
    return "not given" if value in (None, "", [], {}) else json.dumps(value, ensure_ascii=False)[:200]
