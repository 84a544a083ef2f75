"""What people type when they record a choice of a version, checked."""

from collections.abc import Sequence
from uuid import UUID

from django import forms

from modelhub.forms import INPUT, uuid_of


class ChoiceForm(forms.Form):
    """A version and the reason for it; whether its licence allows the choice is for the step to say."""

    version = forms.CharField(
        label="Version",
        max_length=36,
        error_messages={"required": "Choose a version."},
        widget=forms.Select(attrs=INPUT),
    )
    reason = forms.CharField(
        label="Why this one",
        max_length=4000,
        error_messages={"required": "Say why: the record is for those who ask later."},
        widget=forms.Textarea(attrs={**INPUT, "rows": 3}),
        help_text="What weighed most, and what would change the choice.",
    )

    def __init__(self, *args: object, names: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["version"].widget.choices = [("", "Choose…"), *names]

    def clean_version(self) -> UUID:
        """Return the version's id."""
        if (chosen := uuid_of(self.cleaned_data["version"])) is None:
            raise forms.ValidationError("Choose a version of the list.")
        return chosen
