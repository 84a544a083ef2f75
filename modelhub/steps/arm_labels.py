"""Opened envelope --> what each arm is called in reports: the model's name, with its prompt or its code where arms share it."""

from collections import Counter

from evaluator.models import Study
from modelhub.steps.reveal_study import names_of


def arm_labels(study: Study) -> dict[str, str]:
    """Return a distinct label by arm code, of a revealed study. Raises NotNow before the reveal."""
    names = names_of(study)
    times = Counter(names.values())
    return {code: name if times[name] == 1 else f"{name} ({code})" for code, name in names.items()}
