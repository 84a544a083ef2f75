"""manage.py register_model NAME --source …: a model version, by the same rules as on the page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from modelhub.engine.presets import Preset, presets
from modelhub.model_cards import CardRefused, card_from
from modelhub.models import ModelVersion
from modelhub.steps.check_model import check_registered
from modelhub.steps.register_model import ModelCard, register_model

WITH_FILES = (ModelVersion.Source.LOCAL, ModelVersion.Source.HUB)


class Command(BaseCommand):
    """Stores the version, then checks and digests its files here, unless a worker is to do that."""

    help = "Register a model version: files, a pinned repository, an endpoint, uploads, or the built-in rules."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="with its version, as reports will print it")
        parser.add_argument("--source", choices=ModelVersion.Source.values, help="where its texts come from")
        parser.add_argument("--preset", choices=sorted(presets()), help="fill in what is known of a published model")
        parser.add_argument("--location", help="folder of the model store, owner/name, or the endpoint's address")
        parser.add_argument("--revision", help="the full commit; for endpoints the model's name there")
        parser.add_argument("--base", metavar="NAME", help="the registered version that an adapter was trained on")
        parser.add_argument("--kind", choices=ModelVersion.Kind.values)
        parser.add_argument("--licence", metavar="SPDX")
        parser.add_argument("--alias", action="append", default=[], help="another name; may be given several times")
        parser.add_argument("--notes")
        parser.add_argument("--api", choices=("CHAT", "COMPLETIONS"), help="kind of endpoint")
        parser.add_argument("--key-variable", metavar="NAME_API_KEY", help="variable of the workers with the key")
        for name in ("n-in-flight", "requests-per-minute", "tokens-per-minute"):
            parser.add_argument(f"--{name}", type=int)
        parser.add_argument("--json-schema", action="store_true", help="the endpoint understands response_format")
        parser.add_argument("--price", help="name in the price list")
        parser.add_argument("--no-check", action="store_true", help="leave checking the files to a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        version, is_new = register_model(_card(options))
        if not is_new:
            raise CommandError(f"{version.name} is registered already. Change it on its page.")
        self.stdout.write(f"Registered {version.name} ({version.get_source_display()}).")
        if version.source in WITH_FILES and not options["no_check"]:
            self._check(version)

    def _check(self, version: ModelVersion) -> None:
        check_registered(version.pk)
        version.refresh_from_db()
        if version.problem:
            raise CommandError(f"It is registered, and its files can't be used: {version.problem}")
        for name, digest in version.file_digests.items():
            self.stdout.write(f"{digest}  {name}")


def _card(options: dict[str, Any]) -> ModelCard:
    """Return what was asked for, checked as on the page. Raises CommandError with all that is wrong."""
    given = {**_preset(options), **{name: value for name, value in options.items() if value is not None}}
    given["aliases"] = "\n".join(options["alias"])
    try:
        return card_from(given)
    except CardRefused as error:
        problems = [f"{name}: {problem}" for name, problem in error.problems.items()]
        raise CommandError("\n".join([*problems, "Nothing was registered."])) from error


def _preset(options: dict[str, Any]) -> dict[str, str]:
    if not options["preset"]:
        return {}
    preset: Preset = presets()[options["preset"]]
    return {
        "source": ModelVersion.Source.HUB,
        "location": preset.repo,
        "revision": preset.revision or "",
        "licence": preset.licence,
    }
