"""Runs keep how many tables they document; those that are there are counted once."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def count_outputs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Count every run's outputs."""
    runs = apps.get_model("modelhub", "GenerationRun").objects
    for pk, n_outputs in runs.annotate(n=models.Count("outputs")).values_list("pk", "n"):
        runs.filter(pk=pk).update(n_outputs=n_outputs)


class Migration(migrations.Migration):
    dependencies = [("modelhub", "0005_api_token")]

    operations = [
        migrations.AddField(
            model_name="generationrun",
            name="n_outputs",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(count_outputs, migrations.RunPython.noop),
    ]
