"""A byte-level BPE tokenizer that cuts a word alike in steel_bundle_id, SteelBundleId, STEEL_BUNDLE_ID and prose.

A small model that documents tables copies names. Where a word is cut in one way in the schema and in another in a sentence, it
has to learn every word by heart; where both are the same tokens, or differ by their case alone, it copies words that it never saw.
"""

import json
from collections.abc import Iterable, Iterator

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from modelhub.engine.tiny import CONTEXT, END_OF_TEXT, PAD

Merge = tuple[str, str]

# A word, with or without a capital; capitals; one digit. What stands between them is one piece, spaces with it. (Capitals with
# a small letter after them, as in IDs, are cut before the last one.)
_PIECES = r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]"


def train_name_tokenizer(texts: Iterable[str], vocabulary: int) -> PreTrainedTokenizerFast:
    """Return a tokenizer of at most so many tokens; any text survives the way to tokens and back."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocab = {token: number for number, token in enumerate([END_OF_TEXT, PAD, *alphabet])}
    merges: list[Merge] = []
    for learnt in _learnt(texts, vocabulary):
        variants = [one for one in _in_each_case(learnt) if "".join(one) not in vocab]
        if len(vocab) + len(variants) > vocabulary:
            break
        for one in variants:
            vocab["".join(one)] = len(vocab)
            merges.append(one)
    whole = _bare(models.BPE(vocab, merges))
    return PreTrainedTokenizerFast(
        tokenizer_object=whole,
        eos_token=END_OF_TEXT,
        pad_token=PAD,
        clean_up_tokenization_spaces=False,
        model_max_length=CONTEXT,
    )


def _learnt(texts: Iterable[str], vocabulary: int) -> Iterator[Merge]:
    """Yield the merges of the texts in small letters, the most frequent first."""
    small = _bare(models.BPE())
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    small.train_from_iterator((text.lower() for text in texts), trainer)
    yield from ((left, right) for left, right in json.loads(small.to_str())["model"]["merges"])


def _in_each_case(merge: Merge) -> list[Merge]:
    """Return a merge of letters as it is, with a capital first and in capitals, so that all three are cut alike."""
    left, right = merge
    # The alphabet writes bytes that are no letters as letters outside ASCII.
    if not (left + right).isascii() or not (left + right).isalpha():
        return [merge]
    return [merge, (left[0].upper() + left[1:], right), (left.upper(), right.upper())]


def _bare(model: models.BPE) -> Tokenizer:
    made = Tokenizer(model)
    pieces = pre_tokenizers.Split(Regex(_PIECES), "isolated")
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pieces, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    made.decoder = decoders.ByteLevel()
    return made
