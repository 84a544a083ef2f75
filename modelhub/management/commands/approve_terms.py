"""manage.py approve_terms DATASET --why …: the recorded word that a teacher's terms allow training on its texts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluator.models import User
from modelhub.models import Dataset
from modelhub.steps.approve_terms import NothingToApprove, approve_terms


class Command(BaseCommand):
    """Counts for all datasets of the same teacher under the same terms."""

    help = "Record that the terms of a dataset's teacher allow training on what it wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", metavar="DATASET", help="its name")
        parser.add_argument("--why", required=True, help="what the terms say, and where")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who has read them")

    def handle(self, *args: Any, **options: Any) -> None:
        dataset = Dataset.objects.filter(name=options["dataset"]).first()
        person = User.objects.filter(email__iexact=options["by"]).first()
        if dataset is None or person is None:
            missing = "dataset" if dataset is None else "person"
            name = options["dataset"] if dataset is None else options["by"]
            raise CommandError(f"There is no {missing} {name}.")
        why = options["why"].strip()[:300]
        if not why:
            raise CommandError("--why needs a reason.")
        try:
            approve_terms(dataset, approved_by=person, why=why)
        except NothingToApprove as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Recorded: models may be trained on texts of {dataset.teacher_name} under {dataset.terms}.")
