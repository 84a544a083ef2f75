"""The settings, read before anything is started: what is wrong with them is a sentence and no traceback."""

import os
from collections.abc import Mapping
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured

from scripts.start_error import StartError


def check_settings(environment: Mapping[str, str]) -> None:
    """Read config/settings.py as the programs that are about to start will. Raises StartError naming what is wrong."""
    os.environ.update(environment)
    try:
        import_module("config.settings")
    except ImproperlyConfigured as error:
        raise StartError(str(error)) from error
    except OSError as error:
        raise StartError(f"VAR_DIR={environment['VAR_DIR']} can't be used: {error.strerror}.") from error
