"""The site's own settings, with one page more: the floor."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
