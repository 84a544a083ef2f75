"""A prompt template as an engineer writes it, and the table to preview it with."""

from typing import Any

from django import forms

from evaluator.models import SourceTable
from modelhub.engine.prompts import PromptTemplate, TemplateError
from modelhub.forms import INPUT


class PromptForm(forms.Form):
    """Two texts; {table} stands once, in the second."""

    name = forms.SlugField(
        max_length=80, widget=forms.TextInput(attrs=INPUT), help_text="The same name makes the next version of it."
    )
    system = forms.CharField(
        required=False, max_length=20_000, widget=forms.Textarea(attrs={**INPUT, "rows": 4}), label="System text"
    )
    user = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea(attrs={**INPUT, "rows": 14}),
        label="User text",
        help_text="With {table} once, where the table goes. Comments of tables never enter a prompt.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what the engine can't use."""
        data = super().clean() or {}
        if "user" in data and "name" in data:
            try:
                PromptTemplate(data["name"], data.get("system", ""), data["user"])
            except TemplateError as error:
                self.add_error("user", str(error))
        return data

    def prompt(self) -> PromptTemplate:
        """Return the valid form as the engine's template, with one kind of line ends."""
        data = self.cleaned_data
        system, user = (data[name].replace("\r\n", "\n") for name in ("system", "user"))
        return PromptTemplate(data["name"], system, user)


class PreviewForm(forms.Form):
    """Part of a table's name."""

    q = forms.CharField(max_length=200)

    def table(self) -> SourceTable | None:
        """Return the first table whose name holds the text."""
        found = SourceTable.objects.filter(name__icontains=self.cleaned_data["q"].replace("\x00", ""))
        return found.defer("original").order_by("name", "id").first()
