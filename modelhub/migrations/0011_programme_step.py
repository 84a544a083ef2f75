import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("modelhub", "0010_latencies")]

    operations = [
        migrations.CreateModel(
            name="ProgrammeStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("programme", models.CharField(max_length=80)),
                ("step", models.CharField(max_length=140)),
                ("asked", models.JSONField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("seconds", models.FloatField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "step"), name="one_row_per_programme_and_step")
                ],
            },
        ),
    ]
