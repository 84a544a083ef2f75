"""A model version: anything that writes documentation, a person and a set of rules included."""

import uuid

from django.db import models


class ModelVersion(models.Model):
    """One named writer, with the names by which its texts might give it away."""

    class Kind(models.TextChoices):
        PERSON = "person", "A person"
        RULES = "rules", "A rule or template, no language model"
        SMALL_MODEL = "small_model", "A small or specialised language model"
        LARGE_MODEL = "large_model", "A large general language model"
        # No right answer to the blinding question, such as a text that people and a model wrote together.
        MIXED = "mixed", "Several kinds together"

    class PlainWords(models.TextChoices):
        """Which of its names are searched for although they are words that documentation uses anyway."""

        KNOWN = "known", "Search for all names but well-known ordinary words"
        SKIP = "skip", "Skip every name that is one plain word"
        SEARCH = "search", "Search for all names, ordinary words too"

    class Source(models.TextChoices):
        """Where its texts come from."""

        UPLOADED = "uploaded", "Uploaded outputs"
        LOCAL = "local", "Model files in the model store"
        HUB = "hub", "A repository on the Hugging Face hub"
        ENDPOINT = "endpoint", "An OpenAI-compatible endpoint"
        RULES = "rules", "Built-in rules"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    # Other names that would identify it in a text, scanned for before any study opens.
    aliases = models.JSONField(default=list)
    plain_words = models.CharField(max_length=6, choices=PlainWords, default=PlainWords.KNOWN)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.LARGE_MODEL)
    # An SPDX id, or LicenseRef-… with an approval.
    licence = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.UPLOADED)
    # local: folder within the model store; hub: owner/name; endpoint: its base URL.
    location = models.CharField(max_length=500, blank=True)
    # hub: the pinned commit; endpoint: the model's name there.
    revision = models.CharField(max_length=200, blank=True)
    # Only for endpoints: {"api", "key_env", "n_in_flight", "requests_per_minute", "tokens_per_minute", "json_schema"}.
    endpoint = models.JSONField(default=dict)
    # An adapter's base.
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="adapters")
    # SHA-256 by file name, of weights, tokenizer and configuration; a run refuses files that have others.
    file_digests = models.JSONField(default=dict)
    # What lies beside the files of a version that was trained here, and the SHA-256 of its bytes.
    manifest = models.JSONField(default=dict)
    manifest_digest = models.CharField(max_length=64, blank=True)
    # What is wrong with the files, found when they were checked.
    problem = models.TextField(blank=True)
    context_length = models.PositiveIntegerField(null=True)
    n_parameters = models.BigIntegerField(null=True)
    # What keys and values of one token take in bfloat16; with the parameters it says which GPU is large enough.
    cache_bytes_per_token = models.PositiveIntegerField(null=True)
    # Name of a dated price in fixtures/prices.yaml.
    price = models.CharField(max_length=80, blank=True)
    notes = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def generates(self) -> bool:
        """Whether workers can let it document tables."""
        return self.source in (self.Source.LOCAL, self.Source.HUB, self.Source.ENDPOINT)
