"""The programme's ledger: what every piece of work cost, in device hours and dollars."""

from django.db import models

from modelhub.models.dataset import Dataset
from modelhub.models.run import GenerationRun
from modelhub.models.training_run import TrainingRun


class LedgerEntry(models.Model):
    """One booking: amount × price, with the price's own date and source beside it. Never changed afterwards."""

    run = models.ForeignKey(GenerationRun, on_delete=models.PROTECT, null=True, related_name="bookings")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, null=True, related_name="bookings")
    training = models.ForeignKey(TrainingRun, on_delete=models.PROTECT, null=True, related_name="bookings")
    what = models.CharField(max_length=200)
    # Device seconds or tokens, as `unit` says.
    amount = models.DecimalField(max_digits=18, decimal_places=3)
    unit = models.CharField(max_length=20)
    cost_usd = models.DecimalField(max_digits=14, decimal_places=6)
    price = models.JSONField(default=dict)
    booked_at = models.DateTimeField(auto_now_add=True)
