"""Fixed choices that raters' forms offer, by value and label."""

from evaluator.models import Rating, WriterGuess

CANT_JUDGE: tuple[tuple[str, str], ...] = tuple((str(value), str(label)) for value, label in Rating.CantJudge.choices)
WRITER_KINDS: tuple[tuple[str, str], ...] = tuple((str(value), str(label)) for value, label in WriterGuess.Kind.choices)
# Key, words, short words; "both bad" stands apart.
VERDICT_GROUPS: tuple[tuple[tuple[str, str, str], ...], ...] = (
    (
        ("1", "Left much better", "‹‹ Left"),
        ("2", "Left better", "‹ Left"),
        ("3", "Tie", "Tie"),
        ("4", "Right better", "Right ›"),
        ("5", "Right much better", "Right ››"),
    ),
    (("0", "Both bad", "Both bad"),),
)
# Three-way choices on a criterion: value, sign, words.
LEANS: tuple[tuple[str, str, str], ...] = (("l", "L", "left better"), ("t", "=", "same"), ("r", "R", "right better"))
