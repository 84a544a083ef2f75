"""manage.py verify_study STUDY|EXPORT.json: recompute a study's log, seal, ratings and numbers from what is there."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.export_study import SIMULATED, study_record
from evaluator.verify import verify
from evaluator.verify.check import Check, Record, Status
from evaluator.verify.reading import BadExport, checked, read_export
from modelhub.steps.export_names import sealed_key

NOT_COMPARED = (
    "The record is consistent in itself. Whether it is the one that was published, --commitment and --head tell: "
    "the commitment was shown at opening, the head of the log at the lock."
)
SIGNS = {Status.HOLDS: "✓", Status.BROKEN: "✗", Status.NOT_YET: "·"}


class Command(BaseCommand):
    """Print every check; the exit status is 1 when any of them fails."""

    help = "Verify a study in the database, by its id, or an exported file; exits with 1 when anything does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY|EXPORT.json", help="a study's id, or the path of its JSON export")
        parser.add_argument("--commitment", metavar="HEX", help="the commitment as it was published at opening")
        parser.add_argument(
            "--head", metavar="HEX", help="a head of the log as it was published, at the lock for instance"
        )

    def handle(self, *args: object, study: str, commitment: str | None, head: str | None, **options: object) -> None:
        record = _record(study)
        checks = [*verify(record), *_published(record, commitment, head)]
        for line in (*_heading(record), *map(_line, checks)):
            self.stdout.write(_printable(line))
        n_broken = sum(check.status is Status.BROKEN for check in checks)
        if n_broken:
            raise CommandError(f"{n_broken} of {len(checks)} checks failed: this is not the study that was sealed.")
        n_not_yet = sum(check.status is Status.NOT_YET for check in checks)
        self.stdout.write(
            f"{len(checks) - n_not_yet} checks hold" + (f", {n_not_yet} can't be made." if n_not_yet else ".")
        )
        if not (commitment and head):
            self.stdout.write(NOT_COMPARED)


def _published(record: Record, commitment: str | None, head: str | None) -> Iterator[Check]:
    """A record can be consistent and yet not the one that people were shown: only what they noted down tells."""
    if commitment:
        same = commitment.strip().lower() == record["commitment"]["digest"]
        yield Check("The commitment is the published one", Status.HOLDS if same else Status.BROKEN)
    if head:
        known = head.strip().lower() in {entry["digest"] for entry in record["log"]}
        yield Check("The published head is an entry of the log", Status.HOLDS if known else Status.BROKEN)


def _record(study: str) -> Record:
    try:
        study_id = UUID(study)
    except ValueError:
        return _from_file(Path(study))
    found = Study.objects.filter(uuid=study_id).first()
    if found is None:
        raise CommandError(f"No study has the id {study_id}; it stands in the address of the study's page.")
    try:
        return checked(study_record(found, key=sealed_key(found)), f"study {study_id}")
    except (NotNow, BadExport) as error:
        raise CommandError(str(error)) from error


def _from_file(path: Path) -> Record:
    try:
        return read_export(path)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Give a study's id or the path of its JSON export.") from error
    except BadExport as error:
        raise CommandError(str(error)) from error


def _heading(record: Record) -> tuple[str, ...]:
    study = record["study"]
    facts = (
        f"{study['name']} ({study['uuid']}), {study['state']}",
        f"commitment  {record['commitment']['digest']}",
        f"log head    {record['log'][-1]['digest'] if record['log'] else 'none'}",
    )
    told = tuple(f"{event:<12}{entry['digest']}" for event, entry in _steps(record))
    return (*facts, *told, *([SIMULATED] if study["simulated"] else []))


def _steps(record: Record) -> Iterator[tuple[str, dict[str, str]]]:
    names = {"study_opened": "opened", "study_locked": "locked", "study_revealed": "revealed"}
    return ((names[entry["event"]], entry) for entry in record["log"] if entry["event"] in names)


def _line(check: Check) -> str:
    return f"{SIGNS[check.status]} {check.claim}" + (f": {check.why}" if check.why else "")


def _printable(line: str) -> str:
    """Keep what a foreign file says from steering the terminal."""
    return "".join(character if character.isprintable() else "?" for character in line)
