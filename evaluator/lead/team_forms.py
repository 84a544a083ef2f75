"""Forms of the team page."""

from django import forms

from evaluator.models.user import ROLES

ROLE_HINTS = {
    "rater": "compares texts, blind",
    "lead": "plans studies and reads their reports",
    "engineer": "brings models and their texts",
}
CHOICES = [(role, ROLE_HINTS[role]) for role in ROLES]
NO_ROLE = {"required": "Tick at least one role."}


class RolesForm(forms.Form):
    """What a person may do."""

    roles = forms.MultipleChoiceField(choices=CHOICES, error_messages=NO_ROLE)


class AddPersonForm(RolesForm):
    """A person to add, or to give more roles to."""

    email = forms.EmailField(max_length=254)
    name = forms.CharField(max_length=120, required=False)
