"""manage.py run_programme FILE: dataset, training, verification, generation and a draft study, in one resumable command."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from modelhub.programme.carry_out import carry_out
from modelhub.programme.costs import step_costs, table_of
from modelhub.programme.plan import Programme
from modelhub.programme.read_programme import read_programme
from modelhub.programme.stopped import ProgrammeStopped
from modelhub.programme.yaml_tree import MOST_CHARACTERS, FileRefused


class Command(BaseCommand):
    """Killed or stopped, the same command goes on where it was."""

    help = "Carry out a programme: dataset, training, verification, generation, draft study (docs/story.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="YAML; fixtures/story.yaml is an example")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            programme = read_programme(_text(path))
            self._carry_out(programme)
        except FileRefused as error:
            problems = "\n".join(f"{path.name}: {problem}" for problem in error.problems)
            raise CommandError(f"{problems}\nNothing was done.") from error

    def _carry_out(self, programme: Programme) -> None:
        try:
            carry_out(programme, self._say)
        except ProgrammeStopped as error:
            self._table(programme)
            raise CommandError(f"{error}\nRun the same command again to go on.") from error
        except KeyboardInterrupt as interrupt:
            self._table(programme)
            raise CommandError("Stopped. Run the same command again to go on.") from interrupt
        self._table(programme)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _table(self, programme: Programme) -> None:
        self._say("\n" + "\n".join(table_of(step_costs(programme))))


def _text(path: Path) -> str:
    """Return the file's text, and no more of it than a programme can have. Raises CommandError."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(MOST_CHARACTERS + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Give the path of a readable file.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: no UTF-8 text: {error.reason}.") from error
