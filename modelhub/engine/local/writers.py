"""What one row of a batch writes: freely until its object is complete, or only the texts of an object that is forced."""

import json
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from modelhub.engine.json_ends import ObjectEnd, TextEnd, plain_text
from modelhub.engine.local.codec import Codec
from modelhub.engine.text_model import Finish

# In tokens: no text of a forced object is longer than the one, and every text may be as long as the other.
MAX_TEXT = 256
MIN_TEXT = 16
# A text may take this many times its equal share of what is left.
GENEROSITY = 3
# The model may close a text in other tokens than the next piece begins with, at the price of so many more.
SPARE = 4


class Writer(Protocol):
    """Takes the model's choices one by one and says which token really follows."""

    # Tokens that stand behind the prompt from the beginning.
    prefix: tuple[int, ...]
    # The most tokens that it can write behind them.
    max_tokens: int
    finish: Finish | None
    # Whether the model writes into an object that is forced, where special tokens have no place.
    forced: bool

    @property
    def n_tokens(self) -> int:
        """How many tokens stand behind prompt and prefix."""
        ...

    @property
    def at_start(self) -> bool:
        """Whether the model's next choice begins a text, and so must not end it."""
        ...

    def take(self, choice: int) -> int:
        """Return the token that follows: the choice, or what is forced. With `finish` set nothing follows."""
        ...

    def text(self) -> str:
        """Return what was written."""
        ...


class FreeWriter:
    """Everything is the model's choice; ends at an end token, or where the first JSON object is complete."""

    prefix: tuple[int, ...] = ()
    at_start = False
    forced = False

    def __init__(self, codec: Codec, *, max_tokens: int) -> None:
        self._codec, self.max_tokens = codec, max_tokens
        self._ids: list[int] = []
        self._end = ObjectEnd()
        self.finish: Finish | None = None

    @property
    def n_tokens(self) -> int:
        return len(self._ids)

    def take(self, choice: int) -> int:
        self._ids.append(choice)
        if choice in self._codec.eos or self._end.after(self._codec.text_of(choice)):
            self.finish = Finish.STOP
        elif len(self._ids) >= self.max_tokens:
            self.finish = Finish.LENGTH
        return choice

    def text(self) -> str:
        return self._codec.decode(self._ids, without_special=True)


class ForcedWriter:
    """The pieces of `{"description": …, "columns": {…}}` are forced, the model fills in the texts between them.

    A text ends at the model's closing quote, at an end token or at its limit; what was cut is kept to its last full
    sentence, or else is null.
    """

    forced = True

    def __init__(self, codec: Codec, fields: Sequence[str], *, max_tokens: int) -> None:
        self._codec, self._fields = codec, fields
        self._pieces = _pieces(fields)
        self.prefix = codec.piece(self._pieces[0])
        n_forced = sum(len(codec.piece(piece)) + SPARE for piece in self._pieces[1:])
        self._left = max(max_tokens - len(self.prefix) - n_forced, MIN_TEXT * (len(fields) + 1))
        self.max_tokens = n_forced + self._left
        self._queue: deque[int] = deque()
        self._texts: list[str | None] = []
        self.finish: Finish | None = None
        self.n_tokens, self._n_cut = 0, 0
        self._begin()

    @property
    def at_start(self) -> bool:
        return not self._queue and not self._ids

    def take(self, choice: int) -> int:
        self.n_tokens += 1
        return self._queue.popleft() if self._queue else self._chosen(choice)

    def text(self) -> str:
        texts = [*self._texts, *[None] * (len(self._pieces) - len(self._texts))]
        columns = dict(zip(self._fields, texts[1:], strict=True))
        return json.dumps({"description": texts[0], "columns": columns}, ensure_ascii=False)

    def _begin(self) -> None:
        n_texts = len(self._pieces) - len(self._texts)
        share = GENEROSITY * self._left // n_texts if n_texts else 0
        self._limit = min(max(share, MIN_TEXT), MAX_TEXT, self._left - MIN_TEXT * (n_texts - 1))
        self._ids: list[int] = []
        self._end = TextEnd()

    def _chosen(self, choice: int) -> int:
        ended = choice in self._codec.eos
        before, after = ("", "") if ended else self._end.split(self._codec.text_of(choice))
        if ended or after:
            self._keep(self._codec.decode(self._ids) + before)
            return self._go_on(choice, before, after)
        self._ids.append(choice)
        if len(self._ids) >= self._limit:
            self._n_cut += 1
            self._keep(self._codec.decode(self._ids), cut=True)
            return self._go_on(choice, None, "")
        return choice

    def _keep(self, body: str, *, cut: bool = False) -> None:
        self._texts.append(plain_text(body, cut=cut))
        self._left -= len(self._ids)

    def _go_on(self, choice: int, before: str | None, after: str) -> int:
        """Queue the next piece and return the token that follows now."""
        if len(self._texts) == len(self._pieces):
            self.finish = Finish.LENGTH if self._n_cut else Finish.STOP
            return choice
        piece = self._pieces[len(self._texts)]
        follows = self._following(choice, before, after, piece)
        self._begin()
        self._queue.extend(follows[1:])
        return follows[0]

    def _following(self, choice: int, before: str | None, after: str, piece: str) -> Sequence[int]:
        plain = self._codec.piece(piece)
        if before is None:
            return [choice, *plain]
        if after and piece.startswith(after):
            # The choice is itself the beginning of the piece.
            follows: Sequence[int] = [choice, *self._codec.piece(piece[len(after) :])]
        else:
            follows = self._codec.piece(before + piece)
        return follows if len(follows) <= len(plain) + SPARE else plain


def _pieces(fields: Sequence[str]) -> list[str]:
    names = [json.dumps(field, ensure_ascii=False) for field in fields]
    first = ['", "columns": {' + f'{name}: "' for name in names[:1]]
    return ['{"description": "', *first, *(f'", {name}: "' for name in names[1:])]
