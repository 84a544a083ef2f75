"""A version --> one archive with digests, and back into another hub."""

from pathlib import Path
from uuid import uuid4

from django.conf import settings

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.engine.lineage.archive import pack_version, unpack_version
from modelhub.models import ModelVersion
from modelhub.steps.check_model import check_model, check_registered, folder_of
from modelhub.steps.register_model import ModelCard, SourceCard, register_model
from modelhub.steps.store_archive import remove_archive

WITH_FILES = (ModelVersion.Source.LOCAL, ModelVersion.Source.HUB)


class CannotMove(Exception):
    """The version can't be exported or imported; the text says why and what to do."""


def export_version(version: ModelVersion, archive: Path) -> str:
    """Write a version's files, checked, with what is known of it, and return the archive's SHA-256.

    Raises CannotMove, CheckpointRefused, FilesChanged, OSError.
    """
    if version.source not in WITH_FILES:
        raise CannotMove(f"{version.name} has no files here: its texts are {version.get_source_display()}.")
    check_model(version)
    version.refresh_from_db()
    base = version.base
    card = {
        "name": version.name,
        "kind": version.kind,
        "licence": version.licence,
        "aliases": version.aliases,
        "notes": version.notes,
        "digests": version.file_digests,
        "base": {"name": base.name, "digests": base.file_digests} if base else None,
    }
    return pack_version(folder_of(version), archive, card)


def import_version(archive: Path, *, name: str = "") -> ModelVersion:
    """Unpack an archive into the model store and register the version, or leave nothing behind.

    Raises CannotMove, CheckpointRefused, OSError.
    """
    folder = f"imported-{uuid4()}"
    settings.MODEL_STORE.mkdir(parents=True, exist_ok=True)
    card = unpack_version(archive, settings.MODEL_STORE / folder)
    try:
        return _registered(card, folder, name)
    except BaseException:
        remove_archive(folder)
        raise


def _registered(card: dict[str, object], folder: str, name: str) -> ModelVersion:
    fields = {field: _text(card, field) for field in ("name", "kind", "licence", "notes")}
    fields["name"] = (name or fields["name"])[:120]
    if ModelVersion.objects.filter(name=fields["name"]).exists():
        raise CannotMove(f"{fields['name']} is registered already: give the imported one another name.")
    if fields["kind"] not in ModelVersion.Kind.values:
        raise CannotMove(f"The archive says the kind {fields['kind']!r}, which is none.")
    aliases = card.get("aliases")
    version, _ = register_model(
        ModelCard(
            name=fields["name"],
            kind=fields["kind"],
            licence=fields["licence"][:80],
            notes=fields["notes"],
            aliases=tuple(map(str, aliases)) if isinstance(aliases, list) else (),
            source=SourceCard(ModelVersion.Source.LOCAL, folder, base=_base(card)),
        )
    )
    check_registered(version.pk)
    version.refresh_from_db()
    if version.problem or version.file_digests != card.get("digests"):
        problem = version.problem or "its files do not give the digests that the archive says"
        version.delete()
        raise CannotMove(f"{fields['name']} can't be used here: {problem}")
    return version


def _base(card: dict[str, object]) -> ModelVersion | None:
    """Return the registered version whose files are those that the adapter was trained on, whatever it is called here."""
    said = card.get("base")
    if said is None:
        return None
    if not isinstance(said, dict) or not said.get("digests"):
        raise CheckpointRefused("The archive names a base without its digests. Export the version anew.")
    for version in ModelVersion.objects.filter(source__in=WITH_FILES, base=None).exclude(file_digests={}):
        if version.file_digests == said["digests"]:
            return version
    raise CannotMove(
        f"It is an adapter on {said.get('name')}, whose files no version here has. Register and check that base first."
    )


def _text(card: dict[str, object], field: str) -> str:
    value = card.get(field, "")
    if not isinstance(value, str) or "\x00" in value:
        raise CheckpointRefused(f"The archive's {field} is no text. Export the version anew.")
    return value
