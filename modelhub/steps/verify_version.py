"""A version --> every claim of its lineage computed anew: files, base, dataset, filter report, prompt template, configuration.

What can't be computed anew is told by `notes_on`.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from modelhub.engine.checkpoints import CheckpointRefused, open_checkpoint
from modelhub.engine.lineage.code_version import code_version
from modelhub.engine.lineage.manifest import Manifest, read_manifest
from modelhub.engine.lineage.verify import verify_base
from modelhub.engine.prompts import TEMPLATES
from modelhub.engine.prompts import PromptTemplate as EnginePrompt
from modelhub.engine.train import TrainingRefused
from modelhub.engine.train.config import TrainingConfig, config_from
from modelhub.engine.train.examples import examples_of
from modelhub.engine.train.template_of import template_of
from modelhub.models import Dataset, ModelVersion, PromptTemplate, TrainingRun
from modelhub.steps.check_model import FilesChanged, check_model, folder_of
from modelhub.steps.dataset_lines import bodies_of
from modelhub.steps.training_files import report_bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a version says of itself; `found` is None where it holds."""

    what: str
    found: str | None

    @property
    def holds(self) -> bool:
        """Whether it is as it was said."""
        return self.found is None


def verify_version(version: ModelVersion) -> list[Claim]:
    """Compute every digest of a version anew; reads every byte of its files and its base's."""
    claims = [Claim("its files are those that were registered", _told(lambda: _check_files(version)))]
    manifest = _manifest(version)
    if manifest is not None:
        claims += _of_manifest(version, manifest, _training(version))
    return claims


def notes_on(version: ModelVersion) -> list[str]:
    """Return what was not computed anew, and why, and whether other code than this trained the version."""
    manifest = _manifest(version)
    if manifest is None:
        return ["it has no manifest: only its files were compared"]
    notes, training = [], _training(version)
    if training is None:
        parts = f"{'' if version.base else 'base, '}dataset, filter report, prompt template and configuration"
        notes.append(f"no training of this hub made it: its {parts} could not be computed again")
    elif training.base is None:
        notes.append("the new model that it began as is not kept, so its digests could not be computed again")
    if (code := manifest.origin.get("code")) != code_version():
        notes.append(f"trained by other code than this: {code}, here {code_version()}")
    return notes


def _training(version: ModelVersion) -> TrainingRun | None:
    return TrainingRun.objects.filter(result=version).select_related("base", "dataset").first()


def _check_files(version: ModelVersion) -> None:
    if not version.file_digests:
        raise FilesChanged("no digests are kept: a worker has not checked the files yet")
    check_model(version)


def _manifest(version: ModelVersion) -> Manifest | None:
    try:
        return read_manifest(folder_of(version))
    except CheckpointRefused:
        return None  # Said by the first claim.


def _of_manifest(version: ModelVersion, manifest: Manifest, training: TrainingRun | None) -> Iterator[Claim]:
    base = version.base or (training.base if training else None)
    if base is not None:
        yield Claim(f"it was trained on the files of {base.name}", _told(lambda: _check_base(base, manifest)))
    if training is not None:
        yield Claim(f"it was trained on {training.dataset.name}", _of_dataset(training.dataset, manifest))
        yield Claim("the filter report is that of the dataset", _of_report(training.dataset, manifest))
        yield Claim("its prompts are those of the template that it names", _of_template(training.dataset, manifest))
        yield Claim("its configuration is that of the training", _of_config(version, training))


def _check_base(base: ModelVersion, manifest: Manifest) -> None:
    if differences := verify_base(open_checkpoint(folder_of(base)), manifest):
        raise FilesChanged("; ".join(differences))


def _of_dataset(dataset: Dataset, manifest: Manifest) -> str | None:
    digest = hashlib.sha256()
    for body in bodies_of(dataset):
        digest.update(f"{body}\n".encode())
    return _differs(digest.hexdigest(), manifest.part("dataset").get("file"))


def _of_report(dataset: Dataset, manifest: Manifest) -> str | None:
    return _differs(hashlib.sha256(report_bytes(dataset)).hexdigest(), manifest.part("dataset").get("filter_report"))


def _of_template(dataset: Dataset, manifest: Manifest) -> str | None:
    """Look which template makes the dataset's prompts, row by row: a built-in one, or the stored one that is named."""
    told = manifest.origin.get("prompt_template")
    stored = PromptTemplate.objects.filter(digest=str(told))
    templates = [*TEMPLATES.values(), *(EnginePrompt(one.name, one.system, one.user) for one in stored)]
    lines = enumerate((f"{body}\n".encode() for body in bodies_of(dataset)), start=1)
    try:
        found = template_of(examples_of(lines, name=dataset.name), templates)
    except TrainingRefused as error:
        return str(error)
    if found is None and told is not None:
        return f"no template that is known here makes them, and it names {str(told)[:16]}…"
    return _differs(str(found), str(told))


def _of_config(version: ModelVersion, training: TrainingRun) -> str | None:
    try:
        config: TrainingConfig = config_from(training.config)
    except TrainingRefused as error:
        return str(error)
    path = folder_of(version) / "training_config.json"
    if not path.is_file():
        return "training_config.json is missing"
    return _differs(hashlib.sha256(path.read_bytes().strip()).hexdigest(), config.digest)


def _differs(found: str, told: object) -> str | None:
    return None if found == told else f"the digest is {found[:16]}…, not {str(told)[:16]}…"


def _told(check: Callable[[], object]) -> str | None:
    try:
        check()
    except (CheckpointRefused, FilesChanged, OSError) as error:
        return str(error)
    return None
