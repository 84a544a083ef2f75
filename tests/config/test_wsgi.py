"""The web process stays light: heavy packages are for the worker."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "transformers", "scipy", "krippendorff", "altair", "vl_convert", "weasyprint")
# The address patterns pull in every view; a page that is rendered pulls in templates and their tags.
PROGRAM = """
import json, sys
from config.wsgi import application
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver
get_resolver().reverse_dict
status = Client().get("/accounts/login/", headers={"Host": "localhost"}).status_code
for name in ("rater/compare.html", "lead/study.html", "modelhub/report.html"):
    get_template(name)
print(json.dumps({"modules": sorted(sys.modules), "status": status}))
"""


def test_the_web_process_imports_nothing_heavy(tmp_path: Path) -> None:
    environment = {"PATH": "", "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["status"] == 200
    assert "evaluator.rater.views.judge" in seen["modules"]
    assert "modelhub.views.report" in seen["modules"]
    assert [name for name in HEAVY if name in seen["modules"]] == []
