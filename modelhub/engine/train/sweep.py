"""Several configurations on the same base and data, one after the other, and their comparison."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from modelhub.engine.train.kept_result import refuse_another
from modelhub.engine.train.metrics import Listen, read_metrics
from modelhub.engine.train.refusal import TrainingFailed, TrainingRefused
from modelhub.engine.train.training import METRICS, Training, train


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of one configuration; losses are None where nothing was measured, or where it failed."""

    name: str
    n_steps: int = 0
    elapsed_s: float = 0.0
    last_loss: float | None = None
    best_eval_loss: float | None = None
    problem: str = ""


def sweep(trainings: Mapping[str, Training], out: Path, *, listen: Listen | None = None) -> list[Compared]:
    """Train each that has no result yet; the best comes first. Writes sweep.json beside the results.

    One that diverges or is refused is a finding, and the others still count. Raises CheckpointRefused and ModelGone, which
    no settings mend.
    """
    out.mkdir(parents=True, exist_ok=True)
    compared = sorted((_compared(name, one, listen) for name, one in trainings.items()), key=_order)
    lines = [{field: getattr(one, field) for field in Compared.__slots__} for one in compared]
    (out / "sweep.json").write_text(json.dumps(lines, indent=2) + "\n", encoding="utf-8")
    return compared


def table_of(compared: list[Compared]) -> str:
    """Return the comparison as lines of text."""
    head = f"{'name':<24}{'steps':>8}{'seconds':>10}{'loss':>10}{'eval loss':>11}  problem\n"
    return head + "".join(
        f"{one.name:<24}{one.n_steps:>8}{one.elapsed_s:>10.1f}{_number(one.last_loss):>10}"
        f"{_number(one.best_eval_loss):>11}  {one.problem[:80]}\n"
        for one in compared
    )


def _compared(name: str, training: Training, listen: Listen | None) -> Compared:
    try:
        if training.out.exists():
            refuse_another(training)
        else:
            train(training, listen=(lambda line: listen({"run": name, **line})) if listen else None)
    except (TrainingFailed, TrainingRefused) as error:
        return Compared(name, problem=str(error))
    lines = read_metrics(training.out / METRICS)
    losses = [line["loss"] for line in lines if line["kind"] == "step"]
    held_out = [line["eval_loss"] for line in lines if line["kind"] == "eval"]
    end = lines[-1] if lines else {}
    return Compared(
        name,
        n_steps=len(losses),
        elapsed_s=float(end.get("elapsed_s", 0.0)),
        last_loss=losses[-1] if losses else None,
        best_eval_loss=min(held_out, default=None),
    )


def _order(one: Compared) -> tuple[bool, float]:
    loss = one.best_eval_loss if one.best_eval_loss is not None else one.last_loss
    return loss is None, loss if loss is not None else 0.0


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
