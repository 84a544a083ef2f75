"""Runs side by side --> a name for each: its version's, with the prompt where one version was asked in several ways."""

from collections import Counter
from collections.abc import Sequence

from modelhub.models import GenerationRun


def run_names(runs: Sequence[GenerationRun]) -> dict[int, str]:
    """Return a name by each run's key; runs of one version and one prompt still share theirs."""
    versions = Counter(run.model_version_id for run in runs)
    return {
        run.pk: run.model_version.name if versions[run.model_version_id] == 1 else _with_prompt(run, runs)
        for run in runs
    }


def _with_prompt(run: GenerationRun, runs: Sequence[GenerationRun]) -> str:
    if run.prompt is None:
        return run.model_version.name
    # Two versions of one template differ in their number alone.
    versions = {
        other.prompt.version
        for other in runs
        if other.prompt is not None
        and (other.model_version_id, other.prompt.name) == (run.model_version_id, run.prompt.name)
    }
    prompt = run.prompt.name if len(versions) == 1 else str(run.prompt)
    return f"{run.model_version.name} · {prompt} prompt"
