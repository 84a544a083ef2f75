"""`make run`: everything Blindbench needs, behind one URL, until Ctrl-C."""

import os
import socket
import sys
import time
from contextlib import closing

from scripts.address import first_status, listen
from scripts.bring_up_to_date import bring_up_to_date
from scripts.broker import Broker, accepts, choose_broker
from scripts.child import Program
from scripts.first_person import how_to_sign_in
from scripts.lock import only_one
from scripts.options import RunOptions, read_options
from scripts.settings_check import check_settings
from scripts.start_error import StartError
from scripts.supervisor import StopRequested, Supervisor
from scripts.worker import worker_command

START_LIMIT_S = 60


def main() -> int:
    """Serve until told to stop; return the exit code."""
    # For the var folder and what the programs started here write into it, as in config/settings.py.
    os.umask(0o077)
    try:
        options = read_options(os.environ)
        description = f"process {os.getpid()}, {options.url(options.port)}"
        with (
            only_one(options.var_dir / "run.lock", description),
            closing(listen(options.host, options.port)) as listener,
            Supervisor() as supervisor,
        ):
            serve(options, listener, supervisor)
    except StartError as error:
        print(f"Blindbench cannot run: {error}", file=sys.stderr)
        return 1
    except StopRequested:
        print("Blindbench has stopped.")
    return 0


def serve(options: RunOptions, listener: socket.socket, supervisor: Supervisor) -> None:
    """Prepare, start all programs, say where they are, and keep them running; never returns but by an exception."""
    port = listener.getsockname()[1]
    url = options.url(port)
    broker = choose_broker(options.redis_url, options.var_dir)
    environment = _environment(options, port, broker)
    check_settings(environment)
    bring_up_to_date(options, environment, supervisor)
    _start_broker(broker, supervisor)
    supervisor.start(Program("The web server", _web_command(listener), environment, (listener.fileno(),)))
    _wait_for_answer(url, listener, supervisor)
    # Not at the same time: the first page comes sooner, and messages wait for the worker.
    supervisor.start(Program("The worker", worker_command(options.queues), environment))
    _announce(options, port, broker)
    while True:
        supervisor.wait()


def _environment(options: RunOptions, port: int, broker: Broker) -> dict[str, str]:
    return {
        "SITE_URL": options.url(port),
        "HOST": options.host,
        "PORT": str(port),
        "VAR_DIR": str(options.var_dir),
        "REDIS_URL": broker.url,
    }


def _start_broker(broker: Broker, supervisor: Supervisor) -> None:
    if broker.server is None or broker.socket is None:
        return
    supervisor.start(broker.server)
    deadline = time.monotonic() + START_LIMIT_S
    while not accepts(broker.socket):
        if time.monotonic() > deadline:
            raise StartError("the private Redis does not answer; var/redis.log says why.")
        supervisor.wait()


def _web_command(listener: socket.socket) -> tuple[str, ...]:
    return (sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", f"fd://{listener.fileno()}")


def _wait_for_answer(url: str, listener: socket.socket, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while (status := first_status(listener, url)) is None:
        if time.monotonic() > deadline:
            raise StartError(f"the web server gives no page within {START_LIMIT_S} s; the messages above say why.")
        supervisor.wait()
    if status >= 500:
        raise StartError(f"the first page is an error (status {status}); the messages above say why.")


def _announce(options: RunOptions, port: int, broker: Broker) -> None:
    logins = options.var_dir / "demo_logins.txt"
    if broker.notice:
        print(broker.notice)
    print(f"\nBlindbench runs at {options.url(port)}")
    if options.demo and logins.exists():
        print(logins.read_text(encoding="utf-8").rstrip())
    elif hint := how_to_sign_in(options, port):
        print(hint)
    print("Ctrl-C stops it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
