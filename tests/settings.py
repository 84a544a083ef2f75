"""Settings of the test run: a var folder of its own, quick passwords, static files without a manifest."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="blindbench-test-"))

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES, VAR_DIR

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
Path(VAR_DIR, "static").mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in production: in memory, threads and processes that meet are refused instead of waiting for each other.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(VAR_DIR, "test.sqlite3"))}
