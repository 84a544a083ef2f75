"""A programme file: what it says is read, and what is wrong with it is told by line and key."""

from decimal import Decimal

import pytest

from modelhub.engine.train.new_shape import NewShape
from modelhub.programme.plan import ClaimPlan, DatasetPlan
from modelhub.programme.read_programme import read_programme
from modelhub.programme.yaml_tree import FileRefused
from scripts.paths import ROOT
from tests.modelhub.programme.files import FILE, changed


def test_a_file_is_read() -> None:
    programme = read_programme(FILE)

    assert programme.dataset == DatasetPlan("lessons", n=12, seed=3)
    assert programme.training.new_llama == NewShape(64, 1, 400)
    config = programme.training.config(is_new=True)
    assert (config.method, config.learning_rate, config.max_steps) == ("full", 0.001, 3)
    assert [(one.version, one.prompt, one.card) for one in programme.candidates] == [("schema-rules", "long", None)]
    assert programme.study.margin == Decimal("0.1")
    assert programme.study.claims == (ClaimPlan("bespoke", "not_worse", "schema-rules"),)
    assert programme.lines["training.new_llama"] == 10


def test_the_story_is_read() -> None:
    programme = read_programme((ROOT / "fixtures" / "story.yaml").read_text(encoding="utf-8"))

    cards = {one.version: dict(one.card or {}) for one in programme.candidates}
    assert cards["stub-hosted-dear"]["source"] == "endpoint"
    assert cards["stub-hosted-dear"]["revision"] == "stub-hosted-dear"
    assert programme.training.card == {
        "source": "local",
        "location": "bespoke-small",
        "kind": "small_model",
        "licence": "Apache-2.0",
    }
    assert programme.study.simulated


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  n: 12\n", "  n: many\n", "line 6, dataset.n: 'many' is not a whole number from 1 to 200,000"),
        ("  n: 12\n", "  n: 0\n", "line 6, dataset.n: '0' is not a whole number"),
        ("  n: 12\n", "", "line 4, dataset: n is missing"),
        ("  n: 12\n", "  n:\n", "line 6, dataset.n: write a value"),
        ("  n: 12\n", "  n: [12]\n", "line 6, dataset.n: write a value"),
        ("  seed: 3\n", "  sede: 3\n", "line 7, dataset.sede: there is no such key; there are name, teacher, n, seed"),
        ("  seed: 3\n", "  budget_usd: 5\n", "line 7, dataset.budget_usd: the offline teacher spends nothing"),
        ("lead: lead@example.org\n", "", "the file: lead is missing"),
        ("tables: shop", "tables: {set: shop}", "line 3, tables: write a value"),
        ("dataset:\n  name: lessons\n  n: 12\n  seed: 3\n", "dataset: lessons\n", "line 4, dataset: write keys with"),
        ("new_llama: 64x1", "new_llama: 65x1", "line 10, training.new_llama: a hidden size of 65 does not go"),
        ("new_llama: 64x1", "new_llama: large", "line 10, training.new_llama: 'large' is no shape"),
        ("new_llama: 64x1", "prompt: short", "line 8, training: name a base, or the shape of a new_llama"),
        ("max_steps: 3", "steps: 3", "line 12, training.settings: a training has no setting 'steps'"),
        ("max_steps: 3", "max_steps: -3", "line 12, training.settings: max_steps is -3: write a number"),
        ("max_steps: 3", "max_steps: {}", "line 15, training.settings.max_steps: write one value, or a list"),
        ("max_steps: 3", f'seed: "{"&a [" * 50}"', "line 15, training.settings.seed: write a value of at most 60"),
        ("compute: fp32", "method: lora", "line 12, training.settings: a new model has nothing for adapters to build on"),
        ("  - version: schema-rules\n", "", "the file: candidates is missing"),
        ("version: schema-rules", "version: bespoke", "line 19, candidates[1].version: bespoke stands in the study twice"),
        ("version: schema-rules", "version: schema-rules\n    budget_usd: ten", "line 20, candidates[1].budget_usd: 'ten'"),
        ("version: schema-rules", "version: x\n    register: {}", "line 20, candidates[1].register: say where its texts"),
        (
            "version: schema-rules",
            "version: x\n    register: {endpoint: 'https://a.example/v1', modell: m}",
            "line 20, candidates[1].register.modell: there is no such key; there are endpoint, model",
        ),
        ("margin: 0.1", "margin: 10", "line 23, study.margin: '10' is no margin"),
        ("  margin: 0.1\n", "", "line 25, study.claims[1]: “not worse” and “equivalent” need study.margin"),
        ("than: schema-rules", "than: gpt", "line 28, study.claims[1].than: gpt is not in the study"),
        ("is: not_worse", "is: nicer", "line 27, study.claims[1].is: write not_worse, better, equivalent"),
        ("a@example.org, b@", "b@example.org, b@", "line 24, study.raters: named more than once: b@example.org"),
        ("a@example.org, b@", "Lead@example.org, b@", "line 24, study.raters: lead@example.org leads the study"),
        ("name: Small study", "name: Small study\n  seed: 12", "line 22, study.seed: write 64 hexadecimal digits"),
        ("name: Small study", 'name: "Small\\0study"', "line 21, study.name: write one line of at most 120 characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_line_and_key(old: str, new: str, told: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_programme(changed(old, new))

    assert any(problem.startswith(told) for problem in refused.value.problems), refused.value.problems


def test_all_problems_are_told_at_once() -> None:
    text = changed("n: 12", "n: many").replace("margin: 0.1", "margin: wide").replace("name: bespoke", "nom: bespoke")

    with pytest.raises(FileRefused) as refused:
        read_programme(text)

    told = [problem.partition(":")[0] for problem in refused.value.problems]
    assert {"line 6, dataset.n", "line 23, study.margin", "line 9, training.nom", "line 8, training"} <= set(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The file is empty."),
        ("- a\n- b", "the file: write keys with values here, one per line"),
        ("programme: [", "line 1: this is no YAML"),
        ("a: 1\nb: &x 2\n", "line 2: anchors and aliases"),
        ("a: 1\nb: *x\n", "line 2: anchors and aliases"),
        ("a: !!python/object/apply:os.system [id]", "line 1: tags (!) are not taken"),
        ("a: 1\na: 2\n", "line 2: a stands there twice, first in line 1: keep one."),
        ("? [a, b]\n: 1\n", "line 1: a key must be one word."),
        ("a: 1\n---\nb: 2\n", "The file holds more than one document (---): keep one."),
        ("a: " + "[" * 5_000, "line 1: this is nested deeper than any programme."),
        ("a: " + "x" * 200_000, "The file has more than 200,000 characters"),
        ("a: \x07", "This is no YAML: "),
    ],
)
def test_what_is_no_programme_is_refused(text: str, told: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_programme(text)

    assert refused.value.problems[0].startswith(told), refused.value.problems
