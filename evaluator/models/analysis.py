"""The analysis of a locked study, by arm code, with its figures: made once, by a worker."""

from django.db import models

from evaluator.models.study import Study


class Analysis(models.Model):
    """All numbers of the report, as JSON by arm code, and the digest of the ratings they come from."""

    study = models.OneToOneField(Study, on_delete=models.PROTECT, related_name="analysis")
    inputs_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=120)
    result = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)


class Figure(models.Model):
    """One SVG of an analysis, labelled by arm code."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=40)
    svg = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analysis", "name"], name="one_figure_per_analysis_and_name")]
