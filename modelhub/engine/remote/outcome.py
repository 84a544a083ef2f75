"""What became of one attempt: a text, or a failure with a word to count by and what to do about it."""

from dataclasses import dataclass

from modelhub.engine.text_model import Finish


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt's end. `problem` is the engine's own words; what the endpoint said stands in `text` only."""

    finish: Finish
    text: str = ""
    kind: str = ""
    problem: str = ""
    # As the endpoint counts them; None when it does not say.
    n_tokens_in: int | None = None
    n_tokens_out: int | None = None
    # Worth asking again.
    again: bool = False
    asked_to_wait_s: float | None = None
    # Every other request would fail in the same way.
    for_all: bool = False
    # The endpoint may have done the work, and charge for it, although no usable answer arrived.
    maybe_charged: bool = False

    @property
    def failed(self) -> bool:
        """Whether there is no text to use."""
        return self.finish is Finish.ERROR


def failure(
    kind: str, problem: str, *, again: bool = False, for_all: bool = False, maybe_charged: bool = False
) -> Outcome:
    """Return a failed attempt."""
    return Outcome(Finish.ERROR, kind=kind, problem=problem, again=again, for_all=for_all, maybe_charged=maybe_charged)
