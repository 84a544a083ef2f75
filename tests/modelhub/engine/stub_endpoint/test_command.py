"""The stub endpoint runs as a program of its own."""

import os
import re
import signal
import subprocess
import sys

from modelhub.engine.remote.config import EndpointConfig
from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.text_model import Message, Sampling, TextRequest

COMMAND = [sys.executable, "-m", "modelhub.engine.stub_endpoint", "--port", "0"]


def heed_interrupts() -> None:
    """Programs that a shell starts in the background, such as these tests, pass on that they ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_stub_is_served_until_it_is_interrupted() -> None:
    with subprocess.Popen(
        COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed_interrupts
    ) as process:
        assert process.stdout
        started = process.stdout.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+/v1", started)
        assert url
        config = EndpointConfig(url.group(), "stub-rules", allow_private=True)
        request = TextRequest("k", (Message("user", "<<<TABLE\ntrips\ntrip_id: int\nTABLE>>>"),), 500)
        with EndpointModel(config) as model:
            (completion,) = model.complete([request], sampling=Sampling())
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert '"trip_id"' in completion.text
    assert (process.returncode, errors) == (0, "")


def test_port_in_use_is_said(tmp_path: os.PathLike[str]) -> None:
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = process.stdout.readline().split("/v1")[0].rsplit(":", 1)[1]
        done = subprocess.run([*COMMAND[:-1], port], capture_output=True, text=True, check=False)
        process.terminate()
    assert done.returncode == 1
    assert done.stdout.startswith(f"Cannot listen on 127.0.0.1, port {port}: ")
