"""What a lead decides about a study: its settings, and for a new one its runs, tables and raters."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils import timezone

from evaluator.models import TableSet, User
from evaluator.templatetags.moments import moment
from modelhub.forms import INPUT, lines_of
from modelhub.guideline import DEFAULT_CRITERIA, DEFAULT_QUESTION
from modelhub.models import GenerationRun
from modelhub.steps.change_study import Settings
from modelhub.steps.create_study import StudyDraft
from modelhub.steps.run_names import run_names

CLAIMS = {"not_worse": "is not worse than", "better": "is better than", "equivalent": "is equivalent to"}
N_CLAIMS = 3
LOCAL_TIME = "%Y-%m-%dT%H:%M"


def run_labels(runs: Sequence[GenerationRun]) -> dict[str, str]:
    """Name runs by model and prompt; those of one name need the time of each as well. Keys are the runs' UUIDs as text."""
    names = run_names(runs)
    times = Counter(names.values())
    return {
        str(run.uuid): name if times[name] == 1 else f"{name}, stored {moment(run.created_at)}"
        for run in runs
        for name in [names[run.pk]]
    }


class SettingsForm(forms.Form):
    """Settings that can change until the study opens."""

    name = forms.CharField(
        max_length=120,
        widget=forms.TextInput(attrs=INPUT),
        help_text="For your lists and for raters: name no model in it.",
    )
    question = forms.CharField(
        max_length=300,
        initial=DEFAULT_QUESTION,
        widget=forms.TextInput(attrs=INPUT),
        help_text="Raters read it too: name no model in it.",
    )
    guideline = forms.CharField(
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={**INPUT, "rows": 12}),
        help_text="Markdown. Raters read it before their first pair and can open it at any time.",
    )
    criteria = forms.CharField(
        required=False,
        max_length=600,
        initial="\n".join(DEFAULT_CRITERIA),
        widget=forms.Textarea(attrs={**INPUT, "rows": 4}),
        help_text="One per line. Raters may say for each which side is better; none are needed.",
    )
    deadline = forms.DateTimeField(
        required=False,
        input_formats=[LOCAL_TIME],
        widget=forms.DateTimeInput(attrs={**INPUT, "type": "datetime-local"}, format=LOCAL_TIME),
        help_text=f"Time zone: {settings.TIME_ZONE}. Shown to raters; the study ends when you lock it.",
    )
    margin = forms.DecimalField(
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal("0.4"),
        max_digits=4,
        decimal_places=3,
        widget=forms.NumberInput(attrs={**INPUT, "step": "0.01"}),
        help_text="What you would still call “not worse”, on the win rate from 0 to 1: 0.10, say. Empty: better or not.",
    )
    stops_early = forms.BooleanField(
        required=False,
        label="Let a rule say when to stop",
        help_text=(
            "While the study is open you may ask it, and learn “go on” or “stop” and nothing else. It says “stop” once"
            " every pair is better, worse or equivalent. Once it is asked, the report uses its wider intervals."
        ),
    )
    n_repeats = forms.IntegerField(
        label="Hidden repeats",
        min_value=0,
        max_value=50,
        initial=0,
        widget=forms.NumberInput(attrs=INPUT),
        help_text="Pairs that each rater meets twice, to see how steady they are.",
    )

    def __init__(self, *args: Any, runs: Sequence[GenerationRun], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "…"), *run_labels(runs).items()]
        for number in range(N_CLAIMS):
            self.fields[f"claim{number}_run"] = _choice(choices, f"Claim {number + 1}: this run")
            self.fields[f"claim{number}_kind"] = _choice(list(CLAIMS.items()), f"Claim {number + 1}: how it compares")
            self.fields[f"claim{number}_than"] = _choice(choices, f"Claim {number + 1}: with this run")

    def claim_rows(self) -> Iterator[tuple[forms.BoundField, ...]]:
        """Yield the three fields of every claim, for the page."""
        for number in range(N_CLAIMS):
            yield tuple(self[f"claim{number}_{part}"] for part in ("run", "kind", "than"))

    def clean_criteria(self) -> tuple[str, ...]:
        """Return the criteria, at most eight short names, none twice."""
        criteria = lines_of(self.cleaned_data["criteria"])
        if len(criteria) > 8 or any(len(name) > 40 for name in criteria):
            raise forms.ValidationError("At most eight criteria, each of at most 40 characters.")
        if len({name.casefold() for name in criteria}) < len(criteria):
            raise forms.ValidationError("A criterion stands there twice.")
        return criteria

    def clean_deadline(self) -> datetime | None:
        """Return a moment that is still to come, or none."""
        deadline: datetime | None = self.cleaned_data["deadline"]
        if deadline is not None and deadline <= timezone.now():
            raise forms.ValidationError("This moment has passed. Choose a later one, or leave it empty.")
        return deadline

    def clean(self) -> dict[str, Any]:
        """Check the claims against each other and against the margin."""
        data = super().clean() or {}
        claims = [claim for number in range(N_CLAIMS) if (claim := self._claim(number))]
        if (
            any(claim["kind"] != "better" for claim in claims)
            and not data.get("margin")
            and "margin" not in self.errors
        ):
            self.add_error("margin", "“Not worse” and “equivalent” need a margin.")
        data["claims"] = tuple(claims)
        return data

    def _claim(self, number: int) -> dict[str, str] | None:
        run, kind, than = (self.cleaned_data.get(f"claim{number}_{part}", "") for part in ("run", "kind", "than"))
        if not run and not than:
            return None
        if not run or not than or run == than:
            self.add_error(f"claim{number}_run", "Choose two different runs, or none.")
            return None
        return {"kind": kind or "not_worse", "run": run, "than": than}

    def settings(self) -> Settings:
        """Return the valid form as the step takes it."""
        names = (
            "name",
            "question",
            "guideline",
            "criteria",
            "deadline",
            "margin",
            "stops_early",
            "n_repeats",
            "claims",
        )
        return Settings(**{name: self.cleaned_data[name] for name in names})


