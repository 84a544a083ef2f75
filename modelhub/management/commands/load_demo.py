"""manage.py load_demo: the demo's tables, writers, people and two studies; a second time it adds nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from evaluator.models import TableSet
from modelhub.demo.content import SET_NAME
from modelhub.demo.people import add_people
from modelhub.demo.studies import add_open_study, add_revealed_study
from modelhub.demo.writers import add_writers


class Command(BaseCommand):
    """Loads everything or nothing."""

    help = "Load the demo: 62 tables, three writers, one open study, and one with simulated raters."

    def handle(self, *args: Any, **options: Any) -> None:
        if TableSet.objects.filter(name=SET_NAME).exists():
            self.stdout.write("The demo is loaded already.")
            return
        logins = Path(settings.VAR_DIR) / "demo_logins.txt"
        with transaction.atomic():
            people, writers = add_people(logins), add_writers()
            add_open_study(writers, people)
            add_revealed_study(writers, people)
        self.stdout.write(f"Demo loaded: 62 tables, 3 writers, 2 studies. Logins: {logins}")
