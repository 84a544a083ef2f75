"""How long a worker stays with one run before it looks round: for a more urgent one, a cancellation."""

import time

from modelhub.models import GenerationRun
from modelhub.steps.run_states import WORKED_ON

# Shorter than a broker's visibility timeout. A model that is already loaded is taken up again without delay.
LONGEST_S = 600.0


class Slice:
    """Asked before each chunk is claimed, from the feed's thread."""

    def __init__(self, run: GenerationRun) -> None:
        self._run, self._end = run, time.monotonic() + LONGEST_S

    def is_over(self) -> bool:
        """Say whether no more tables should be claimed for now."""
        if time.monotonic() > self._end:
            return True
        at_work = GenerationRun.objects.filter(queue=self._run.queue, state__in=WORKED_ON)
        return not at_work.filter(pk=self._run.pk).exists() or at_work.filter(priority__gt=self._run.priority).exists()
