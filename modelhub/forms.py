"""What people type into the hub's pages about models, files and findings, checked."""

from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from evaluator.models import TableSet
from modelhub.models import ModelVersion
from modelhub.steps.import_outputs import MAX_BYTES, OutputFile
from modelhub.steps.register_model import ModelCard

INPUT = {"class": "input"}


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text field, trimmed, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def uuid_of(text: str) -> UUID | None:
    """Return the id that somebody sent, or None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


class ModelForm(forms.Form):
    """A model version's card."""

    name = forms.CharField(
        max_length=120,
        widget=forms.TextInput(attrs=INPUT),
        help_text="With its version, as reports will print it: “open-8b-instruct a41c9e2”.",
    )
    kind = forms.ChoiceField(
        label="What kind of writer is it?",
        choices=ModelVersion.Kind.choices,
        initial=ModelVersion.Kind.LARGE_MODEL,
        widget=forms.Select(attrs=INPUT),
        help_text="The true answer to the question that raters are asked at the end.",
    )
    aliases = forms.CharField(
        required=False,
        max_length=4000,
        label="Other names",
        widget=forms.Textarea(attrs={**INPUT, "rows": 3}),
        help_text="One per line: family, vendor, nicknames. Texts are searched for them before any study opens.",
    )
    plain_words = forms.ChoiceField(
        label="Names that are ordinary words",
        choices=ModelVersion.PlainWords.choices,
        initial=ModelVersion.PlainWords.KNOWN,
        widget=forms.Select(attrs=INPUT),
        help_text="A model called “reference” would be found in half of all documentation.",
    )
    licence = forms.CharField(
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs=INPUT),
        help_text="Its SPDX id, such as Apache-2.0, or LicenseRef-… for one of its maker’s own. No study opens without it.",
    )
    notes = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={**INPUT, "rows": 3}),
        help_text="Where it comes from, and who wrote it if people did.",
    )

    def card(self) -> ModelCard:
        """Return the valid form as a card."""
        data = self.cleaned_data
        return ModelCard(
            name=data["name"],
            kind=data["kind"],
            aliases=lines_of(data["aliases"]),
            plain_words=data["plain_words"],
            licence=data["licence"],
            notes=data["notes"],
        )

    @staticmethod
    def values_of(model: ModelVersion) -> dict[str, object]:
        """Return a stored model version as initial values."""
        return {
            "name": model.name,
            "kind": model.kind,
            "aliases": "\n".join(model.aliases),
            "plain_words": model.plain_words,
            "licence": model.licence,
            "notes": model.notes,
        }


class OutputFileForm(forms.Form):
    """A file of model outputs, the writer, and the table set."""

    model = forms.ModelChoiceField(
        queryset=ModelVersion.objects.order_by("name"),
        to_field_name="uuid",
        empty_label="Choose a model version",
        widget=forms.Select(attrs=INPUT),
        label="Written by",
    )
    table_set = forms.ModelChoiceField(
        queryset=TableSet.objects.order_by("name"),
        to_field_name="uuid",
        empty_label="Choose a table set",
        widget=forms.Select(attrs=INPUT),
        label="Table set",
        help_text="Names in the file must be exactly those of the set’s tables.",
    )
    file = forms.FileField(
        widget=forms.FileInput(attrs={**INPUT, "accept": ".jsonl,.json,application/json"}),
        label="File",
        help_text="One JSON object per line, at most 12 MB.",
    )
    skip_bad = forms.BooleanField(
        required=False,
        label="Leave broken rows out",
        help_text="They are listed afterwards. Otherwise nothing is stored when any row is broken.",
    )

    def clean_file(self) -> UploadedFile:
        """Refuse before reading what is too large."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 12 MB: split it into several runs.")
        return file

    def output_file(self) -> OutputFile:
        """Return the valid form as the step takes it."""
        data = self.cleaned_data
        model: ModelVersion = data["model"]
        return OutputFile(
            name=data["file"].name,
            data=data["file"].read(),
            table_set=data["table_set"],
            model=ModelCard(model.name, kind=model.kind),
            skip_bad=data["skip_bad"],
        )


class TableSetForm(forms.Form):
    """One table set, to be documented by rule."""

    table_set = forms.ModelChoiceField(queryset=TableSet.objects.order_by("name"), to_field_name="uuid")


class FindingForm(forms.Form):
    """What an engineer decides about one finding: the text may stay, or another text, and why."""

    finding = forms.IntegerField(min_value=1)
    why = forms.CharField(max_length=300)
    text = forms.CharField(required=False, max_length=20_000)
    alike = forms.BooleanField(required=False)

    def finding_id(self) -> int | None:
        """Return which finding is meant, or None."""
        self.full_clean()
        return self.cleaned_data.get("finding")


class ReasonForm(forms.Form):
    """Why a study is revealed; it stands in the log and on the report."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.TextInput(attrs=INPUT),
        label="Why now?",
        help_text="One sentence. It stands in the log and on the report’s cover.",
    )


class RaterForm(forms.Form):
    """One more rater's address."""

    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs=INPUT), label="Address of another rater")