class NewStudyForm(SettingsForm):
    """Settings, and what is fixed once the draft exists."""

    # Comes with the page: the same page sent twice asks for one study.
    uuid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    n_tables = forms.IntegerField(
        required=False,
        min_value=1,
        label="Number of tables",
        widget=forms.NumberInput(attrs=INPUT),
        help_text="Empty takes all that every chosen run documents; fewer are drawn at random by domain and size.",
    )
    emails = forms.CharField(
        required=False,
        max_length=60_000,
        label="Raters",
        widget=forms.Textarea(attrs={**INPUT, "rows": 5}),
        help_text="One address per line. Each gets a link of their own, which you see once. You can add more later.",
    )

    def __init__(
        self, *args: Any, runs: Sequence[GenerationRun], table_set: TableSet, lead: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, runs=runs, **kwargs)
        self.table_set, self.lead, self._run_of = table_set, lead, {str(run.uuid): run for run in runs}
        self.fields["runs"] = forms.MultipleChoiceField(
            choices=list(run_labels(runs).items()), error_messages={"required": "Choose two or more runs to compare."}
        )

    def clean_runs(self) -> tuple[GenerationRun, ...]:
        """Return the chosen runs, two or more."""
        chosen = tuple(self._run_of[uuid] for uuid in self.cleaned_data["runs"])
        if len(chosen) < 2:
            raise forms.ValidationError("Choose two or more runs to compare.")
        return chosen

    def clean_emails(self) -> tuple[str, ...]:
        """Return the addresses in lower case, each named in the error when it can't be one."""
        emails = tuple(email.lower() for email in lines_of(self.cleaned_data["emails"].replace(",", "\n")))
        for email in emails:
            _check_email(email)
        if twice := sorted({email for email in emails if emails.count(email) > 1}):
            raise forms.ValidationError(f"Named more than once: {', '.join(twice)}.")
        if self.lead.email in emails:
            raise forms.ValidationError("You lead this study, so you can’t rate in it.")
        return emails

    def clean(self) -> dict[str, Any]:
        """Check that claims are about chosen runs."""
        data = super().clean()
        chosen = {str(run.uuid) for run in data.get("runs", ())}
        for claim in data["claims"]:
            if chosen and not {claim["run"], claim["than"]} <= chosen:
                self.add_error(
                    None, "A claim names a run that is not in the study: choose it above, or clear the claim."
                )
        return data

    def draft(self) -> StudyDraft:
        """Return the valid form as the step takes it."""
        data = self.cleaned_data
        names = ("name", "question", "runs", "n_tables", "emails", "guideline", "criteria", "deadline", "margin")
        more = {name: data[name] for name in (*names, "stops_early", "n_repeats", "claims", "uuid")}
        return StudyDraft(table_set=self.table_set, **more)


def _choice(choices: list[tuple[str, str]], label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False, choices=choices, label=label, widget=forms.Select(attrs={"class": "input"})
    )


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except forms.ValidationError as error:
        raise forms.ValidationError(f"“{email}” is not an e-mail address. Write one address per line.") from error
