"""Forms of the lead's pages."""

from django import forms


class ReplaceForm(forms.Form):
    """The address that takes over a place."""

    email = forms.EmailField(max_length=254, label="E-mail address of the new rater")


class LeadForm(forms.Form):
    """The address of one more lead."""

    email = forms.EmailField(max_length=254, label="Address of another lead")
