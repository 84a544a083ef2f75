"""Programme --> its steps, one after the other; killed at any moment, the same call goes on where it ended."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

from modelhub.models import ModelVersion
from modelhub.programme.draft_study import draft_study
from modelhub.programme.generate import generate
from modelhub.programme.journal import in_step, refuse_changes
from modelhub.programme.plan import Programme
from modelhub.programme.preflight import Ready, check_programme, is_here
from modelhub.programme.stopped import ProgrammeStopped
from modelhub.programme.train import make_dataset, train
from modelhub.steps.check_model import check_registered
from modelhub.steps.register_model import register_model
from modelhub.steps.verify_version import verify_version

WITH_FILES = (ModelVersion.Source.LOCAL, ModelVersion.Source.HUB)
# Takes a sentence about what was done.
Say = Callable[[str], None]


def carry_out(programme: Programme, say: Say) -> None:
    """Do what is left of a programme. Raises FileRefused before anything is begun, ProgrammeStopped when a step can't end."""
    with _alone():
        refuse_changes(programme)
        ready = check_programme(programme)
        _register(programme, ready, say)
        with in_step(programme, "dataset"):
            dataset = make_dataset(programme.dataset)
            say(f"dataset   {dataset.name}: {dataset.n_examples:,} examples, digest {dataset.digest[:16]}…")
        with in_step(programme, "training"):
            version = train(programme.training, dataset)
            say(f"training  {version.name}: manifest {version.manifest_digest[:16]}…")
        _verify(programme, version, say)
        runs = [generate(programme, name, ready, say) for name in _versions(programme)]
        draft_study(programme, runs, ready, say)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one command at a time work on programmes here: two would do some steps twice. The lock ends with its process."""
    with (settings.VAR_DIR / "programme.lock").open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ProgrammeStopped("Another run_programme is at work here: wait for it.") from error
        yield


def _versions(programme: Programme) -> list[str]:
    return [programme.training.name, *(candidate.version for candidate in programme.candidates)]


def _register(programme: Programme, ready: Ready, say: Say) -> None:
    for name, card in sorted(ready.cards.items()):
        if name == programme.training.base and programme.training.new_llama and not is_here(card):
            say(f"register  {name}: its files are not here, a new model takes its place")
            continue
        with in_step(programme, f"register {name}"):
            version, is_new = register_model(card)
            if version.source in WITH_FILES and not version.file_digests:
                check_registered(version.pk)
                version.refresh_from_db()
            if version.problem:
                raise ProgrammeStopped(f"{name} is registered, and its files can't be used: {version.problem}")
            say(f"register  {name}: {'registered' if is_new else 'registered before'}")


def _verify(programme: Programme, version: ModelVersion, say: Say) -> None:
    with in_step(programme, "verify") as step:
        if step.ended_at is not None:
            say(f"verify    {version.name}: verified before; manage.py verify_model does it again")
            return
        claims = verify_version(version)
        if failed := [claim for claim in claims if not claim.holds]:
            told = "; ".join(f"{claim.what}: {claim.found}" for claim in failed)
            raise ProgrammeStopped(f"{len(failed)} of {len(claims)} claims about {version.name} fail: {told}")
        say(f"verify    {version.name}: all {len(claims)} claims of its lineage hold")
