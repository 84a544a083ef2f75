"""The rating form: untrusted fields in, a Judgement or a sentence about what is missing out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from evaluator.steps.judgement import GRADE_OF_VERDICT, Answer, Judgement
from evaluator.steps.reasons import CANT_JUDGE, WRITER_KINDS

MAX_COMMENT = 4000
# A day: more than that is a clock gone wrong, not attention.
MAX_ACTIVE_MS = 24 * 3600 * 1000
CRITERION = "criterion:"
# No study has longer names of criteria, and no table has columns beyond these digits.
MAX_CRITERION, MAX_DIGITS = 200, 5


_FIELDS: Mapping[str, forms.Field] = {
    "verdict": forms.ChoiceField(choices=[(key, key) for key in GRADE_OF_VERDICT], required=False),
    "cant_judge": forms.ChoiceField(choices=[("", ""), *CANT_JUDGE], required=False),
    "comment": forms.CharField(max_length=MAX_COMMENT, required=False),
    "active_ms": forms.IntegerField(min_value=0, max_value=MAX_ACTIVE_MS, required=False),
    "submission_key": forms.UUIDField(required=False),
    "base_revision": forms.IntegerField(min_value=0, required=False),
    "side_token": forms.CharField(max_length=64, required=False),
}
BOTH = "There is a verdict and a reason why you can't judge: choose “No verdict”, or take the reason back."


class JudgementForm:
    """One submission of the rating page, checked by Django's fields.

    They are shared: a Form copies its fields for every request, which takes longer than checking them.
    """

    def __init__(self, data: QueryDict) -> None:
        self.data, self.cleaned_data, self.errors = data, dict[str, Any](), list[str]()
        for name, field in _FIELDS.items():
            try:
                self.cleaned_data[name] = field.clean(data.get(name))
            except ValidationError as error:
                self.errors += error.messages
        if self.cleaned_data.get("verdict") and self.cleaned_data.get("cant_judge"):
            self.errors.append(BOTH)

    def is_valid(self) -> bool:
        """Tell whether every field makes sense, and there is no verdict beside a reason."""
        return not self.errors

    def missing(self) -> str:
        """Return what a valid draft lacks to be an answer, or nothing."""
        if self.cleaned_data["verdict"] or self.cleaned_data["cant_judge"]:
            return ""
        return "Choose a verdict first, or say why you can't judge this table."

    @property
    def answer(self) -> Answer:
        """The visible part, as far as it is filled in; fields that make no sense are left out."""
        values = self.cleaned_data
        return Answer(
            verdict=values.get("verdict", ""),
            cant_judge=values.get("cant_judge", ""),
            criteria=dict(self._criteria()),
            wrong=tuple(self._wrong()),
            comment=values.get("comment", ""),
            active_ms=values.get("active_ms"),
        )

    @property
    def judgement(self) -> Judgement | None:
        """The whole submission; None when the page's hidden fields are not what we sent."""
        values = self.cleaned_data
        if values.get("submission_key") is None or values.get("base_revision") is None:
            return None
        return Judgement(self.answer, values["submission_key"], values["base_revision"], values["side_token"])

    def _criteria(self) -> Iterable[tuple[str, str]]:
        for name in self.data:
            value, criterion = self.data[name], name.removeprefix(CRITERION)
            # PostgreSQL's JSON takes no NUL.
            if criterion != name and value in {"l", "t", "r"} and len(criterion) <= MAX_CRITERION and "\0" not in name:
                yield criterion, value

    def _wrong(self) -> Iterable[tuple[str, int | None]]:
        for mark in dict.fromkeys(self.data.getlist("wrong")):
            side, _, column = mark.partition(":")
            if side in {"left", "right"} and (column == "table" or _is_index(column)):
                yield side, None if column == "table" else int(column)


class ProblemForm(forms.Form):
    """What is wrong with a pair."""

    text = forms.CharField(
        max_length=1000,
        label="What is the problem?",
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
        error_messages={"required": "Say in a few words what is wrong with this pair."},
    )


def guesses_from(data: QueryDict, letters: Iterable[str]) -> dict[str, str] | None:
    """Return the kind of writer by letter, or None when some letter has no valid guess."""
    kinds = {kind for kind, _ in WRITER_KINDS}
    guesses = {letter: data.get(f"guess:{letter}", "") for letter in letters}
    return guesses if kinds.issuperset(guesses.values()) else None


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
