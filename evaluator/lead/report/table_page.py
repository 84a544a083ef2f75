"""One table's votes under one pair; with an open envelope also both texts, every mark and every comment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.lead.report.comparisons import pair_key
from evaluator.lead.report.directions import Direction, by_direction, leading
from evaluator.lead.report.explorer import Letter, letter
from evaluator.lead.report.figures_as_text import listed, seconds
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.page import Envelope, PairChoice, chosen_direction, pair_choices
from evaluator.lead.report.vote_rows import Vote, latest_votes
from evaluator.models import Analysis, Candidate, SourceTable, Study

STRENGTH = {2: "much better", 1: "better"}


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One answer in words. `comment` stays blank while the envelope is sealed: comments quote the texts."""

    rater: str
    repeat: int
    letter: Letter
    answer: str
    as_shown: str
    criteria: str
    n_wrong: int
    comment: str
    time: str


@dataclass(frozen=True, slots=True)
class TextRow:
    """One column (or the description) with both writers' texts and who marked them wrong."""

    name: str
    first: str | None
    second: str | None
    first_wrong: str
    second_wrong: str

    @property
    def same(self) -> bool:
        """Both say the same."""
        return self.first == self.second


@dataclass(frozen=True, slots=True)
class TablePage:
    """Everything that the drill-down shows; `texts` is empty while the envelope is sealed."""

    study: Study
    revealed: bool
    table: SourceTable
    first: str
    second: str
    pair: str
    pairs: tuple[PairChoice, ...]
    votes: tuple[VoteRow, ...]
    texts: tuple[TextRow, ...]
    content_digests: tuple[str, ...]
    identical: bool


def table_page(study: Study, analysis: Analysis, table: SourceTable, *, pair: str, envelope: Envelope) -> TablePage:
    """Return the votes of one table, and the texts when the envelope is open."""
    naming = envelope.naming
    order = leading(by_direction(analysis.result), envelope.claims)
    focus = chosen_direction(order, pair, study)
    votes = latest_votes(study, focus, [table.uuid]).get(table.uuid, [])
    candidates = _candidates(study, table, focus) if naming.revealed else {}
    return TablePage(
        study=study,
        revealed=naming.revealed,
        table=table,
        first=naming.head(focus[0]),
        second=naming.of(focus[1]),
        pair=pair_key(focus),
        pairs=pair_choices(order, focus, naming),
        votes=tuple(_vote(vote, focus, naming) for vote in votes),
        texts=_texts(table, candidates, focus, votes) if candidates else (),
        content_digests=tuple(candidate.content_digest for candidate in candidates.values()),
        identical=_identical(study, table, focus),
    )


def _candidates(study: Study, table: SourceTable, focus: Direction) -> dict[str, Candidate]:
    found = Candidate.objects.filter(arm__study=study, arm__code__in=focus, table__table=table).select_related("arm")
    return {candidate.arm.code: candidate for candidate in found}


def _identical(study: Study, table: SourceTable, focus: Direction) -> bool:
    pairs = study.pairs.filter(table__table=table, first__arm__code__in=focus, second__arm__code__in=focus)
    return pairs.filter(identical=True).exists()


def _vote(vote: Vote, focus: Direction, naming: Naming) -> VoteRow:
    return VoteRow(
        rater=vote.rater,
        repeat=vote.repeat,
        letter=letter(vote, naming.letters(*focus), focus, naming),
        answer=_answer(vote, focus, naming),
        as_shown=_as_shown(vote, naming),
        criteria=_criteria(vote, focus, naming),
        n_wrong=len(vote.wrong),
        comment=vote.comment if naming.revealed else "",
        time=seconds(vote.active_ms),
    )


def _answer(vote: Vote, focus: Direction, naming: Naming) -> str:
    towards = vote.towards(focus[0])
    if towards is None:
        return f"can’t judge: {vote.cant_judge}"
    if towards == 0:
        return "both bad" if vote.both_bad else "tie"
    return f"{naming.of(focus[0] if towards > 0 else focus[1])} {STRENGTH[abs(towards)]}"


def _as_shown(vote: Vote, naming: Naming) -> str:
    towards = vote.towards(vote.left)
    side = "" if not towards else f"{'left' if towards > 0 else 'right'} {STRENGTH[abs(towards)]}; "
    return f"{side}{naming.of(vote.left)} on the left"


def _criteria(vote: Vote, focus: Direction, naming: Naming) -> str:
    sign = 1 if focus[0] == vote.first else -1
    letters = naming.letters(*focus)
    words = {1: letters[0], 0: "=", -1: letters[1]}
    return listed([f"{name} {words[sign * value]}" for name, value in vote.criteria.items()]) if vote.criteria else ""


def _texts(
    table: SourceTable, candidates: Mapping[str, Candidate], focus: Direction, votes: Sequence[Vote]
) -> tuple[TextRow, ...]:
    one, other = candidates[focus[0]], candidates[focus[1]]
    wrong = {(arm, place): _marked(votes, arm, place) for arm in focus for place in (None, *range(table.n_columns))}
    places: list[tuple[str, int | None, str | None, str | None]] = [("Table", None, one.description, other.description)]
    for index, column in enumerate(table.columns):
        places.append((column["name"], index, one.comments[index], other.comments[index]))
    return tuple(
        TextRow(name, first, second, wrong[focus[0], place], wrong[focus[1], place])
        for name, place, first, second in places
    )


def _marked(votes: Sequence[Vote], arm: str, place: int | None) -> str:
    """Return the raters who marked an arm's text at a place wrong, in their first answer or in a repeat."""
    codes = [vote.rater for vote in votes if ("first" if arm == vote.first else "second", place) in vote.wrong]
    return listed(list(dict.fromkeys(codes))) if codes else ""
