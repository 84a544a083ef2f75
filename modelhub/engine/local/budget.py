"""How large a batch may be: a budget of tokens that halves when memory runs out and grows back slowly."""

GROWTH = 8
# The requests' limits are far above what they take; this share is reserved until finished ones show the real one.
FIRST_SHARE = 0.5
MARGIN = 1.3


class Budget:
    """Tokens that all rows of a batch may hold together, and rows at most."""

    def __init__(self, tokens: int, *, max_rows: int) -> None:
        self.ceiling, self.tokens, self.max_rows = tokens, tokens, max_rows
        self.n_halved = 0
        self._limits = self._taken = 0

    def halve(self) -> None:
        """Memory ran out."""
        self.tokens = max(self.tokens // 2, 1)
        self.n_halved += 1

    def grow(self) -> None:
        """A batch went well."""
        self.tokens = min(self.tokens + self.ceiling // GROWTH + 1, self.ceiling)

    def n_rows(self, prompt_length: int, max_tokens: int) -> int:
        """Return how many rows like this one fit, at least one."""
        share = FIRST_SHARE if not self._limits else min(1.0, MARGIN * self._taken / self._limits)
        return max(1, min(self.max_rows, self.tokens // (prompt_length + int(share * max_tokens) + 1)))

    def learn(self, max_tokens: int, n_tokens: int) -> None:
        """Take note of what a finished row took of its limit."""
        self._limits += max_tokens
        self._taken += n_tokens


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of PyTorch's says that memory ran out, on a GPU or on the machine."""
    words = ("out of memory", "not enough memory", "can't allocate memory")
    return isinstance(error, MemoryError) or any(word in str(error).lower() for word in words)
