"""How much of what a model writes stands in the texts that it was trained on."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

# A text with as many of its runs of three words in one training text counts as a near-copy.
NEAR = 0.7
_RUN = 3
_WORD = re.compile(r"\w+")


class TrainingTexts:
    """Remembers texts by their runs of three words; a text is looked up among all of them, none is left to chance."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sizes: list[int] = []
        self._whole: set[str] = set()
        self._places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, text in enumerate(dict.fromkeys(texts)):
            runs = _runs(text)
            self._whole.add(_plain(text))
            self._sizes.append(len(runs))
            for run in runs:
                self._places[run].append(place)

    def holds(self, text: str) -> bool:
        """Whether a training text is the same but for case and punctuation."""
        return _plain(text) in self._whole

    def likeness(self, text: str) -> float:
        """Return the largest share of common runs (Jaccard, 0 … 1) that the text has with any training text."""
        runs = _runs(text)
        shared: Counter[int] = Counter()
        for run in runs:
            shared.update(self._places.get(run, ()))
        return max((n / (len(runs) + self._sizes[place] - n) for place, n in shared.items()), default=0.0)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[start : start + _RUN]) for start in range(max(1, len(words) - _RUN + 1)))
