"""What an engineer asks for: a dataset to be written, or own data to be taken in; checked."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from evaluator.models import User
from modelhub.engine.synth.offline.invented import Invention
from modelhub.forms import INPUT
from modelhub.models import Industry, ModelVersion
from modelhub.run_forms import NUMBER, budget_field
from modelhub.steps.import_dataset import OwnDataFile
from modelhub.steps.start_dataset import MOST_EXAMPLES, DatasetOrder
from modelhub.steps.start_run import QUEUES

MAX_UPLOAD_BYTES = 12_000_000
# Which codes a dataset is about, from coarse to fine.
LEVELS = {
    "3": "Subsectors",
    "4": "Industry groups",
    "6": "National industries",
    "3,4,5,6": "All codes below sectors",
}


def share_field(label: str, help_text: str) -> forms.FloatField:
    """Return a field for a share of something; blank is none."""
    widget = forms.NumberInput(attrs={**NUMBER, "step": "0.05"})
    return forms.FloatField(required=False, min_value=0, max_value=1, label=label, widget=widget, help_text=help_text)


class DatasetForm(forms.Form):
    """Teacher, number, seed, and what the examples are about."""

    teacher = forms.ModelChoiceField(
        required=False,
        queryset=ModelVersion.objects.filter(source__in=list(QUEUES)).order_by("name"),
        to_field_name="uuid",
        empty_label="Offline teacher: a grammar, free of charge",
        widget=forms.Select(attrs=INPUT),
        help_text="A model version writes in its own words; its terms must allow training on them.",
    )
    n = forms.IntegerField(
        label="Examples",
        min_value=1,
        max_value=MOST_EXAMPLES,
        initial=3600,
        widget=forms.NumberInput(attrs=NUMBER),
        help_text="What is rejected is written anew, up to twice as many drafts in all.",
    )
    seed = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        initial=0,
        widget=forms.NumberInput(attrs=NUMBER),
        help_text="The offline teacher writes the same dataset from the same seed.",
    )
    name = forms.CharField(
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=INPUT),
        help_text="Else it is named by teacher, number, seed, and what is not as usual.",
    )
    edition = forms.TypedChoiceField(coerce=int, label="NAICS edition", widget=forms.Select(attrs=INPUT))
    levels = forms.ChoiceField(label="Industries", choices=list(LEVELS.items()), widget=forms.Select(attrs=INPUT))
    budget_usd = budget_field("For hosted teachers: writing stops before it would spend more, and can go on.")
    invented = share_field(
        "Tables with invented names",
        "Of the offline teacher's tables, 0 to 1: a small model that is new learns from them to read names.",
    )
    invented_columns = share_field(
        "Their columns with invented names",
        "0 to 1: comments say what name and type tell. About half of such drafts are rejected, and twice the examples are drafted at most.",
    )
    grown = share_field(
        "Those that grew for decades",
        "Of these tables, 0 to 1: short forms, digits, and types of every kind in their columns.",
    )
    split_seed = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        label="Hold out as seed",
        widget=forms.NumberInput(attrs=NUMBER),
        help_text="The industries that an earlier dataset of the same industries held out: the seed in its card. Else those of the seed above.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        editions = Industry.objects.order_by("-edition").values_list("edition", flat=True).distinct()
        self.fields["edition"].choices = [(year, str(year)) for year in editions]  # type: ignore[attr-defined]

    def order(self, *, created_by: User) -> DatasetOrder:
        """Return the valid form as the step takes it."""
        data = self.cleaned_data
        return DatasetOrder(
            n=data["n"],
            seed=data["seed"],
            teacher=data["teacher"],
            name=data["name"].strip(),
            edition=data["edition"],
            levels=tuple(int(level) for level in data["levels"].split(",")),
            budget_usd=data["budget_usd"],
            created_by=created_by,
            invention=Invention(*(data[name] or 0.0 for name in ("invented", "invented_columns", "grown"))),
            split_seed=data["split_seed"],
        )


class OwnDataForm(forms.Form):
    """A file of own data and the terms it comes under."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs=INPUT), label="Name of the dataset")
    file = forms.FileField(
        max_length=255,
        widget=forms.FileInput(attrs={**INPUT, "accept": ".jsonl,.json"}),
        help_text="JSON lines, up to 12 MB; the command manage.py import_dataset takes more.",
    )
    terms = forms.CharField(
        max_length=80,
        label="Terms of use",
        widget=forms.TextInput(attrs=INPUT),
        help_text="Under which models may be trained on it: an SPDX id such as CC-BY-4.0, or LicenseRef-… for terms of its own, which somebody must approve.",
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what would keep a web process busy for long."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_UPLOAD_BYTES:
            raise forms.ValidationError("The file has more than 12 MB: import it by manage.py import_dataset.")
        return file

    def own_data(self) -> OwnDataFile:
        """Return the valid form as the step takes it."""
        data = self.cleaned_data
        file: UploadedFile = data["file"]
        return OwnDataFile(data["name"].strip(), file.name or "upload.jsonl", file.read(), data["terms"].strip())
