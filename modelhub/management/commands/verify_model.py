"""manage.py verify_model VERSION: the digests of a version's lineage, computed again from what is kept here."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from modelhub.models import ModelVersion
from modelhub.steps.verify_version import notes_on, verify_version


class Command(BaseCommand):
    """Reads every byte of the version's files and of its base's."""

    help = (
        "Compute a version's digests again: files, manifest, base, dataset, filter report, prompt template, configuration; "
        "and say what could not be computed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", metavar="VERSION", help="its name")

    def handle(self, *args: Any, **options: Any) -> None:
        version = ModelVersion.objects.select_related("base").filter(name=options["version"]).first()
        if version is None:
            raise CommandError(f"No version is called {options['version']}.")
        if version.source not in (ModelVersion.Source.LOCAL, ModelVersion.Source.HUB):
            raise CommandError(f"{version.name} has no files here: its texts are {version.get_source_display()}.")
        claims = verify_version(version)
        for claim in claims:
            self.stdout.write(
                f"{'holds ' if claim.holds else 'FAILS '} {claim.what}{'' if claim.holds else f': {claim.found}'}"
            )
        for note in notes_on(version):
            self.stdout.write(f"note   {note}")
        if failed := [claim for claim in claims if not claim.holds]:
            raise CommandError(f"{len(failed)} of {len(claims)} claims about {version.name} fail. Runs refuse it.")
        if version.manifest_digest:
            self.stdout.write(f"manifest {version.manifest_digest}")
