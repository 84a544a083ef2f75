"""Where a version's texts come from, as an engineer says it on the page of registering."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings

from modelhub.engine.remote.base_url import AddressRefused
from modelhub.engine.remote.key import Key
from modelhub.engine.remote.route import Route
from modelhub.forms import INPUT
from modelhub.models import ModelVersion
from modelhub.steps.register_model import SourceCard

Source = ModelVersion.Source
NUMBER = {"class": "input compact"}
# Limiters reckon with floats, to which any integer of a JSON request need not convert.
MOST_PER_MINUTE = 10**9


class SourceForm(forms.Form):
    """One form for all sources; which fields count depends on the source."""

    source = forms.ChoiceField(
        required=False,
        label="Where do its texts come from?",
        choices=[choice for choice in Source.choices if choice[0] != Source.RULES],
        initial=Source.UPLOADED,
        widget=forms.Select(attrs=INPUT),
    )
    location = forms.CharField(
        required=False,
        max_length=500,
        label="Folder, repository or address",
        widget=forms.TextInput(attrs=INPUT),
        help_text="Model files: a folder in the model store. Hub: owner/name. Endpoint: its address up to and with the version, https://api.example.com/v1.",
    )
    revision = forms.CharField(
        required=False,
        max_length=200,
        label="Revision, or the model’s name at the endpoint",
        widget=forms.TextInput(attrs=INPUT),
        help_text="Hub: the full commit, 40 hexadecimal digits, so that it can’t change. Endpoint: the name that requests carry.",
    )
    base = forms.ModelChoiceField(
        required=False,
        queryset=ModelVersion.objects.filter(source__in=(Source.LOCAL, Source.HUB), base=None).order_by("name"),
        to_field_name="uuid",
        empty_label="It is a whole model",
        widget=forms.Select(attrs=INPUT),
        label="Adapter on",
        help_text="Model files only: the version that a PEFT adapter was trained on.",
    )
    archive = forms.FileField(
        required=False,
        max_length=200,
        label="Or upload the files",
        widget=forms.FileInput(attrs={**INPUT, "accept": ".zip,.tar,.gz,.tgz"}),
        help_text="Model files only: an adapter or a small model as zip, tar or tar.gz with safetensors and configurations side by side, up to 60 MB.",
    )
    api = forms.ChoiceField(
        required=False,
        choices=[("CHAT", "…/chat/completions"), ("COMPLETIONS", "…/completions")],
        widget=forms.Select(attrs=INPUT),
        label="Kind of endpoint",
    )
    key_variable = forms.CharField(
        required=False,
        max_length=100,
        label="Variable of the key",
        widget=forms.TextInput(attrs=INPUT),
        help_text="Name of the environment variable that holds the key on the workers, such as EXAMPLE_API_KEY. The key itself is never stored or shown.",
    )
    n_in_flight = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=256,
        label="Requests at once",
        widget=forms.NumberInput(attrs=NUMBER),
    )
    requests_per_minute = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_PER_MINUTE,
        label="Requests per minute",
        widget=forms.NumberInput(attrs=NUMBER),
        help_text="Shared by all workers; leave empty for no limit.",
    )
    tokens_per_minute = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_PER_MINUTE,
        label="Tokens per minute",
        widget=forms.NumberInput(attrs=NUMBER),
    )
    json_schema = forms.BooleanField(
        required=False, label="It can be held to a JSON schema", help_text="The endpoint understands response_format."
    )
    price = forms.CharField(
        required=False,
        max_length=80,
        label="Name in the price list",
        widget=forms.TextInput(attrs=INPUT),
        help_text="Endpoint: the row of the price list; the model’s own name where it is left empty.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what the source needs, and refuse what could not work."""
        data = super().clean() or {}
        source = data["source"] = data.get("source") or Source.UPLOADED
        if data.get("archive"):
            self._check_archive(data)
        elif source in (Source.LOCAL, Source.HUB, Source.ENDPOINT) and not data.get("location"):
            self.add_error("location", "Say where it is.")
        if source == Source.LOCAL and not _is_in_store(data.get("location", "").strip()):
            self.add_error("location", "Name a folder inside the model store, such as my-model-7b.")
        if source == Source.HUB and not _is_commit(data.get("revision", "")):
            self.add_error("revision", "Pin the full commit: 40 hexadecimal digits. A branch could change under a run.")
        if source == Source.ENDPOINT:
            self._check_endpoint(data)
            self._check_address(data.get("location", "").strip())
        return data

    def _check_archive(self, data: dict[str, Any]) -> None:
        if data["source"] != Source.LOCAL:
            self.add_error("archive", "Files are uploaded for the source “Model files in the model store” only.")
        if data.get("location"):
            self.add_error("archive", "Name a folder or upload the files, not both.")

    def _check_endpoint(self, data: dict[str, Any]) -> None:
        if not data.get("revision"):
            self.add_error("revision", "Write the model’s name as the endpoint knows it.")
        try:
            Key(data.get("key_variable", ""))
        except ValueError as error:
            self.add_error("key_variable", str(error))

    def _check_address(self, url: str) -> None:
        """Refuse what workers would refuse: a password in it would be stored and shown. Names are looked up by them."""
        try:
            if url:
                Route(url, allow_private=settings.ALLOW_PRIVATE_ENDPOINTS)
        except AddressRefused as error:
            self.add_error("location", str(error))

    def card(self) -> SourceCard:
        """Return the valid form as the step takes it."""
        data = self.cleaned_data
        if data["source"] == Source.UPLOADED:
            return SourceCard()
        names = ("api", "key_variable", "n_in_flight", "requests_per_minute", "tokens_per_minute", "json_schema")
        endpoint = {name: data[name] for name in names if data[name]} if data["source"] == Source.ENDPOINT else {}
        return SourceCard(
            data["source"], data["location"].strip(), data["revision"].strip(), endpoint, data["base"], data["price"]
        )


def _is_in_store(folder: str) -> bool:
    store: Path = settings.MODEL_STORE
    return (store / folder).resolve().is_relative_to(store)


def _is_commit(text: str) -> bool:
    return len(text) == 40 and all(character in "0123456789abcdef" for character in text.lower())
