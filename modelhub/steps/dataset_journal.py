"""What happens to a dataset while it is written --> its row and its drafts, so often that little is lost to a kill."""

import time
from decimal import Decimal

from django.db.models import F

from evaluator.steps.write_turn import write_turn
from modelhub.engine.synth.example import Example
from modelhub.engine.synth.sift import Reject
from modelhub.engine.synth.teacher import Written
from modelhub.models import Dataset, DatasetDraft
from modelhub.steps.dataset_lease import Interrupted, held
from modelhub.steps.dataset_rows import written_to_json
from modelhub.steps.next_run import next_run
from modelhub.steps.open_teacher import OpenTeacher

STORE_EVERY_S = 0.5
# A teacher whose drafts are kept gives way after so long, as a run does; what it wrote is not written again.
LONGEST_S = 600.0


class Journal:
    """Collects what `synthesise` tells, and stores it twice a second."""

    def __init__(self, dataset: Dataset, teacher: OpenTeacher, *, worker: str, gives_way: bool) -> None:
        self._dataset, self._teacher, self._worker = dataset, teacher, worker
        # What is not kept would be written again and again.
        self._gives_way = gives_way and teacher.keeps_drafts
        self._drafts: list[DatasetDraft] = []
        self._n_examples = self._n_rejects = 0
        self._is_held = True
        self._begun = self._stored = self._looked = time.monotonic()
        if teacher.meter is not None:
            teacher.meter.on_counted = self._keep_now_and_then

    def written(self, number: int, written: Written) -> None:
        """Keep a draft that cost something."""
        if self._teacher.keeps_drafts:
            row = DatasetDraft(dataset=self._dataset, number=number, written=written_to_json(written))
            self._drafts.append(row)
        self._go_on_or_not()

    def sifted(self, outcome: Example | Reject) -> None:
        """Count an example or a reject."""
        if isinstance(outcome, Example):
            self._n_examples += 1
        else:
            self._n_rejects += 1
        self._go_on_or_not()

    def store(self) -> None:
        """Store drafts, counts and cost. Raises Interrupted when the dataset is not this worker's any more."""
        self.keep()
        if not self._is_held:
            raise Interrupted

    def keep(self) -> None:
        """Store drafts, counts and cost, whosever the dataset is by now."""
        with write_turn():
            DatasetDraft.objects.bulk_create(self._drafts, ignore_conflicts=True, batch_size=200)
            is_held = held(self._dataset.pk, self._worker).update(
                n_written=self._n_examples + self._n_rejects,
                n_examples=self._n_examples,
                n_rejects=self._n_rejects,
            )
            self._store_tokens()
        self._drafts, self._stored, self._is_held = [], time.monotonic(), bool(is_held)

    def _store_tokens(self) -> None:
        n_in, n_out = self._teacher.meter.taken() if self._teacher.meter else (0, 0)
        cost = self._teacher.price.cost_usd(n_in, n_out) if self._teacher.price else Decimal(0)
        # What was spent is spent, whoever goes on.
        Dataset.objects.filter(pk=self._dataset.pk).update(
            n_tokens_in=F("n_tokens_in") + n_in,
            n_tokens_out=F("n_tokens_out") + n_out,
            cost_usd=F("cost_usd") + cost,
        )

    def _keep_now_and_then(self) -> None:
        """Never interrupt: in mid-batch that would lose tables without texts, which are paid for. The next draft does."""
        if time.monotonic() - self._stored >= STORE_EVERY_S:
            self.keep()

    def _go_on_or_not(self) -> None:
        self._keep_now_and_then()
        if not self._is_held:
            raise Interrupted
        if self._gives_way and self._is_over():
            self.store()
            raise Interrupted

    def _is_over(self) -> bool:
        if time.monotonic() - self._looked < STORE_EVERY_S:
            return False
        self._looked = time.monotonic()
        return time.monotonic() - self._begun > LONGEST_S or next_run(self._dataset.queue) is not None
