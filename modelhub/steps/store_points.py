"""Lines of a training's metrics --> points of its curve, several at once: a page shows them while it runs."""

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from evaluator.steps.write_turn import write_turn
from modelhub.models import TrainingPoint, TrainingRun

STORE_EVERY_S = 1.0


class PointStore:
    """Takes lines as they come; what it holds is stored every second and at the end."""

    def __init__(self, training_id: int) -> None:
        self._pk, self._stored_at = training_id, 0.0
        self._points: dict[int, TrainingPoint] = {}
        self._facts: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store()

    def take(self, line: Mapping[str, Any]) -> None:
        """Take one line."""
        kind = line["kind"]
        if kind == "start":
            self._begin(line)
        elif kind == "step":
            self._point(line["step"]).loss = line["loss"]
            self._point(line["step"]).learning_rate = line["learning_rate"]
            self._facts |= {
                "n_steps_done": line["step"],
                "n_tokens": line["n_tokens"],
                "loss": line["loss"],
                "tokens_per_s": line["tokens_per_s"],
            }
        elif kind == "eval":
            self._point(line["step"]).eval_loss = line["eval_loss"]
        elif kind == "end":
            self._facts["best_eval_loss"] = line["best_loss"]
        if time.monotonic() - self._stored_at > STORE_EVERY_S:
            self._store()

    def _begin(self, line: Mapping[str, Any]) -> None:
        # What a killed worker did behind its last checkpoint comes again.
        TrainingPoint.objects.filter(training_id=self._pk, step__gt=line["step"]).delete()
        self._facts |= {
            "n_steps": line["n_steps"],
            "n_steps_done": line["step"],
            "n_too_long": line["n_too_long"],
            "device": f"{line['device']}, {line['compute']}",
        }

    def _point(self, step: int) -> TrainingPoint:
        return self._points.setdefault(step, TrainingPoint(training_id=self._pk, step=step))

    @write_turn()
    def _store(self) -> None:
        held_out = [one.eval_loss for one in self._points.values() if one.eval_loss is not None]
        if held_out and "best_eval_loss" not in self._facts:
            known = TrainingRun.objects.values_list("best_eval_loss", flat=True).get(pk=self._pk)
            self._facts["best_eval_loss"] = min(held_out) if known is None else min(known, *held_out)
        TrainingPoint.objects.bulk_create(
            self._points.values(),
            update_conflicts=True,
            unique_fields=["training", "step"],
            update_fields=["loss", "eval_loss", "learning_rate"],
        )
        if self._facts:
            TrainingRun.objects.filter(pk=self._pk).update(**self._facts)
        self._points, self._facts, self._stored_at = {}, {}, time.monotonic()
