"""Whether the blinding held: measured once, after the reveal, for it takes the true kinds of the writers."""

from django.db import models


class BlindingIndex(models.Model):
    """The blinding indices of a revealed study, as JSON by arm code."""

    study = models.OneToOneField("evaluator.Study", on_delete=models.PROTECT, related_name="+")
    code_version = models.CharField(max_length=120)
    result = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
