"""Brings database, static files and demo up to the code, in one Django process."""

import os
import sys

import django
from django.core.management import call_command


def main(arguments: list[str]) -> None:
    """Migrate, collect static files, and load the demo unless --no-demo is given; each may be repeated."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if "--no-demo" not in arguments:
        call_command("load_demo")


if __name__ == "__main__":
    main(sys.argv[1:])
