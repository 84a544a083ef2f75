"""`make test`: all tests on SQLite, then those that touch the database once more on PostgreSQL."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from scripts.paths import ROOT
from scripts.private_services import private_postgres, private_redis
from scripts.start_error import StartError
from scripts.tools import CHROMIUM, POSTGRES, REDIS, Tool, find_tools

# What a developer may have set for `make run` must not change what the tests see.
NOT_PASSED_ON = {
    *("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "SITE_URL", "HOST", "PORT", "DEMO", "DEBUG", "SECRET_KEY"),
    *(
        "ALLOW_PLAIN_HTTP",
        "MAIL_URL",
        "QUEUES",
        "TIME_ZONE",
        "LOG_LEVEL",
        "TEST_POSTGRES_URL",
        "TEST_REDIS_URL",
        "TEST_CHROMIUM",
    ),
}
NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    """Find or install tools, start services, run pytest with the arguments; return the first exit code that is not 0."""
    signal.signal(signal.SIGTERM, _leave)
    tools = find_tools()
    missing = [tool for tool, path in tools.items() if path is None]
    print("".join(f"{left_out(tool)}\n" for tool in missing), end="")
    if missing and os.environ.get("CI") in {"1", "true"}:
        print("With CI set, nothing may be left out.", file=sys.stderr)
        return 1
    try:
        with ExitStack() as stack:
            return run_twice(start_services(tools, stack), arguments)
    except StartError as error:
        print(f"Cannot test: {error}", file=sys.stderr)
        return 1


def left_out(tool: Tool) -> str:
    """Return the sentence on a tool that is missing."""
    return f"{tool.name} is missing, which leaves out {tool.needed_by} (Debian package: {tool.package})."


def start_services(tools: Mapping[Tool, Path | None], stack: ExitStack) -> dict[str, str]:
    """Start what is there, until the stack is closed; return the environment that tells the tests."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    environment["VAR_DIR"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="blindbench-var-"))
    if chromium := tools[CHROMIUM]:
        environment["TEST_CHROMIUM"] = str(chromium)
    if redis := tools[REDIS]:
        environment["TEST_REDIS_URL"] = stack.enter_context(private_redis(redis))
    if postgres := tools[POSTGRES]:
        environment["TEST_POSTGRES_URL"] = stack.enter_context(private_postgres(postgres))
    return environment


def run_twice(environment: Mapping[str, str], arguments: list[str]) -> int:
    """Run pytest on SQLite and, where there is one, on PostgreSQL: browsers see no difference, so they run once."""
    on_sqlite = _pytest("SQLite", environment, arguments)
    url = environment.get("TEST_POSTGRES_URL")
    if url is None or on_sqlite == NOTHING_COLLECTED:
        return on_sqlite
    only = ["-m", "touches_database", "--ignore", "tests/browser"]
    on_postgres = _pytest("PostgreSQL", {**environment, "DATABASE_URL": url}, [*only, *arguments])
    if arguments and on_postgres == NOTHING_COLLECTED:
        on_postgres = 0  # What was asked for touches no database.
    return on_sqlite or on_postgres


def _pytest(database: str, environment: Mapping[str, str], arguments: list[str]) -> int:
    print(f"\n== Tests on {database}", flush=True)
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _leave(number: int, frame: FrameType | None) -> None:
    # An exception, so that services are stopped on the way out.
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
