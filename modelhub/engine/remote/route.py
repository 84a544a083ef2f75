"""From a base URL to the checked IP addresses behind it: looked up once, all checked, and connected to as checked."""

import socket
import time
from collections.abc import Callable
from ipaddress import ip_address
from threading import Lock

from modelhub.engine.remote.address_ranges import IPAddress, is_public, why_refused
from modelhub.engine.remote.base_url import AddressRefused, BaseURL, read_base_url

KEEP_S = 60.0
LookUp = Callable[[str], list[str]]


def look_up(host: str) -> list[str]:
    """Return the IP addresses of a host name as the system's resolver gives them. Raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class Route:
    """The way to an endpoint. What is connected to is an address that was checked, never a name looked up again."""

    def __init__(self, url: str, *, allow_private: bool, look_up: LookUp = look_up) -> None:
        """Raises AddressRefused for a URL that can be refused without looking its host up."""
        self.url: BaseURL = read_base_url(url)
        self._allow_private = allow_private
        self._look_up = look_up
        self._lock = Lock()
        self._known: tuple[IPAddress, ...] = ()
        self._known_until = 0.0
        if self.url.literal is not None:
            self._check((self.url.literal,))

    def addresses(self) -> tuple[IPAddress, ...]:
        """Return the addresses, looked up again after a minute. Raises AddressRefused, or OSError when there are none."""
        if self.url.literal is not None:
            return (self.url.literal,)
        with self._lock:
            if not self._known or time.monotonic() >= self._known_until:
                self._known = self._looked_up()
                self._known_until = time.monotonic() + KEEP_S
            return self._known

    def forget(self) -> None:
        """Look the host up again at the next call: its addresses did not answer."""
        with self._lock:
            self._known = ()

    def _looked_up(self) -> tuple[IPAddress, ...]:
        # Which interface a link-local address belongs to (after %) changes nothing: it is refused.
        found = dict.fromkeys(ip_address(text.partition("%")[0]) for text in self._look_up(self.url.host))
        if not found:
            raise OSError("the name has no address")
        self._check(tuple(found))
        return tuple(found)

    def _check(self, addresses: tuple[IPAddress, ...]) -> None:
        # One bad address among good ones is enough: which one is connected to would be chance.
        for address in addresses:
            if reason := why_refused(address, allow_private=self._allow_private):
                raise AddressRefused(self._refusal(address, reason))
            if self.url.scheme == "http" and is_public(address):
                raise AddressRefused(
                    f"{self.url.host} is refused: http:// would send key and prompts in the clear over the internet; "
                    "use https://"
                )

    def _refusal(self, address: IPAddress, reason: str) -> str:
        where = self.url.host if self.url.literal is not None else f"{self.url.host} ({address})"
        hint = ", and private addresses are not allowed here" if "private" in reason or "loopback" in reason else ""
        return f"{where} is refused: {reason}{hint}"
