"""How long a worker stays with one run before it looks round: for a more urgent one, a cancellation."""

import time

from modelhub.models import GenerationRun
from modelhub.steps.next_run import more_urgent_waits
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
        is_ended = not GenerationRun.objects.filter(pk=self._run.pk, state__in=WORKED_ON).exists()
        return is_ended or more_urgent_waits(self._run)
