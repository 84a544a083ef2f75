"""Verification of a record: what holds, what is sealed, and which forgery each check catches."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from evaluator.verify import verify
from evaluator.verify.check import Status
from tests.evaluator.verify.forgery import (
    FORGED_NUMBERS,
    FORGERIES,
    keep_lengths_back,
    log_says,
    refrozen,
    relogged,
    resealed,
)

# The database is where the records come from.
pytestmark = pytest.mark.django_db

Json = dict[str, Any]
SEALED_UNTIL_REVEAL = {
    "Nonce and payload give the published commitment",
    "Plan, code version and key are the sealed ones",
    "The schedule is the sealed one",
    "Arm codes, blocks and schedule are drawn from the seed",
    "The texts are the sealed ones",
    "The pairs left out as identical have equal texts",
    "The names are those of the sealed envelope",
    "The comments are those that the lock froze",
    "The guesses are those that the reveal froze",
    "The blinding indices follow from the guesses",
}


def with_status(record: Json, status: Status) -> dict[str, str]:
    """Return the reasons by claim of the checks with a status."""
    return {check.claim: check.why for check in verify(record) if check.status is status}


def test_verify_holds_in_every_claim_after_the_reveal(revealed: Json) -> None:
    assert set(with_status(revealed, Status.HOLDS)) == set(FORGERIES)


def test_verify_at_the_lock_says_what_is_sealed(locked: Json) -> None:
    assert with_status(locked, Status.NOT_YET) == dict.fromkeys(SEALED_UNTIL_REVEAL, "sealed until the reveal")
    assert set(with_status(locked, Status.HOLDS)) == FORGERIES.keys() - SEALED_UNTIL_REVEAL


@pytest.mark.parametrize("claim", FORGERIES)
def test_verify_catches_a_forgery_of_each_claim(revealed: Json, claim: str) -> None:
    FORGERIES[claim](revealed)

    assert claim in with_status(revealed, Status.BROKEN)


@pytest.mark.parametrize("claim", sorted(FORGERIES.keys() - SEALED_UNTIL_REVEAL))
def test_verify_catches_forgeries_before_the_reveal_too(locked: Json, claim: str) -> None:
    FORGERIES[claim](locked)

    assert claim in with_status(locked, Status.BROKEN)


def test_verify_names_the_text_that_was_polished(revealed: Json) -> None:
    text = revealed["texts"][4]
    FORGERIES["The texts are the sealed ones"](revealed)

    table = next(table["name"] for table in revealed["tables"] if table["digest"] == text["table"])
    why = with_status(revealed, Status.BROKEN)["The texts are the sealed ones"]
    assert why == f"the text of arm {text['arm']} on table {table} is not the sealed one"


def test_verify_catches_a_text_without_its_digest(revealed: Json) -> None:
    revealed["texts"][0]["comments"][0] = "Another comment."

    why = with_status(revealed, Status.BROKEN)
    # A text of another length may change what follows from lengths, and nothing else.
    assert why.pop("The numbers of the report follow from the ratings", "length").endswith("length")
    assert why.keys() == {"The texts are the sealed ones"}


def test_verify_catches_a_text_that_is_left_out(revealed: Json) -> None:
    revealed["texts"].pop(0)

    why = with_status(revealed, Status.BROKEN)["The texts are the sealed ones"]
    assert why == "18 texts were sealed, 17 are here"


def test_verify_catches_names_swapped_inside_the_envelope(revealed: Json) -> None:
    one, other, _ = revealed["arms"]
    revealed["key"]["payload"] = (
        revealed["key"]["payload"]
        .replace(f'"{one}":', '"-":')
        .replace(f'"{other}":', f'"{one}":')
        .replace('"-":', f'"{other}":')
    )

    assert "The names are those of the sealed envelope" in with_status(revealed, Status.BROKEN)


def test_verify_catches_another_envelope_with_its_own_digest(revealed: Json) -> None:
    log_says(revealed, "study_opened", key="0" * 64)

    broken = with_status(revealed, Status.BROKEN)
    assert broken.keys() == {
        "Plan, code version and key are the sealed ones",
        "The names are those of the sealed envelope",
    }


def test_verify_catches_nonces_that_differ_from_the_published_ones(revealed: Json) -> None:
    log_says(revealed, "study_revealed", nonce="0" * 64, key_nonce="0" * 64)

    assert with_status(revealed, Status.BROKEN).keys() == {
        "Nonce and payload give the published commitment",
        "The names are those of the sealed envelope",
    }


@pytest.mark.parametrize("part", ["seed", "texts", "comments", "guesses"])
def test_verify_does_not_let_a_revealed_study_keep_parts_back(revealed: Json, part: str) -> None:
    revealed[part] = None

    why = with_status(revealed, Status.BROKEN)["The log tells of the study's opening, lock and reveal once each"]
    assert why == f"the study is revealed, but these parts are null: {part}"


def test_verify_catches_a_study_that_says_it_is_still_locked(revealed: Json) -> None:
    revealed["study"]["state"] = "locked"

    assert "The log tells of the study's opening, lock and reveal once each" in with_status(revealed, Status.BROKEN)


def test_verify_catches_a_rating_left_out_and_frozen_anew(revealed: Json) -> None:
    revised = next(index for index, rating in enumerate(revealed["ratings"]) if rating["revision"] == 2)
    del revealed["ratings"][revised - 1]
    refrozen(revealed)

    why = with_status(revealed, Status.BROKEN)
    assert why["Every rating is on a scheduled pair, by its rater, with the sides as drawn"].endswith(
        "revision 1 is missing"
    )


def test_verify_catches_a_shown_side_against_the_schedule(revealed: Json) -> None:
    revealed["ratings"][5]["shown_swapped"] = not revealed["ratings"][5]["shown_swapped"]
    refrozen(revealed)

    why = with_status(revealed, Status.BROKEN)
    assert why["Every rating is on a scheduled pair, by its rater, with the sides as drawn"].endswith(
        "the sides were shown the other way round than scheduled"
    )


def test_verify_recomputes_the_numbers_from_votes_frozen_anew(revealed: Json) -> None:
    for rating in revealed["ratings"]:
        if rating["grade"]:
            rating["grade"] = abs(rating["grade"])
    refrozen(revealed)

    assert with_status(revealed, Status.BROKEN).keys() == {"The numbers of the report follow from the ratings"}


@pytest.mark.parametrize("forged", FORGED_NUMBERS)
def test_verify_recomputes_every_part_of_the_analysis(revealed: Json, forged: str) -> None:
    FORGED_NUMBERS[forged](revealed)

    why = with_status(revealed, Status.BROKEN)
    assert why == {"The numbers of the report follow from the ratings": f"computed again, these differ: {forged}"}


def test_verify_does_not_let_a_revealed_study_keep_back_what_lengths_tell(revealed: Json) -> None:
    keep_lengths_back(revealed)

    why = with_status(revealed, Status.BROKEN)
    assert why == {"The numbers of the report follow from the ratings": "computed again, these differ: length"}


def test_verify_recomputes_at_the_lock_all_but_what_lengths_tell(locked: Json) -> None:
    assert locked["analysis"]["result"]["length"] is None
    assert with_status(locked, Status.BROKEN) == {}

    FORGED_NUMBERS["report.comments"](locked)

    assert with_status(locked, Status.BROKEN).keys() == {"The numbers of the report follow from the ratings"}


def test_verify_leaves_numbers_of_other_code_to_that_code(revealed: Json) -> None:
    other = "0.0.9+0000000000000000"
    revealed["analysis"]["code_version"] = other
    numbers = "The numbers of the report follow from the ratings"

    assert "the log tells of none" in with_status(revealed, Status.BROKEN)[numbers]

    place = next(place for place, entry in enumerate(revealed["log"]) if entry["event"] == "study_locked")
    told = {**revealed["log"][place], "event": "deviation", "detail": json.dumps({"code": other, "planned": "this"})}
    revealed["log"].insert(place, told)
    relogged(revealed)
    assert with_status(revealed, Status.NOT_YET)[numbers].startswith(f"made by code {other}")


@pytest.mark.parametrize(
    "forge",
    [
        lambda record: record["study"].update(name="Our real study"),
        lambda record: record["study"].update(simulated=True),
        lambda record: record.update(notice="Simulated raters"),
        lambda record: record["raters"][0].update(simulated=True),
        lambda record: record["tables"][0].update(name="shop.other"),
        lambda record: record["tables"][0].update(domain="Banking"),
        lambda record: record["tables"][0].update(n_columns=99),
    ],
    ids=["name", "simulated", "notice", "rater", "table", "domain", "columns"],
)
def test_verify_catches_a_study_that_passes_for_another(revealed: Json, forge: Callable[[Json], None]) -> None:
    forge(revealed)

    assert "The study is run as its plan says" in with_status(revealed, Status.BROKEN)


def test_verify_catches_an_envelope_without_names(revealed: Json) -> None:
    for arm in revealed["key"]["arms"].values():
        arm.clear()

    assert "has no model" in with_status(revealed, Status.BROKEN)["The names are those of the sealed envelope"]


def test_verify_waits_for_indices_that_are_not_measured_yet(revealed: Json) -> None:
    revealed["blinding"] = None

    assert with_status(revealed, Status.NOT_YET) == {
        "The blinding indices follow from the guesses": "the blinding is not measured yet"
    }


def test_verify_survives_bytes_that_are_no_json(revealed: Json) -> None:
    revealed["commitment"]["payload"] = revealed["commitment"]["plan"] = revealed["key"]["payload"] = "{"
    revealed["log"][0]["detail"] = "["
    relogged(revealed)

    assert "Nonce and payload give the published commitment" in with_status(revealed, Status.BROKEN)


@pytest.mark.parametrize("part", ["schedule", "texts", "plan"])
@pytest.mark.parametrize("value", [None, 3, [], [[1.5]], {"a": 1}])
def test_verify_survives_a_payload_of_another_shape(revealed: Json, part: str, value: object) -> None:
    revealed["commitment"]["payload"] = json.dumps({part: value})

    assert "Nonce and payload give the published commitment" in with_status(revealed, Status.BROKEN)


def test_resealing_alone_changes_nothing_that_is_checked(revealed: Json) -> None:
    resealed(revealed)

    assert with_status(revealed, Status.BROKEN) == {}
