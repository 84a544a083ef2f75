"""Whatever a model chooses, a forced object is valid JSON with exactly the columns asked for."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from modelhub.engine.local.codec import Codec
from modelhub.engine.local.writers import MAX_TEXT, MIN_TEXT, ForcedWriter, FreeWriter
from modelhub.engine.text_model import Finish

NAMES = ("id", 'na"me', "größe\n", "{}", "description")


@pytest.fixture(scope="session")
def codec(tiny_folder: Path) -> Codec:
    tokenizer = AutoTokenizer.from_pretrained(tiny_folder / "llama")
    return Codec(tokenizer, [tokenizer.eos_token_id])


def write(writer: ForcedWriter | FreeWriter, choices: list[int]) -> list[int]:
    """Let a writer take choices until it has finished; return what follows the prefix."""
    tokens = []
    for choice in choices:
        tokens.append(writer.take(choice))
        if writer.finish is not None:
            break
    return tokens


def follow(codec: Codec, writer: ForcedWriter, answer: str) -> str:
    """Let a model write that would write `answer` if it were free; return what it has seen in the end."""
    wanted = codec.encode(answer)[len(writer.prefix) :]
    tokens: list[int] = []
    for choice in [*wanted, *[codec.pad] * 500]:
        # It goes on with its own answer from where the forced tokens have led it.
        tokens.append(writer.take(choice))
        if writer.finish is not None:
            break
    return codec.decode([*writer.prefix, *tokens])


def test_model_that_writes_the_object_itself_is_not_disturbed(codec: Codec) -> None:
    answer = {"description": "One row per order.", "columns": {"id": "Key.", "buyer": 'Who "buys".'}}
    text = json.dumps(answer)
    writer = ForcedWriter(codec, ("id", "buyer"), max_tokens=200)

    seen = follow(codec, writer, text)

    assert json.loads(writer.text()) == answer
    assert writer.finish is Finish.STOP
    # What went through the model is its own text, token by token: nothing was put in twice or left out.
    assert text.startswith(seen.rstrip('"}')) or seen.startswith(text.rstrip('"}'))


@given(seed=st.integers(0, 10_000), max_tokens=st.integers(1, 400))
def test_random_choices_give_a_valid_object_within_the_limit(codec: Codec, seed: int, max_tokens: int) -> None:
    writer = ForcedWriter(codec, NAMES, max_tokens=max_tokens)
    chance = Random(seed)
    choices = [chance.choice((1, 5, 40)) * chance.randrange(len(codec.tokenizer)) % 1024 for _ in range(2000)]

    tokens = write(writer, choices)

    written = json.loads(writer.text())
    assert list(written) == ["description", "columns"]
    assert list(written["columns"]) == list(NAMES)
    assert len(tokens) == writer.n_tokens <= writer.max_tokens
    assert writer.finish in (Finish.STOP, Finish.LENGTH)


def test_texts_that_never_end_are_cut_and_null(codec: Codec) -> None:
    (letter,) = codec.encode("e")[:1]
    writer = ForcedWriter(codec, ("a", "b"), max_tokens=3 * MIN_TEXT)

    write(writer, [letter] * 1000)

    assert json.loads(writer.text()) == {"description": None, "columns": {"a": None, "b": None}}
    assert writer.finish is Finish.LENGTH


def test_one_long_text_leaves_room_for_the_others(codec: Codec) -> None:
    writer = ForcedWriter(codec, tuple(f"c{number}" for number in range(50)), max_tokens=2048)
    (letter,) = codec.encode("e")[:1]
    n_before_first_column = 0
    while len(writer._texts) == 0:
        writer.take(letter)
        n_before_first_column += 1

    assert n_before_first_column <= MAX_TEXT
    assert writer._left >= MIN_TEXT * 50


def test_end_token_and_early_brace_close_a_text_and_not_the_object(codec: Codec) -> None:
    (eos,) = codec.eos
    writer = ForcedWriter(codec, ("a", "b"), max_tokens=300)

    follow_on = [*codec.encode("All of it"), eos, *[0] * 40]
    write(writer, [*follow_on, *codec.encode('Key."}}'), *[0] * 40, *codec.encode("Last."), eos])

    assert json.loads(writer.text())["description"] == "All of it"
    assert set(json.loads(writer.text())["columns"]) == {"a", "b"}


def test_pieces_are_what_the_object_says_between_texts(codec: Codec) -> None:
    pieces = ForcedWriter(codec, ("id", 'a"b'), max_tokens=99)._pieces

    assert json.loads(pieces[0] + "D" + pieces[1] + "I" + pieces[2] + 'A"}}') == {
        "description": "D",
        "columns": {"id": "I", 'a"b': "A"},
    }
    assert [codec.decode(codec.piece(piece)) for piece in pieces] == pieces


def test_free_writer_ends_with_its_first_object(codec: Codec) -> None:
    writer = FreeWriter(codec, max_tokens=100)

    write(writer, codec.encode('Sure: {"a": "}"} and more {"b": 1}'))

    assert writer.text().startswith('Sure: {"a": "}"}')
    assert "more" not in writer.text()
    assert writer.finish is Finish.STOP


def test_free_writer_ends_at_an_end_token_or_its_limit(codec: Codec) -> None:
    (eos,) = codec.eos
    stopped, cut = FreeWriter(codec, max_tokens=9), FreeWriter(codec, max_tokens=2)

    write(stopped, [*codec.encode("No."), eos])
    write(cut, codec.encode("A longer text."))

    assert (stopped.text(), stopped.finish) == ("No.", Finish.STOP)
    assert (cut.finish, cut.n_tokens) == (Finish.LENGTH, 2)


def test_closers_are_the_tokens_that_would_leave_a_text_blank(codec: Codec) -> None:
    closing = {codec.text_of(token) for token in codec.closers}

    assert '"' in closing
    assert all(text.lstrip().startswith('"') or text == "<|end|>" for text in closing)
