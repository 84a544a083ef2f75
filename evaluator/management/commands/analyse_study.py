"""Analyse a locked study here and now, for machines where no worker runs."""

from argparse import ArgumentParser
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.analyse_ratings import RatingsChanged, analyse_ratings


class Command(BaseCommand):
    help = "Compute and store the analysis of a locked study; a second time changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", type=UUID, metavar="UUID", help="the study's id, from the address of its page")

    def handle(self, *args: object, study: UUID, **options: object) -> None:
        found = Study.objects.filter(uuid=study).first()
        if found is None:
            raise CommandError(f"No study has the id {study}; it stands in the address of the study's page.")
        try:
            analysis = analyse_ratings(found.pk)
        except (NotNow, RatingsChanged) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{found.name}: analysed; ratings {analysis.inputs_digest}, code {analysis.code_version}")
