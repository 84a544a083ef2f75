"""manage.py load_demo: the demo's tables, writers, people and two studies, and what is missing of them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from modelhub.demo.people import add_people
from modelhub.demo.studies import add_open_study, add_revealed_study, is_complete
from modelhub.demo.writers import add_writers


class Command(BaseCommand):
    """Loads in parts, each all or nothing: one that was killed is completed by the next."""

    help = "Load the demo: 62 tables, three writers, one open study, and one with simulated raters."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_complete():
            self.stdout.write("The demo is loaded already.")
            return
        logins = Path(settings.VAR_DIR) / "demo_logins.txt"
        people, writers = add_people(logins), add_writers()
        add_open_study(writers, people)
        add_revealed_study(writers, people)
        self.stdout.write(f"Demo loaded: 62 tables, 3 writers, 2 studies. Logins: {logins}")
