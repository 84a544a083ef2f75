"""The story's programme file: stubs get an address, real endpoints of the environment take their places."""

from pathlib import Path

import pytest

from modelhub.programme.read_programme import read_programme
from scripts.start_error import StartError
from scripts.story_file import read_story, write_programme
from scripts.stub_port import stub_port

REAL = {
    "STORY_DEAR_URL": "https://api.example.com/v1",
    "STORY_DEAR_MODEL": "large-1",
    "STORY_DEAR_LICENCE": "LicenseRef-Example-terms",
    "STORY_DEAR_KEY_VARIABLE": "EXAMPLE_API_KEY",
}


def test_stubs_get_the_address_of_this_machine(tmp_path: Path) -> None:
    story = read_story({})

    path = write_programme(story, 4711, tmp_path)

    programme = read_programme(path.read_text(encoding="utf-8"))
    assert story.needs_stub
    assert [dict(one.card or {})["location"] for one in programme.candidates] == ["http://127.0.0.1:4711/v1"] * 2
    assert programme.training.config(is_new=True).learning_rate == 5e-4


def test_a_real_endpoint_takes_a_stubs_place_and_name(tmp_path: Path) -> None:
    story = read_story(REAL | {"STORY_FILE": ""})

    programme = read_programme(write_programme(story, 4711, tmp_path).read_text(encoding="utf-8"))

    assert story.needs_stub
    cheap, dear = programme.candidates
    assert cheap.version == "stub-hosted-cheap"
    assert (dear.version, dict(dear.card or {})) == (
        "large-1",
        {
            "source": "endpoint",
            "location": "https://api.example.com/v1",
            "revision": "large-1",
            "kind": "large_model",
            "licence": "LicenseRef-Example-terms",
            "key_variable": "EXAMPLE_API_KEY",
        },
    )


def test_both_real_endpoints_need_no_stub_and_claims_follow(tmp_path: Path) -> None:
    cheap = {name.replace("DEAR", "CHEAP"): value.replace("large-1", "small-1") for name, value in REAL.items()}

    story = read_story(REAL | cheap)

    assert not story.needs_stub
    programme = read_programme(write_programme(story, None, tmp_path).read_text(encoding="utf-8"))
    assert programme.study.claims[0].than == "small-1"


def test_half_an_endpoint_is_refused() -> None:
    with pytest.raises(StartError, match="STORY_CHEAP_MODEL, STORY_CHEAP_LICENCE must be set too"):
        read_story({"STORY_CHEAP_URL": "https://api.example.com/v1"})


@pytest.mark.parametrize("text", ["", "a: [", "candidates: 3", "candidates: []", "study: {name: x}"])
def test_a_file_that_is_no_story_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.yaml").write_text(text)

    with pytest.raises(StartError, match=r"mine\.yaml is no programme"):
        read_story({"STORY_FILE": str(tmp_path / "mine.yaml")})


def test_the_port_stays(tmp_path: Path) -> None:
    assert stub_port(tmp_path) == stub_port(tmp_path)
