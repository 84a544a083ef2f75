"""What an engineer orders: a run, checked."""

from decimal import Decimal

from django import forms

from evaluator.models import TableSet, User
from modelhub.engine.text_model import GenerationConfig, Sampling
from modelhub.forms import INPUT
from modelhub.models import ModelVersion, PromptTemplate
from modelhub.steps.start_run import QUEUES, RunOrder

NUMBER = {**INPUT, "class": "input compact"}


def budget_field(
    help_text: str = "Endpoints only: the run stops before it would spend more. Finished tables are kept.",
) -> forms.DecimalField:
    """Return the field of a cap in dollars."""
    return forms.DecimalField(
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(100_000),
        decimal_places=2,
        label="Budget, $",
        widget=forms.NumberInput(attrs=NUMBER),
        help_text=help_text,
    )


class BudgetForm(forms.Form):
    """A new cap for a run or a dataset that goes on."""

    budget_usd = budget_field()


class RunForm(forms.Form):
    """Which version documents which tables, how it is asked, and what it may cost."""

    model = forms.ModelChoiceField(
        queryset=ModelVersion.objects.filter(source__in=list(QUEUES)).order_by("name"),
        to_field_name="uuid",
        empty_label="Choose a model version",
        widget=forms.Select(attrs=INPUT),
    )
    table_set = forms.ModelChoiceField(
        queryset=TableSet.objects.order_by("name"),
        to_field_name="uuid",
        empty_label="Choose a table set",
        widget=forms.Select(attrs=INPUT),
    )
    prompt = forms.ModelChoiceField(
        queryset=PromptTemplate.objects.order_by("name", "-version"),
        to_field_name="digest",
        empty_label="Choose a prompt",
        widget=forms.Select(attrs=INPUT),
        help_text="Long: with instructions, for any model. Short: for models that were trained on it.",
    )
    forced = forms.BooleanField(
        required=False,
        initial=True,
        label="Force the form of the answer",
        help_text="The model fills in texts only; no column can be missing or invented. Local models only.",
    )
    temperature = forms.DecimalField(
        min_value=Decimal(0),
        max_value=Decimal(2),
        decimal_places=2,
        initial=Decimal(0),
        widget=forms.NumberInput(attrs=NUMBER),
        help_text="0 always takes the likeliest word.",
    )
    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, initial=0, widget=forms.NumberInput(attrs=NUMBER))
    priority = forms.IntegerField(
        min_value=-9,
        max_value=9,
        initial=0,
        widget=forms.NumberInput(attrs=NUMBER),
        help_text="Workers take up the highest first.",
    )
    budget_usd = budget_field()

    # Of the page, so that a second click on its button starts no second run.
    order_key = forms.CharField(max_length=255, required=False)

    def order(self, *, created_by: User) -> RunOrder:
        """Return the valid form as the step takes it."""
        data = self.cleaned_data
        return RunOrder(
            model_version=data["model"],
            table_set=data["table_set"],
            prompt=data["prompt"],
            config=GenerationConfig(
                sampling=Sampling(temperature=float(data["temperature"]), seed=data["seed"]), forced=data["forced"]
            ),
            priority=data["priority"],
            budget_usd=data["budget_usd"],
            created_by=created_by,
            key=data["order_key"],
        )
