"""Taking the address before anything is started."""

from contextlib import closing

import pytest

from scripts.address import answers, listen
from scripts.start_error import StartError


def test_listen_takes_any_free_port_for_0() -> None:
    with closing(listen("127.0.0.1", 0)) as listener:
        assert listener.getsockname()[1] > 0


def test_listen_says_that_the_port_is_taken_and_what_to_do() -> None:
    with closing(listen("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(StartError) as caught:
            listen("127.0.0.1", port)
    assert str(caught.value).startswith(f"port {port} on 127.0.0.1 is taken by another program.")


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_listen_says_that_the_host_is_not_ours(host: str) -> None:
    with pytest.raises(StartError, match=f"^HOST={host} is no address of this machine"):
        listen(host, 0)


def test_answers_is_false_when_nobody_takes_the_call() -> None:
    with closing(listen("127.0.0.1", 0)) as listener:
        assert not answers(listener, "http://localhost")
