"""Runs keep how long their newest tables took; those that are there are looked at once."""

from statistics import quantiles

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

N_RECENT = 2_000


def look_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep median and 95th percentile of the seconds of every run's newest tables."""
    runs, items = (apps.get_model("modelhub", name).objects for name in ("GenerationRun", "RunItem"))
    for pk in runs.filter(source="model").values_list("pk", flat=True):
        ended = items.filter(run=pk).exclude(finished_at=None).order_by("-finished_at")
        seconds = list(ended.values_list("seconds", flat=True)[:N_RECENT])
        if len(seconds) > 1:
            cuts = quantiles(seconds, n=20, method="inclusive")
            runs.filter(pk=pk).update(p50_s=cuts[9], p95_s=cuts[18])


class Migration(migrations.Migration):
    dependencies = [("modelhub", "0009_training")]

    operations = [
        migrations.AddField(model_name="generationrun", name="p50_s", field=models.FloatField(null=True)),
        migrations.AddField(model_name="generationrun", name="p95_s", field=models.FloatField(null=True)),
        migrations.RunPython(look_back, migrations.RunPython.noop),
    ]
