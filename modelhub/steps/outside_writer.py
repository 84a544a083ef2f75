"""A name that comes with texts from outside --> the ModelVersion that they are filed under."""

from evaluator.intake.problem import IntakeError, Problem
from modelhub.models import ModelVersion
from modelhub.steps.register_model import ModelCard, register_model
from modelhub.steps.run_rules import RULES

_REMEDY = "Give them a name of their own."


def outside_writer(card: ModelCard, *, source: str, any_kind: bool = False) -> ModelVersion:
    """Return the writer of that name, registered if it is new.

    Raises IntakeError for the name of the built-in rules, whose texts only the rules write, and for a name that is
    registered for another kind of writer: a study that compares a baseline would show somebody else's texts.
    """
    if card.name == RULES.name:
        what = f"“{card.name}” is the built-in baseline, so no texts from outside can be its outputs"
        raise IntakeError(Problem(source, None, what, _REMEDY))
    model, _ = register_model(card)
    if model.kind != card.kind and not any_kind:
        what = f"“{card.name}” is registered as another kind of writer ({model.get_kind_display()})"
        raise IntakeError(Problem(source, None, what, f"{_REMEDY} Or say that this is who wrote the texts."))
    return model
