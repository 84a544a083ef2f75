"""The rating guideline that a new study starts from."""

from functools import cache

from django.conf import settings


@cache
def default_guideline() -> str:
    """Return the text of fixtures/guideline.md."""
    return (settings.BASE_DIR / "fixtures" / "guideline.md").read_text(encoding="utf-8").strip()
