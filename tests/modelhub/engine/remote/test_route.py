"""Requests reach public servers, own ones where that is allowed, and never what lies beside them."""

import pytest

from modelhub.engine.remote.base_url import AddressRefused
from modelhub.engine.remote.route import Route, look_up

NEVER = [
    ("169.254.169.254", "metadata"),
    ("169.254.170.2", "metadata"),
    ("100.100.100.200", "metadata"),
    ("168.63.129.16", "metadata"),
    ("192.0.0.192", "metadata"),
    ("fd00:ec2::254", "metadata"),
    ("::ffff:169.254.169.254", "metadata"),
    ("::ffff:a9fe:a9fe", "metadata"),
    ("64:ff9b::a9fe:a9fe", "metadata"),
    ("169.254.1.1", "link-local"),
    ("fe80::1", "link-local"),
    ("64:ff9b::169.254.0.1", "link-local"),
    ("0.0.0.0", "no server"),
    ("::", "no server"),
    ("::127.0.0.1", "no server"),
    ("2002:7f00:1::", "no server"),
    ("2001:0:4136:e378::1", "no server"),
    ("64:ff9b:1::1", "no server"),
    ("224.0.0.1", "no server"),
    ("255.255.255.255", "no server"),
    ("ff02::1", "no server"),
    ("203.0.113.5", "no server"),
]
PRIVATE = [
    ("127.0.0.1", "loopback"),
    ("127.8.8.8", "loopback"),
    ("::1", "loopback"),
    ("::ffff:127.0.0.1", "loopback"),
    ("64:ff9b::127.0.0.1", "loopback"),
    ("10.1.2.3", "private"),
    ("172.31.0.1", "private"),
    ("192.168.1.1", "private"),
    ("100.64.0.1", "private"),
    ("198.18.0.1", "private"),
    ("fd12:3456::1", "private"),
    ("fec0::1", "private"),
    ("::ffff:10.0.0.1", "private"),
    ("64:ff9b::10.0.0.1", "private"),
]
PUBLIC = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]


def route_to(address: str, *, allow_private: bool, scheme: str = "https") -> Route:
    return Route(f"{scheme}://model.example/v1", allow_private=allow_private, look_up=lambda host: [address])


def in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


@pytest.mark.parametrize(("address", "reason"), NEVER)
@pytest.mark.parametrize("allow_private", [False, True])
def test_address_without_a_model_is_refused_whatever_is_allowed(
    address: str, reason: str, *, allow_private: bool
) -> None:
    with pytest.raises(AddressRefused, match=reason):
        route_to(address, allow_private=allow_private).addresses()
    with pytest.raises(AddressRefused, match=reason):
        Route(f"https://{in_url(address)}/v1", allow_private=allow_private)


@pytest.mark.parametrize(("address", "reason"), PRIVATE)
def test_private_address_is_refused_unless_allowed(address: str, reason: str) -> None:
    with pytest.raises(AddressRefused, match=f"{reason}.*not allowed here"):
        route_to(address, allow_private=False).addresses()
    with pytest.raises(AddressRefused, match=reason):
        Route(f"https://{in_url(address)}/v1", allow_private=False)
    assert len(route_to(address, allow_private=True, scheme="http").addresses()) == 1


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_is_reached_by_https_only(address: str) -> None:
    assert len(route_to(address, allow_private=False).addresses()) == 1
    with pytest.raises(AddressRefused, match="in the clear"):
        route_to(address, allow_private=True, scheme="http").addresses()


def test_one_bad_address_among_good_ones_is_refused() -> None:
    route = Route("https://model.example", allow_private=False, look_up=lambda host: ["8.8.8.8", "127.0.0.1"])
    with pytest.raises(AddressRefused, match=r"model\.example \(127\.0\.0\.1\)"):
        route.addresses()


def test_link_local_address_with_its_interface_is_refused() -> None:
    with pytest.raises(AddressRefused, match="link-local"):
        route_to("fe80::1%eth0", allow_private=True).addresses()


def test_name_that_changes_its_address_is_checked_anew() -> None:
    answers = iter([["8.8.8.8"], ["169.254.169.254"]])
    route = Route("https://rebinding.example", allow_private=True, look_up=lambda host: next(answers))
    assert [str(address) for address in route.addresses()] == ["8.8.8.8"]
    # Within a minute the checked address is kept and the name is not asked for again.
    assert [str(address) for address in route.addresses()] == ["8.8.8.8"]
    route.forget()
    with pytest.raises(AddressRefused, match="metadata"):
        route.addresses()


def test_name_without_an_address_is_an_error_of_the_network() -> None:
    with pytest.raises(OSError, match="no address"):
        Route("https://nothing.example", allow_private=False, look_up=lambda host: []).addresses()


def test_look_up_asks_the_system() -> None:
    assert "127.0.0.1" in look_up("localhost") or "::1" in look_up("localhost")
