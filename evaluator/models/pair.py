"""A pair: two candidates for one table; the first is the one whose arm code sorts first."""

from django.db import models
from django.db.models import F, Q

from evaluator.models.candidate import Candidate
from evaluator.models.study import Study, StudyTable


class Pair(models.Model):
    """What is compared, before sides are drawn. Identical candidates are a tie and never shown."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="pairs")
    table = models.ForeignKey(StudyTable, on_delete=models.PROTECT, related_name="pairs")
    first = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    identical = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair_per_two_candidates"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="pair_of_two_candidates"),
        ]
