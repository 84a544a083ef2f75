"""`make story`: the reference story from a dataset to a revealed study, on this machine, without a network (docs/story.md)."""

import os
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from modelhub.demo.shipped_models import lay_out_models
from scripts.bring_up_to_date import bring_up_to_date
from scripts.child import Program
from scripts.lock import only_one
from scripts.options import RunOptions, read_options
from scripts.paths import ROOT
from scripts.settings_check import check_settings
from scripts.start_error import StartError
from scripts.story_file import Story, read_story, write_programme
from scripts.stub_port import answers, stub_port
from scripts.supervisor import StopRequested, Supervisor

START_LIMIT_S = 60
VAR_DIR = ROOT / "var" / "story"
PRICES = ROOT / "fixtures" / "story_prices.yaml"
# Of the texts that the simulated raters take for right.
KNOWN = "reference"


def main() -> int:
    """Tell the story to its end; return the exit code."""
    os.umask(0o077)
    try:
        story = read_story(os.environ)
        options = read_options(
            os.environ | {"VAR_DIR": _given("VAR_DIR", str(VAR_DIR)), "DATABASE_URL": "", "REDIS_URL": "", "DEMO": "1"}
        )
        lock = options.var_dir / "run.lock"
        with only_one(lock, f"make story, process {os.getpid()}"), Supervisor() as supervisor:
            tell(story, options, supervisor)
    except StartError as error:
        print(f"The story can't go on: {error}", file=sys.stderr)
        return 1
    except StopRequested:
        print("Stopped. The same command goes on where it ended.")
        return 130
    return 0


def tell(story: Story, options: RunOptions, supervisor: Supervisor) -> None:
    """Prepare, carry the programme out, and let simulated raters rate what it made. Raises StartError, StopRequested."""
    begin = time.monotonic()
    port = stub_port(options.var_dir) if story.needs_stub else None
    environment = _environment(options, story)
    check_settings(environment)
    bring_up_to_date(options, environment, supervisor)
    lay_out_models(Path(environment["MODEL_STORE"]))
    programme = write_programme(story, port, options.var_dir)
    if port is not None:
        _start_stub(port, environment, supervisor)
    manage = (sys.executable, "manage.py")
    print(f"\nThe programme: {_shown(programme)}\n", flush=True)
    supervisor.run(Program("The programme", (*manage, "run_programme", str(programme)), environment))
    print("\nSimulated raters read and rate …\n", flush=True)
    rehearsal = (*manage, "rehearse_study", story.study, "--knows", KNOWN)
    supervisor.run(Program("The rehearsal", rehearsal, environment))
    print(
        f"\nDone in {time.monotonic() - begin:,.0f} s. To see it: VAR_DIR={_shown(options.var_dir)} make run",
        flush=True,
    )


def _environment(options: RunOptions, story: Story) -> dict[str, str]:
    """Return what the story's programs get beside this process's own variables."""
    own = {
        "VAR_DIR": str(options.var_dir),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "SITE_URL": options.url(options.port),
        "MODEL_STORE": _given("MODEL_STORE", str(options.var_dir / "models")),
        "PRICES_FILE": _given("PRICES_FILE", str(PRICES)),
    }
    if "PRICES_FILE" not in os.environ:
        own["DEVICE_PRICE"] = _given("DEVICE_PRICE", "story-machine")
    return own | ({"ALLOW_PRIVATE_ENDPOINTS": "1"} if story.needs_stub else {})


def _given(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def _start_stub(port: int, environment: Mapping[str, str], supervisor: Supervisor) -> None:
    command = (sys.executable, "-m", "modelhub.engine.stub_endpoint", "--port", str(port))
    supervisor.start(Program("The stub endpoint", command, environment, ended_last=True))
    deadline = time.monotonic() + START_LIMIT_S
    while not answers(port):
        if time.monotonic() > deadline:
            raise StartError(f"the stub endpoint does not answer at port {port}; the messages above say why.")
        supervisor.wait()


def _shown(path: Path) -> str:
    with suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)


if __name__ == "__main__":
    sys.exit(main())
