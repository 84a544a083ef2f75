"""manage.py rehearse_study NAME --knows VERSION: a draft marked as simulated, rated by a program up to the reveal."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from evaluator.models import Study
from modelhub.demo.quality_beside_cost import summary_of
from modelhub.demo.rehearsal import CannotRehearse, rehearse
from modelhub.models import ModelVersion
from modelhub.steps.open_study import CannotOpen


class Command(BaseCommand):
    """Refuses studies for people. Killed or stopped, the same command goes on where it was."""

    help = "Let simulated raters read and rate a draft that is marked as simulated; lock, analyse and reveal it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="NAME", help="the study's name")
        parser.add_argument(
            "--knows", required=True, metavar="VERSION", help="whose texts the raters take for right, such as reference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(name=options["study"]).order_by("-id").first()
        knows = ModelVersion.objects.filter(name=options["knows"]).first()
        if study is None or knows is None:
            missing = f"study {options['study']}" if study is None else f"version {options['knows']}"
            raise CommandError(f"There is no {missing}.")
        try:
            study = rehearse(study, knows=knows)
        except (CannotRehearse, CannotOpen) as error:
            raise CommandError(f"{error} Run the command again then.") from error
        self.stdout.write("\n".join(summary_of(study)))
        self.stdout.write(f"\nThe report: {settings.SITE_URL}{reverse('hub:report', args=[study.uuid])}")
