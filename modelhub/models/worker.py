"""A worker process as it last said of itself."""

from django.db import models

from modelhub.models.run import GenerationRun


class Worker(models.Model):
    """One process that generates: where it runs, on what, with which model in its memory."""

    name = models.CharField(max_length=120, unique=True)
    queue = models.CharField(max_length=20)
    device = models.CharField(max_length=120, blank=True)
    memory_mb = models.PositiveIntegerField(default=0)
    device_memory_mb = models.PositiveIntegerField(default=0)
    loaded_model = models.CharField(max_length=120, blank=True)
    run = models.ForeignKey(GenerationRun, on_delete=models.SET_NULL, null=True, related_name="+")
    batch_tokens = models.PositiveIntegerField(default=0)
    # Set aside of the run's budget for what this worker has started; void when the worker is gone.
    reserved_usd = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    seen_at = models.DateTimeField()
