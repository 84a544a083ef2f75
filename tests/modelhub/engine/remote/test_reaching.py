"""What is connected to is what was checked: by address, by certificate, and past no proxy."""

import socket
from pathlib import Path
from threading import Thread

import pytest

from modelhub.engine.remote.base_url import AddressRefused
from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.text_model import ModelGone
from tests.modelhub.engine.remote.making import GREEDY, QUICK, asked_for, completed, config_for
from tests.modelhub.stub_endpoint import CERTIFICATE, Stub, hangs_up, running, says


def test_name_that_leads_to_this_machine_is_refused_before_anything_is_sent() -> None:
    with running(with_tls=True) as stub:
        stub.host = "model.example"
        config = config_for(stub, allow_private=False, ca_file=str(CERTIFICATE))
        with pytest.raises(ModelGone, match=r"model\.example \(127\.0\.0\.1\) is refused: .*loopback"):
            completed(config, asked_for(3), look_up=lambda host: ["127.0.0.1"])
    assert stub.asked == []


def test_refused_address_is_known_before_the_first_request() -> None:
    with running() as stub, pytest.raises(AddressRefused, match="loopback"):
        EndpointModel(config_for(stub, allow_private=False))


def test_name_that_changes_to_a_metadata_address_gets_no_second_request() -> None:
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    with running(then=hangs_up) as stub:
        stub.host = "rebinding.example"
        model = EndpointModel(config_for(stub, n_in_flight=1), look_up=lambda host: next(answers))
        with model:
            # The checked address is kept for a minute, whatever the name says meanwhile.
            (completion,) = model.complete(asked_for(1), sampling=GREEDY)
            assert completion.kind == "cut_off"
            n_asked = len(stub.asked)
            model.forget_addresses()
            with pytest.raises(ModelGone, match="metadata"):
                list(model.complete(asked_for(1), sampling=GREEDY))
    assert len(stub.asked) == n_asked


def test_next_address_is_tried_when_the_first_does_not_answer() -> None:
    with running() as stub:
        stub.host = "model.example"
        (completion,) = completed(config_for(stub), asked_for(1), look_up=lambda host: ["127.0.0.2", "127.0.0.1"])
    assert completion.text == "Fine."


def test_name_without_an_address_is_unreachable() -> None:
    def unknown(host: str) -> list[str]:
        raise OSError("Name or service not known")

    with running() as stub:
        stub.host = "nowhere.example"
        (completion,) = completed(config_for(stub), asked_for(1), look_up=unknown)
    assert completion.kind == "unreachable"


def test_proxies_of_the_environment_are_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    with running(then=says("Not through me.")) as proxy, running() as stub:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        (completion,) = completed(config_for(stub), asked_for(1))
    assert completion.text == "Fine."
    assert proxy.asked == []


def test_certificate_is_checked_for_the_name_though_the_address_is_called() -> None:
    with running(with_tls=True) as stub:
        stub.host = "model.example"
        config = config_for(stub, ca_file=str(CERTIFICATE))
        completions = completed(config, asked_for(20), look_up=lambda host: ["127.0.0.1"])
    assert {completion.text for completion in completions} == {"Fine."}
    assert {asked.headers["host"] for asked in stub.asked} == {f"model.example:{stub.port}"}
    assert len(stub.connections) <= 4


@pytest.mark.parametrize(
    ("host", "ca_file", "reason"),
    [("other.example", str(CERTIFICATE), "mismatch"), ("model.example", "", "self-signed certificate")],
)
def test_other_certificate_ends_the_run(host: str, ca_file: str, reason: str) -> None:
    with running(with_tls=True) as stub:
        stub.host = host
        with pytest.raises(ModelGone, match=f"certificate is refused: .*{reason}"):
            completed(config_for(stub, ca_file=ca_file), asked_for(3), look_up=lambda host: ["127.0.0.1"])
    assert stub.asked == []


def test_server_without_encryption_behind_https_is_a_fault_of_tls() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_answer_in_the_clear, args=(server,), daemon=True).start()
        config = config_for(Stub(server.getsockname()[1], "https", "model.example"), n_in_flight=1)
        (completion,) = completed(config, asked_for(1), look_up=lambda host: ["127.0.0.1"])
    assert completion.kind == "tls"


def _answer_in_the_clear(server: socket.socket) -> None:
    for _ in range(QUICK.n_attempts):
        with server.accept()[0] as connection:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.recv(10_000)


def test_file_of_certificates_that_is_missing_is_said(tmp_path: Path) -> None:
    with running(with_tls=True) as stub, pytest.raises(OSError, match="No such file"):
        EndpointModel(config_for(stub, ca_file=str(tmp_path / "missing.pem")))
