"""What an engineer orders: a training, checked."""

from typing import Any

from django import forms

from evaluator.models import User
from modelhub.engine.train.config import TrainingConfig, config_from
from modelhub.engine.train.refusal import TrainingRefused
from modelhub.forms import INPUT
from modelhub.models import Dataset, ModelVersion
from modelhub.run_forms import NUMBER
from modelhub.steps.start_training import WITH_FILES, TrainingOrder

SETTINGS = ("n_epochs", "seed", "batch_tokens", "lora_rank", "patience")


class TrainingForm(forms.Form):
    """Base, dataset, method, and the settings that are most often changed; the command has all of them."""

    base = forms.ModelChoiceField(
        queryset=ModelVersion.objects.filter(source__in=WITH_FILES, base=None).order_by("name"),
        to_field_name="uuid",
        required=False,
        empty_label="None: a small new model, 256 × 6",
        widget=forms.Select(attrs=INPUT),
    )
    dataset = forms.ModelChoiceField(
        queryset=Dataset.objects.filter(state=Dataset.State.FINISHED).order_by("-id"),
        to_field_name="uuid",
        empty_label="Choose a dataset",
        widget=forms.Select(attrs=INPUT),
    )
    method = forms.ChoiceField(
        choices=[("lora", "Adapters (LoRA)"), ("full", "All weights")],
        initial="lora",
        widget=forms.Select(attrs=INPUT),
        help_text="Adapters take a fifth of the memory. A new model needs all weights.",
    )
    name = forms.CharField(
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=INPUT),
        help_text="Of the new version; else by base and dataset.",
    )
    n_epochs = forms.IntegerField(
        label="Epochs", min_value=1, max_value=1000, initial=2, widget=forms.NumberInput(attrs=NUMBER)
    )
    learning_rate = forms.FloatField(
        required=False, min_value=1e-9, max_value=10, widget=forms.NumberInput(attrs={**NUMBER, "step": "any"}),
        help_text="Empty: 0.0002 for adapters, 0.00002 for all weights. A new model wants about 0.002.",
    )  # fmt: skip
    batch_tokens = forms.IntegerField(
        label="Tokens per step",
        min_value=1,
        max_value=10**7,
        initial=TrainingConfig().batch_tokens,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    lora_rank = forms.IntegerField(
        label="Rank of adapters",
        min_value=1,
        max_value=4096,
        initial=TrainingConfig().lora_rank,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    patience = forms.IntegerField(
        min_value=0, max_value=1000, initial=0, widget=forms.NumberInput(attrs=NUMBER),
        help_text="Evaluations without a lower loss on held-out examples until it ends; 0 never ends early.",
    )  # fmt: skip
    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, initial=0, widget=forms.NumberInput(attrs=NUMBER))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                data["config"] = self._config(data)
            except TrainingRefused as error:
                self.add_error(None, str(error))
        return data

    def _config(self, data: dict[str, Any]) -> TrainingConfig:
        given = {name: data[name] for name in SETTINGS}
        return config_from({**given, "method": data["method"], "learning_rate": data["learning_rate"]})

    def order(self, *, created_by: User) -> TrainingOrder:
        """Return the valid form as the step takes it."""
        data = self.cleaned_data
        return TrainingOrder(
            dataset=data["dataset"],
            base=data["base"],
            config=data["config"],
            name=data["name"].strip(),
            created_by=created_by,
        )
