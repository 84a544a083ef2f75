"""The question, the criteria and the guideline that a new study starts from."""

from functools import cache

from django.conf import settings

# It names nothing that is compared: raters read it on every page.
DEFAULT_QUESTION = "Which documentation of the table would help a colleague more?"
DEFAULT_CRITERIA = ("Accuracy", "Completeness", "Clarity", "Concision")


@cache
def default_guideline() -> str:
    """Return the text of fixtures/guideline.md."""
    return (settings.BASE_DIR / "fixtures" / "guideline.md").read_text(encoding="utf-8").strip()
