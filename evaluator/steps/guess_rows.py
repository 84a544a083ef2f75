"""WriterGuess --> plain rows by rater code and arm code: what is hashed at the reveal, exported, and measured."""

from evaluator.models import Study, WriterGuess


def guess_rows(study: Study) -> list[dict[str, str]]:
    """Return what raters took each arm for; not before the reveal."""
    rows = WriterGuess.objects.filter(rater__study=study).order_by("rater__id", "arm__code")
    return [
        dict(zip(("rater", "arm", "kind"), row, strict=True))
        for row in rows.values_list("rater__code", "arm__code", "kind")
    ]
