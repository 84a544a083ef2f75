"""fixtures/story.yaml, and real endpoints of the environment where there are some --> the story's programme file."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.paths import ROOT
from scripts.start_error import StartError

FILE = ROOT / "fixtures" / "story.yaml"
# A hosted model of the story, and the beginning of the variables that put a real one in its place.
HOSTED = {"stub-hosted-cheap": "STORY_CHEAP_", "stub-hosted-dear": "STORY_DEAR_"}
NEEDED, OPTIONAL = ("URL", "MODEL", "LICENCE"), ("KEY_VARIABLE", "PRICE")
KEYS = {"URL": "endpoint", "MODEL": "model", "LICENCE": "licence", "KEY_VARIABLE": "key_variable", "PRICE": "price"}


@dataclass(frozen=True, slots=True)
class Story:
    """The programme as it stands in the file, and the cards of real endpoints by the stub that each replaces."""

    content: dict[str, Any]
    real: Mapping[str, Mapping[str, str]]

    @property
    def study(self) -> str:
        """Return the name of its study."""
        return str(self.content["study"]["name"])

    @property
    def needs_stub(self) -> bool:
        """Whether a stub stands in for some hosted model."""
        asked = {candidate["version"] for candidate in self.content["candidates"]}
        return bool(asked & HOSTED.keys() - self.real.keys())


def read_story(environment: Mapping[str, str]) -> Story:
    """Return the story; STORY_FILE names another file of the same form. Raises StartError."""
    path = Path(environment.get("STORY_FILE", "").strip() or FILE)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        names = {str(candidate["version"]) for candidate in content["candidates"]} | {str(content["study"]["name"])}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError) as error:
        raise StartError(f"{path} is no programme with candidates and a study ({error}); see docs/story.md.") from error
    cards = {stub: _card(start, environment) for stub, start in HOSTED.items() if stub in names}
    return Story(content, {stub: card for stub, card in cards.items() if card})


def write_programme(story: Story, port: int | None, folder: Path) -> Path:
    """Write the programme with its addresses into the folder, and return its path."""
    content = copy.deepcopy(story.content)
    renamed = {stub: card["model"] for stub, card in story.real.items()}
    for candidate in content["candidates"]:
        name = candidate["version"]
        if name in story.real:
            candidate["register"] = {"kind": "large_model", **story.real[name]}
        elif name in HOSTED:
            candidate.setdefault("register", {"model": name, "kind": "rules", "licence": "Apache-2.0"})
            candidate["register"]["endpoint"] = f"http://127.0.0.1:{port}/v1"
        candidate["version"] = renamed.get(name, name)
    for claim in content["study"].get("claims", ()):
        claim.update({key: renamed.get(claim[key], claim[key]) for key in ("version", "than")})
    path = folder / "story.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def _card(start: str, environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return how a real endpoint is registered; empty where none is configured."""
    given = {name: environment.get(f"{start}{name}", "").strip() for name in (*NEEDED, *OPTIONAL)}
    if not any(given.values()):
        return {}
    if missing := [f"{start}{name}" for name in NEEDED if not given[name]]:
        raise StartError(f"{', '.join(missing)} must be set too, where a real endpoint takes a stub's place.")
    return {KEYS[name]: value for name, value in given.items() if value}
