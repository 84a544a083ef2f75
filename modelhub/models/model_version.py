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

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    # Other names that would identify it in a text, scanned for before any study opens.
    aliases = models.JSONField(default=list)
    plain_words = models.CharField(max_length=6, choices=PlainWords, default=PlainWords.KNOWN)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.LARGE_MODEL)
    licence = models.CharField(max_length=80, blank=True)
    notes = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
