"""The Celery worker's command, and `make worker` for one more worker beside a running server."""

import os
import sys

from scripts.broker import running_broker
from scripts.options import read_options
from scripts.start_error import StartError


def worker_command(queues: str) -> tuple[str, ...]:
    """Return the command for a worker of these queues, separated by commas.

    A worker for the gpu queue alone runs its tasks in the main process, because CUDA cannot be
    initialised in a forked child; any other has three children, so that generation on both queues stops no short task.
    """
    pool = ("--pool", "solo") if queues == "gpu" else ("--concurrency", "3")
    quiet = ("--loglevel", "WARNING", "--without-gossip", "--without-mingle")
    return (sys.executable, "-m", "celery", "--quiet", "-A", "config", "worker", "--queues", queues, *pool, *quiet)


def main() -> None:
    """Become a worker for QUEUES, on the broker of the server that runs here."""
    try:
        options = read_options({"QUEUES": "gpu"} | os.environ)
    except StartError as error:
        sys.exit(f"Cannot start the worker: {error}")
    if url := options.redis_url or running_broker(options.var_dir):
        os.environ["REDIS_URL"] = url
    print(f"Worker for {options.queues}. Ctrl-C stops it.", flush=True)
    command = worker_command(options.queues)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
