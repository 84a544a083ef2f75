"""What people say about a token they make, checked."""

from datetime import timedelta

from django import forms

from modelhub.forms import INPUT
from modelhub.scopes import LABELS, scopes_for

DAYS = (("7", "A week"), ("30", "30 days"), ("90", "90 days"), ("365", "A year"))


class TokenForm(forms.Form):
    """A name, what the token may do as far as its person may, and when it ends."""

    name = forms.CharField(
        max_length=80,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
        help_text="What uses it: “nightly import”.",
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    days = forms.ChoiceField(label="Ends after", choices=DAYS, initial="90", widget=forms.Select(attrs=INPUT))

    def __init__(self, *args: object, roles: frozenset[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        scopes: forms.MultipleChoiceField = self.fields["scopes"]  # type: ignore[assignment]
        scopes.choices = [(scope.value, LABELS[scope]) for scope in scopes_for(roles)]

    def lifetime(self) -> timedelta:
        """Return how long the valid form's token lives."""
        return timedelta(days=int(self.cleaned_data["days"]))
