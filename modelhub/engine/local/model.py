"""A model that runs here: prompts in, texts out, in batches that are as large as memory allows."""

from collections.abc import Iterable, Iterator

from transformers import PreTrainedModel, PreTrainedTokenizerBase

from modelhub.engine.chat import ChatFormat
from modelhub.engine.checkpoints import Checkpoint
from modelhub.engine.local.budget import Budget
from modelhub.engine.local.codec import Codec
from modelhub.engine.local.decoder import Decoder, DeviceFailed, Row
from modelhub.engine.local.loading import bytes_per_token, end_tokens, free_memory, load_model, load_tokenizer, place
from modelhub.engine.local.probe import Batching, probe
from modelhub.engine.local.prompting import prompt_tokens
from modelhub.engine.local.writers import MIN_TEXT, ForcedWriter, FreeWriter, Writer
from modelhub.engine.text_model import Completion, Finish, Message, ModelGone, Sampling, TextRequest

# Rows at most, and tokens of prompts that go through the model at once: of a GPU and of a CPU.
MAX_ROWS = {"cuda": 256, "cpu": 32}
PREFILL = {"cuda": 8_192, "cpu": 4_096}
# Of the memory that is free beside the weights; more tokens than this would only make batches sort less well.
SHARE_FOR_TOKENS = 0.8
MAX_TOKENS = 500_000


class LocalModel:
    """A loaded model. `notices` say what it can't be trusted with; requests of one model run one after the other."""

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        context_length: int,
        chat: ChatFormat | None = None,
        max_rows: int | None = None,
        token_budget: int | None = None,
    ) -> None:
        """Take a model in memory; raises ModelGone when its texts depend on how it is run."""
        kind = "cuda" if model.device.type == "cuda" else "cpu"
        self.model, self.context_length, self.chat = model, context_length, chat
        self.codec = Codec(tokenizer, end_tokens(model, tokenizer))
        self.batching = self._probed()
        self.notices = () if self.batching is Batching.ROLLING else (_NOTICES[self.batching],)
        rows = (max_rows or MAX_ROWS[kind]) if self.batching else 1
        self.budget = Budget(token_budget or self._free_tokens(), max_rows=rows)
        rolling = self.batching is Batching.ROLLING
        self._decoder = Decoder(model, self.codec, self.budget, rolling=rolling, prefill=PREFILL[kind])

    @classmethod
    def load(
        cls,
        checkpoint: Checkpoint,
        *,
        device: str = "auto",
        max_rows: int | None = None,
        token_budget: int | None = None,
    ) -> "LocalModel":
        """Load a checked checkpoint on auto, cpu, cuda or cuda:N. Raises ModelGone."""
        model = load_model(checkpoint, place(checkpoint, device))
        return cls(
            model,
            load_tokenizer(checkpoint),
            context_length=checkpoint.context_length,
            chat=checkpoint.chat,
            max_rows=max_rows,
            token_budget=token_budget,
        )

    def complete(self, requests: Iterable[TextRequest], *, sampling: Sampling) -> Iterator[Completion]:
        """Yield one completion for every request, in the order in which they finish. Raises ModelGone."""
        refused: list[Completion] = []
        rows = self._decoder.run(self._rows(requests, refused), sampling)
        while True:
            try:
                row = next(rows, None)
            except DeviceFailed as error:
                raise ModelGone(f"the device failed: {error}") from error
            yield from refused
            refused.clear()
            if row is None:
                return
            yield _completion(row)

    def n_tokens(self, messages: tuple[Message, ...]) -> int:
        """Return how many tokens the messages take."""
        return len(prompt_tokens(self.codec, self.chat, messages))

    def _rows(self, requests: Iterable[TextRequest], refused: list[Completion]) -> Iterator[Row]:
        for request in requests:
            prompt = prompt_tokens(self.codec, self.chat, request.messages)
            max_tokens = min(request.max_new_tokens, self.context_length - len(prompt))
            row = _row(self.codec, request, prompt, max_tokens)
            if len(row.prompt) + row.max_tokens <= self.context_length and max_tokens > 0:
                yield row
            else:
                refused.append(_too_long(request, len(prompt), self.context_length))

    def _probed(self) -> Batching:
        try:
            return probe(self.model, pad=self.codec.pad)
        except _NOT_OURS as error:
            raise ModelGone(
                f"this program cannot run a model of type {self.model.config.model_type}: {error}"
            ) from error

    def _free_tokens(self) -> int:
        tokens = SHARE_FOR_TOKENS * free_memory(self.model) / bytes_per_token(self.model)
        return max(int(min(tokens, MAX_TOKENS)), 1)


# What a model raises whose layers keep something else than keys and values.
_NOT_OURS = (ValueError, TypeError, AttributeError, LookupError, NotImplementedError, RuntimeError)
_NOTICES = {
    Batching.ONE_BY_ONE: "texts in a batch differ from those alone: tables are documented one by one",
    Batching.TOGETHER: "tables wait for a whole batch to finish: joining a running one was not tried for this family",
}


def _row(codec: Codec, request: TextRequest, prompt: list[int], max_tokens: int) -> Row:
    def write() -> Writer:
        if request.fields:
            return ForcedWriter(codec, request.fields, max_tokens=max_tokens)
        return FreeWriter(codec, max_tokens=max_tokens)

    writer = write()
    return Row(request, [*prompt, *writer.prefix], writer.max_tokens, write)


def _completion(row: Row) -> Completion:
    writer = row.writer
    if row.out_of_memory:
        problem = f"memory ran out for this prompt of {len(row.prompt)} tokens alone; use a larger device"
        return Completion(row.request.key, "", Finish.ERROR, seconds=row.seconds, problem=problem, kind="oom")
    return Completion(
        row.request.key,
        writer.text(),
        writer.finish or Finish.ERROR,
        n_tokens_in=len(row.prompt),
        n_tokens_out=writer.n_tokens,
        seconds=row.seconds,
        forced=writer.forced,
    )


def _too_long(request: TextRequest, n_tokens: int, context_length: int) -> Completion:
    least = MIN_TEXT * (len(request.fields) + 1)
    problem = (
        f"the prompt takes {n_tokens} tokens of a context of {context_length}, which leaves too few for an answer "
        f"(at least {least}); ask for fewer columns at once"
    )
    return Completion(request.key, "", Finish.ERROR, n_tokens_in=n_tokens, problem=problem, kind="context")
