"""A web process never loads what only workers need: it would take twice the memory."""

import subprocess
import sys

HEAVY = ("scipy", "krippendorff", "altair", "vl_convert", "torch", "weasyprint")
PROGRAM = f"""
import sys
import config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
import evaluator.tasks, modelhub.tasks
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_web_process_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
