"""Tables to be documented, as they were imported, without their comments."""

import uuid

from django.db import models


class TableSet(models.Model):
    """A named collection of tables; names of tables are looked up within one set."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class SourceTable(models.Model):
    """One table: original text, ordered columns, keys; its digest leaves comments out."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    table_set = models.ForeignKey(TableSet, on_delete=models.PROTECT, related_name="tables")
    name = models.TextField()
    dialect = models.CharField(max_length=40)
    domain = models.CharField(max_length=120, blank=True)
    # What raters and models may see: the author's text with every comment taken out.
    ddl = models.TextField()
    # What was imported, comments and all; shown to nobody before the reveal, kept as evidence.
    original = models.TextField()
    # [{"name", "type", "nullable", "key", "references"}], in the table's own order.
    columns = models.JSONField()
    n_columns = models.PositiveIntegerField()
    # {"columns": [...], "rows": [[...], ...]} or null.
    sample_rows = models.JSONField(null=True)
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=255)
    line = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table_set", "digest"], name="one_table_per_set_and_digest")]
        indexes = [models.Index(fields=["table_set", "name"])]

    def __str__(self) -> str:
        return self.name
