"""The Celery application; tasks live in each app's tasks.py."""

import os
import warnings

from celery import Celery
from celery.exceptions import SecurityWarning

# In a container everything runs as root, and messages are JSON, in which no code travels.
warnings.filterwarnings("ignore", "You're running the worker with superuser privileges", SecurityWarning)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("blindbench")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Imported for their signals.
import config.patient_broker  # noqa: E402
import config.stalled_worker  # noqa: E402, F401
