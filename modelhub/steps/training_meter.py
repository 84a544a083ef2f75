"""The device time of a training, booked while it goes on: a worker that is killed loses minutes of it, not hours."""

import time

from modelhub.models import TrainingRun
from modelhub.steps.book_training import book_training

# Entries are never changed, and a training of a day should not fill the ledger.
BOOK_EVERY_S = 300.0


class TrainingMeter:
    """Knows from when on nothing is booked yet; starts where it is made."""

    def __init__(self, training: TrainingRun) -> None:
        self._training, self._since = training, time.monotonic()

    def tick(self) -> None:
        """Book what has run up, once it is worth an entry."""
        if time.monotonic() - self._since >= BOOK_EVERY_S:
            self.book()

    def book(self) -> None:
        """Book what has run up."""
        now = time.monotonic()
        book_training(self._training, now - self._since)
        self._since = now
