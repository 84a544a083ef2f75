"""The sealed envelope: which generation run an arm stands for."""

from django.db import models

from modelhub.models.run import GenerationRun


class ArmKey(models.Model):
    """One arm's secret."""

    # related_name="+": an Arm must offer no way, not even in a query, to reach its key.
    arm = models.OneToOneField("evaluator.Arm", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(GenerationRun, on_delete=models.PROTECT, related_name="+")


class StudyKey(models.Model):
    """The envelope's seal: nonce, bytes and digest of the mapping, with the directed claims that would give it away."""

    study = models.OneToOneField("evaluator.Study", on_delete=models.PROTECT, related_name="+")
    # [{"kind": "not_worse" | "better" | "equivalent", "run": uuid, "than": uuid}]
    claims = models.JSONField(default=list)
    nonce = models.CharField(max_length=64, blank=True)
    payload = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
