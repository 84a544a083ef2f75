"""The stub endpoint as a program of its own, for tests whose workers are programs too."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.paths import ROOT


@contextmanager
def stub_process(*, delay_ms: int = 0) -> Iterator[str]:
    """Run it on a free port, and yield its address."""
    command = [sys.executable, "-m", "modelhub.engine.stub_endpoint", "--port", "0", "--delay-ms", str(delay_ms)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield next(word for word in process.stdout.readline().split() if word.startswith("http://"))
        process.terminate()
