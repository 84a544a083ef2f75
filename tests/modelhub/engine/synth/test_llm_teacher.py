from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from modelhub.engine.remote.budget import BudgetSpent, CappedBudget
from modelhub.engine.remote.config import EndpointConfig
from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.remote.prices import TokenPrice
from modelhub.engine.stub_endpoint.endpoint import answering
from modelhub.engine.synth.dataset import Dataset, synthesise
from modelhub.engine.synth.example import Example
from modelhub.engine.synth.llm_prompts import DOCUMENTING, dialect_of, table_messages
from modelhub.engine.synth.llm_shots import SHOTS, Shot
from modelhub.engine.synth.llm_teacher import LlmTeacher
from modelhub.engine.synth.sift import Sieve
from modelhub.engine.synth.teacher import Draft, Refusal, Written
from modelhub.engine.text_model import Completion, Finish, Message, Sampling, TextModel, TextRequest
from tests.modelhub.engine.remote.making import config_for
from tests.modelhub.engine.synth.making import BRIEF, DDL, briefs
from tests.modelhub.stub_endpoint import running

N = 12


class Says:
    """A model that answers the first stage as told; the second is never reached."""

    def __init__(self, text: str, finish: Finish = Finish.STOP, *, kind: str = "", problem: str = "") -> None:
        self._text, self._finish, self._kind, self._problem = text, finish, kind, problem

    def complete(self, requests: Iterable[TextRequest], *, sampling: Sampling) -> Iterator[Completion]:
        for request in requests:
            yield Completion(request.key, self._text, self._finish, kind=self._kind, problem=self._problem)

    def n_tokens(self, messages: tuple[Message, ...]) -> int:
        return 1


class Silent(Says):
    def complete(self, requests: Iterable[TextRequest], *, sampling: Sampling) -> Iterator[Completion]:
        list(requests)
        return iter(())


def teacher(model: TextModel) -> LlmTeacher:
    return LlmTeacher(model, name="m", version="1", terms="MIT")


def synthesised(config: EndpointConfig, **parts: object) -> Dataset:
    with EndpointModel(config, **parts) as model:  # type: ignore[arg-type]
        return synthesise(briefs=briefs(), teacher=teacher(model), n=N)


def test_endpoint_teaches_in_two_stages() -> None:
    with running(then=answering()) as stub:
        dataset = synthesised(config_for(stub, model="stub-teacher"))
    counts = {one.name: one.n_rejected for one in dataset.report.filters}
    assert len(dataset.examples) == N
    # The stub declines some prompts, and babbles on others; all else passes.
    assert counts["no_draft"] + counts["not_create_table"] == len(dataset.rejects) > 0
    assert len(stub.asked) == len(dataset.examples) + len(dataset.rejects) + N
    assert dataset.teacher.version.startswith("1, prompts ")


@pytest.mark.parametrize(
    "text", ["I'm sorry, I can't do that.", "I cannot help with this request.", "As an AI model, no."]
)
def test_refusal_is_told_apart(text: str) -> None:
    assert teacher(Says(text)).write(BRIEF) == Refusal("refused", "the model declined to write a table", text)


def test_error_of_the_endpoint_is_counted_by_its_kind() -> None:
    written = teacher(Says("", Finish.ERROR, kind="timeout", problem="no answer in time")).write(BRIEF)
    assert written == Refusal("timeout", "no answer in time", "")


def test_statement_that_was_cut_off_is_refused() -> None:
    written = teacher(Says("CREATE TABLE a (x int,", Finish.LENGTH)).write(BRIEF)
    assert isinstance(written, Refusal)
    assert written.kind == "length"


def test_garbage_goes_to_the_filter_that_counts_it() -> None:
    assert teacher(Says("lorem ipsum")).write(BRIEF) == Draft(dialect_of(BRIEF), "lorem ipsum", "", ())


def test_prompt_without_an_answer_is_lost_and_said_to_be() -> None:
    written = list(teacher(Silent("")).write_many([(3, BRIEF), (5, BRIEF)]))
    assert [number for number, _ in written] == [3, 5]
    assert all(isinstance(one, Refusal) and one.kind == "lost" for _, one in written)


def test_table_without_texts_is_refused() -> None:
    # The second stage gets SQL instead of an object.
    written = teacher(Says(DDL)).write(BRIEF)
    assert isinstance(written, Refusal)
    assert written.kind == "json"
    assert "CREATE TABLE" in written.raw


def test_what_it_took_is_counted() -> None:
    with running(then=answering()) as stub, EndpointModel(config_for(stub, model="stub-teacher")) as model:
        llm = teacher(model)
        list(llm.write_many([(number, brief) for number, brief in zip(range(3), briefs(), strict=False)]))
    assert llm.usage.n_calls == len(stub.asked)
    assert llm.usage.n_tokens_in > 0 < llm.usage.n_tokens_out


def test_spent_budget_stops_and_resuming_gives_the_same_dataset() -> None:
    price = TokenPrice("stub-teacher", Decimal(1), Decimal(2), date(2026, 1, 1), "a test")
    written: dict[int, Written] = {}
    with running(then=answering()) as stub:
        config = config_for(stub, model="stub-teacher")
        whole = synthesised(config)
        with (
            EndpointModel(config, budget=CappedBudget(Decimal("0.015")), price=price) as model,
            pytest.raises(BudgetSpent),
        ):
            synthesise(briefs=briefs(), teacher=teacher(model), n=N, on_written=written.__setitem__)
        with EndpointModel(config) as model:
            resumed = synthesise(briefs=briefs(), teacher=teacher(model), n=N, already_written=written)
    assert 0 < len(written) < N
    assert resumed.digest == whole.digest


def test_prompt_says_what_is_wanted_and_the_same_brief_the_same() -> None:
    system, user = table_messages(BRIEF)
    assert (system.role, user.role) == ("system", "user")
    assert "Industry: Industry 311\nUse case: Predictive maintenance" in user.content
    assert table_messages(BRIEF) == (system, user)


def test_both_stages_show_all_examples() -> None:
    system = table_messages(BRIEF)[0].content
    assert [shot.asked in system and shot.ddl in system for shot in SHOTS] == [True] * 3
    assert [shot.told in DOCUMENTING.system for shot in SHOTS] == [True] * 3
    assert len({shot.dialect for shot in SHOTS}) == 3


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.table)
def test_examples_in_the_prompts_pass_the_filters(shot: Shot) -> None:
    sieve = Sieve(test_tables=(), splits={BRIEF.industry.group: "train"}, overlap_is_error=True)
    sifted = sieve.sift(1, BRIEF, Draft(shot.dialect, shot.ddl, shot.description, shot.comments))
    assert isinstance(sifted, Example), sifted
    assert sifted.table.name == shot.table
