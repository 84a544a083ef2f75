"""An opening: a lead's wish that a worker open a draft, and how far it is."""

from django.db import models

from evaluator.models.study import Study


class Opening(models.Model):
    """What a worker is to do; the row goes when the study is open, or a condition of opening turns out not to hold."""

    class Stage(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        SEARCHING = "searching", "Searching the texts for names"
        WRITING = "writing", "Writing the schedule"
        SEALING = "sealing", "Sealing plan, schedule and texts"

    study = models.OneToOneField(Study, on_delete=models.PROTECT, related_name="opening")
    asked_by = models.CharField(max_length=254)
    asked_at = models.DateTimeField()
    # The log's entry about it: what the draft was then is what the lead wants to open.
    asked_seq = models.PositiveIntegerField()
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.WAITING)
    n_written = models.PositiveIntegerField(default=0)
    n_to_write = models.PositiveIntegerField(default=0)
    # How often a worker began; one that always dies in it is not asked for ever.
    n_tries = models.PositiveSmallIntegerField(default=0)
    # The last sign of life of the worker at it, and when a worker was last woken for it.
    alive_at = models.DateTimeField()
    woken_at = models.DateTimeField()
    # Why it did not open, in words for the lead; blank as long as it may.
    stopped = models.TextField(blank=True)
