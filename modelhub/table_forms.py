"""What people give with a file of schemas, checked."""

from django import forms

from evaluator.steps.import_tables import TableFile
from modelhub.forms import INPUT
from modelhub.models import ModelVersion
from modelhub.steps.register_model import ModelCard

# The ones people ask for; the command takes every dialect that the parser knows.
DIALECTS = (
    ("", "As the file's name says, else PostgreSQL"),
    ("postgres", "PostgreSQL"),
    ("mysql", "MySQL"),
    ("sqlite", "SQLite"),
    ("databricks", "Databricks"),
    ("spark", "Spark"),
    ("snowflake", "Snowflake"),
    ("bigquery", "BigQuery"),
    ("tsql", "SQL Server (T-SQL)"),
    ("oracle", "Oracle"),
    ("redshift", "Redshift"),
    ("duckdb", "DuckDB"),
    ("trino", "Trino"),
    ("hive", "Hive"),
)
PASTED = "pasted.sql"


class TableFileForm(forms.Form):
    """A file, or pasted SQL, and what is known about it."""

    set_name = forms.CharField(
        label="Table set",
        max_length=120,
        widget=forms.TextInput(attrs={**INPUT, "list": "set-names"}),
        help_text="A new name makes a new set. Studies draw their tables from one set.",
    )
    file = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={**INPUT, "accept": ".sql,.ddl,.txt,.jsonl,.json"}),
        help_text="SQL with CREATE TABLE statements, or JSON lines. At most 5 MB.",
    )
    text = forms.CharField(
        required=False,
        label="Or paste SQL",
        strip=False,
        widget=forms.Textarea(attrs={**INPUT, "rows": 8, "spellcheck": "false"}),
    )
    dialect = forms.ChoiceField(choices=DIALECTS, required=False, widget=forms.Select(attrs=INPUT))
    domain = forms.CharField(
        required=False,
        max_length=120,
        label="Subject area",
        widget=forms.TextInput(attrs=INPUT),
        help_text="Such as an industry. Samples are drawn evenly over subject areas and sizes.",
    )
    sample_rows = forms.BooleanField(
        required=False,
        label="Keep the first rows of INSERT … VALUES as sample rows",
        help_text="Raters can open them. Leave it off when rows may hold personal data.",
    )
    comments_as = forms.CharField(
        required=False,
        max_length=120,
        label="Keep the tables' own comments as outputs of",
        widget=forms.TextInput(attrs=INPUT),
        help_text="A name for whoever wrote them. Comments are taken off the tables in any case.",
    )
    kind = forms.ChoiceField(
        required=False,
        label="Who wrote those comments?",
        choices=ModelVersion.Kind.choices,
        initial=ModelVersion.Kind.PERSON,
        widget=forms.Select(attrs=INPUT),
    )

    def clean(self) -> dict[str, object]:
        """Ask for a file or for text, not both."""
        values = super().clean() or {}
        if "file" not in self.errors and bool(values.get("file")) == bool(str(values.get("text", "")).strip()):
            raise forms.ValidationError("Choose a file or paste SQL: one of the two.")
        return values

    def table_file(self) -> TableFile:
        """Return what was given, as the step takes it."""
        values = self.cleaned_data
        upload = values["file"]
        return TableFile(
            data=upload.read() if upload else values["text"].encode(),
            source=upload.name if upload else PASTED,
            dialect=values["dialect"],
            domain=values["domain"],
            sample_rows=values["sample_rows"],
        )

    def writer(self) -> ModelCard | None:
        """Return who wrote the comments, when they are to be kept."""
        name = self.cleaned_data["comments_as"]
        return ModelCard(name=name, kind=self.cleaned_data["kind"] or ModelVersion.Kind.PERSON) if name else None
