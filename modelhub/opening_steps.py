"""How far an opening is, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evaluator.models import Opening

STAGES = Opening.Stage
SENTENCES = {
    STAGES.WAITING: "A worker takes it up",
    STAGES.SEARCHING: "Every text is searched once more for names of writers",
    STAGES.WRITING: "The schedule is written",
    STAGES.SEALING: "Plan, schedule and texts are sealed",
}


@dataclass(frozen=True, slots=True)
class OpeningStep:
    """One thing that a worker does on the way, and whether it has."""

    sentence: str
    state: Literal["done", "now", "later"]
    # Of the schedule while it is written; 0 otherwise.
    n_written: int
    n_to_write: int


def opening_steps(opening: Opening) -> Sequence[OpeningStep]:
    """Return all steps in their order."""
    stages = list(SENTENCES)
    now = stages.index(STAGES(opening.stage))
    return [_step(opening, stage, place - now) for place, stage in enumerate(stages)]


def _step(opening: Opening, stage: Opening.Stage, ahead: int) -> OpeningStep:
    is_written_now = stage == STAGES.WRITING and ahead == 0
    return OpeningStep(
        SENTENCES[stage],
        "done" if ahead < 0 else "later" if ahead else "now",
        n_written=opening.n_written if is_written_now else 0,
        n_to_write=opening.n_to_write if is_written_now else 0,
    )
