"""Open a draft here and now whose lead has asked for it, for machines where no worker runs."""

from argparse import ArgumentParser
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from evaluator.models import Study
from evaluator.steps.ask_opening import opening_of
from modelhub.steps.carry_out_opening import carry_out_opening
from modelhub.steps.open_study import shut_gates


class Command(BaseCommand):
    help = "Open a large draft, as a worker would, after its lead has pressed “Open the study” on its page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", type=UUID, metavar="UUID", help="the study's id, from the address of its page")

    def handle(self, *args: object, study: UUID, **options: object) -> None:
        found = Study.objects.filter(uuid=study).first()
        if found is None:
            raise CommandError(f"No study has the id {study}; it stands in the address of the study's page.")
        asked = opening_of(found) is not None
        carry_out_opening(found.pk)
        found.refresh_from_db()
        if found.state == Study.State.DRAFT:
            raise CommandError(_why_not(found, asked=asked))
        self.stdout.write(f"{found.name}: {found.state}; commitment {found.commitment.digest}")


def _why_not(study: Study, *, asked: bool) -> str:
    if not asked:
        return "Nobody has asked for it: its lead presses “Open the study” on its page, where it says what that fixes."
    opening = opening_of(study)
    if opening is None:
        return " ".join(shut_gates(study)) or "It is a draft again: look at its page."
    return opening.stopped or "A worker is at it; its page says how far it is."
