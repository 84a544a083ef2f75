"""A prompt template: one way of asking for documentation, never changed once it is stored."""

from django.conf import settings
from django.db import models


class PromptTemplate(models.Model):
    """One version of a named template; another wording is another version."""

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    system = models.TextField(blank=True)
    user = models.TextField()
    # Of the engine's template: system and user text. Runs are told apart by it.
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_prompt_template_per_version")]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def n_characters(self) -> int:
        """Return the length of both texts, without the table."""
        return len(self.system) + len(self.user)
