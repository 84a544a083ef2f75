"""Texts to tokens and back, with what the engine needs to know about single tokens."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from transformers import PreTrainedTokenizerBase

# A letter that no tokenizer joins with the quotes and braces that follow.
_ANCHOR = "a"


class Codec:
    """One tokenizer; `eos` ends every text, `special` never stands inside one."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, eos: Iterable[int]) -> None:
        self.tokenizer = tokenizer
        self.eos = frozenset(eos)
        self.special = frozenset(tokenizer.all_special_ids) | {
            number for number, token in tokenizer.added_tokens_decoder.items() if token.special
        }
        self._texts: dict[int, str] = {}
        self._pieces: dict[str, tuple[int, ...]] = {}

    @property
    def pad(self) -> int:
        """Return a token to fill masked places with; which one makes no difference."""
        return next((one for one in (self.tokenizer.pad_token_id, *sorted(self.eos)) if one is not None), 0)

    def encode(self, text: str, *, literal: bool = False) -> list[int]:
        """Return the tokens of a text without any added around it; `literal` takes special tokens in it as plain text."""
        ids: list[int] = self.tokenizer(text, add_special_tokens=False, split_special_tokens=literal)["input_ids"]
        return ids

    def piece(self, text: str) -> tuple[int, ...]:
        """Return the tokens of a piece of an object as they follow a letter, without a space that was not there."""
        if text not in self._pieces:
            self._pieces[text] = tuple(self.following(text))
        return self._pieces[text]

    def following(self, text: str) -> list[int]:
        """Return the tokens of a text as it follows another one; special tokens in it are taken as plain text."""
        ids = self.encode(_ANCHOR + text, literal=True)
        return ids[1:] if ids and self.decode(ids[:1]) == _ANCHOR else self.encode(text, literal=True)

    def text_of(self, token: int) -> str:
        """Return what one token adds to a text; bytes that are no character alone become U+FFFD."""
        if token not in self._texts:
            self._texts[token] = self.decode([token])
        return self._texts[token]

    def decode(self, ids: Sequence[int], *, without_special: bool = False) -> str:
        """Return the text of tokens as it is."""
        return str(
            self.tokenizer.decode(list(ids), skip_special_tokens=without_special, clean_up_tokenization_spaces=False)
        )

    def holds_special(self, text: str) -> bool:
        """Whether the tokenizer would find one of its special tokens in a text."""
        return any(token in text for token in self._special_texts)

    @cached_property
    def start(self) -> list[int]:
        """Return the tokens that the tokenizer puts before a plain text, such as the beginning-of-sequence token."""
        ids: list[int] = self.tokenizer(_ANCHOR)["input_ids"]
        first = self.encode(_ANCHOR)[:1]
        return ids[: ids.index(first[0])] if first and first[0] in ids else []

    @cached_property
    def _special_texts(self) -> list[str]:
        return [text for token in self.special if (text := str(self.tokenizer.convert_ids_to_tokens(token)))]

    @cached_property
    def closers(self) -> tuple[int, ...]:
        """Return the tokens that would close a text before it has begun: they start with a quote, or end everything."""
        quotes = [token for token in range(len(self.tokenizer)) if self.text_of(token).lstrip().startswith('"')]
        return tuple(sorted({*quotes, *self.eos}))
