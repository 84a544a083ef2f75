"""Raters that read: what agrees with the reference wins, whoever wrote it; a study for people is left alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from evaluator.models import Arm, Rating, Study, TableSet, User
from modelhub.demo.reading_raters import quality_of_texts
from modelhub.models import ArmKey, GenerationRun
from modelhub.steps.register_model import ModelCard, register_model
from modelhub.steps.store_run import OutputText, RunCard, store_run
from tests.makers import make_person, make_study, make_tables

pytestmark = pytest.mark.django_db
GOOD, POOR = "One row per parcel that a depot weighed before loading.", "Some things of various kinds."


def written_by(name: str, tables: TableSet, text: str) -> GenerationRun:
    version, _ = register_model(ModelCard(name, kind="rules", licence="Apache-2.0"))
    outputs = [
        OutputText(
            table, text, tuple(f"{text} {column['name']}" for column in table.columns), raw=f"{name} {table.name}"
        )
        for table in tables.tables.order_by("id")
    ]
    return store_run(RunCard(version, tables, GenerationRun.Source.UPLOAD, f"{name}.jsonl"), outputs)


def draft(*, names: tuple[str, str], simulated: bool = True) -> Study:
    """Store a draft in which the first of the names wrote what the raters take for right."""
    tables = make_tables(6)
    written_by("known", tables, GOOD)
    runs = [written_by(name, tables, text) for name, text in zip(names, (GOOD, POOR), strict=True)]
    return make_study(make_person("lead@example.org", "lead"), runs=runs, simulated=simulated, name="Rehearsed")


def rehearsed() -> str:
    out = StringIO()
    call_command("rehearse_study", "Rehearsed", "--knows", "known", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("names", [("alpha one", "zeta two"), ("zeta two", "alpha one")])
def test_the_better_text_wins_whatever_its_writer_is_called(names: tuple[str, str]) -> None:
    draft(names=names)

    said = rehearsed()

    study = Study.objects.get()
    assert study.state == "revealed"
    assert all(person.simulated for person in User.objects.filter(email__startswith="rater-"))
    assert f"{names[0]} is better than {names[1]}" in said
    assert said.startswith("SIMULATED RATERS")
    assert f"/studies/{study.uuid}/report/" in said
    n_ratings = Rating.objects.count()

    assert rehearsed() == said
    assert Rating.objects.count() == n_ratings


def test_quality_is_by_table_and_arm_and_falls_with_what_is_wrong() -> None:
    study = draft(names=("alpha one", "zeta two"))
    known = GenerationRun.objects.get(model_version__name="known")
    code_of = dict(ArmKey.objects.values_list("run__model_version__name", "arm__code"))

    quality = quality_of_texts(study, known)

    digests = set(study.tables.values_list("table__digest", flat=True))
    assert set(quality) == {(digest, code) for digest in digests for code in Arm.objects.values_list("code", flat=True)}
    for digest in digests:
        assert quality[digest, code_of["alpha one"]] > quality[digest, code_of["zeta two"]] + 1


def test_a_study_for_people_is_refused() -> None:
    draft(names=("alpha one", "zeta two"), simulated=False)

    with pytest.raises(CommandError, match="Rehearsed is a study for people"):
        rehearsed()

    assert Study.objects.get().state == "draft"


def test_a_persons_address_is_refused() -> None:
    draft(names=("alpha one", "zeta two"))
    make_person("rater-2@example.org", "rater")

    with pytest.raises(CommandError, match=r"rater-2@example\.org is a person's address"):
        rehearsed()

    assert Study.objects.get().state == "draft"


def test_a_version_that_does_not_document_the_tables_is_refused() -> None:
    draft(names=("alpha one", "zeta two"))
    written_by("elsewhere", make_tables(1, name="other"), GOOD)

    with pytest.raises(CommandError, match="elsewhere does not document every table"):
        call_command("rehearse_study", "Rehearsed", "--knows", "elsewhere")
