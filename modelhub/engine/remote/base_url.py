"""Read the base URL of an endpoint; whatever is unusual about it is refused with the reason, not mended."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from modelhub.engine.remote.address_ranges import IPAddress
from modelhub.engine.text_model import ModelGone

METADATA_NAMES = {
    *("metadata", "metadata.google.internal", "metadata.goog", "metadata.azure.internal"),
    *("instance-data", "instance-data.ec2.internal"),
}
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Ports from 1024 up where something listens that is no model and might act on what it is sent.
_OTHER_SERVICES = frozenset(
    {1433, 1521, 2049, 2375, 2379, 3306, 3659, 4045, 5060, 5061, 5432, 5672, 6000, 6379, 6566, 6665, 6666, 6667, 6668}
    | {6669, 6697, 9042, 9092, 9200, 10080, 10250, 11211, 27017}
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PATH = re.compile(r"(?:/[A-Za-z0-9_.~:@-]+)*/?")


class AddressRefused(ModelGone):
    """No request may go to this address; the text says why. It never holds a URL, which may carry a password."""


@dataclass(frozen=True, slots=True)
class BaseURL:
    """A base URL in its parts: `host` in lower case and without brackets, `path` without a slash at its end."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def literal(self) -> IPAddress | None:
        """The host as an IP address, where it is one."""
        return _literal(self.host)


def read_base_url(url: str) -> BaseURL:
    """Return the parts of `http[s]://host[:port][/path]`. Raises AddressRefused for anything else."""
    if not url.isascii() or any(character <= " " or character in "\\\x7f" for character in url):
        raise AddressRefused(
            "An endpoint's URL is plain ASCII without spaces or backslashes; write a name in another script as xn--…"
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # Not chained: the library's message may repeat the URL, and a password in it.
        raise AddressRefused("The endpoint's URL can't be read; write https://host/path") from None
    _refuse_extras(parts)
    host = _read_host(parts.hostname or "")
    return BaseURL(parts.scheme, host, _read_port(port, parts.scheme), _read_path(parts.path))


def _refuse_extras(parts: SplitResult) -> None:
    if parts.scheme not in _DEFAULT_PORTS:
        raise AddressRefused("An endpoint's URL begins with https:// or http://")
    if "@" in parts.netloc:
        raise AddressRefused("An endpoint's URL holds no user name or password: keys come from an environment variable")
    if parts.query or parts.fragment:
        raise AddressRefused("An endpoint's URL has no part after ? or #: keys come from an environment variable")


def _read_host(host: str) -> str:
    host = host.removesuffix(".")
    if _literal(host) is not None:
        return host
    labels = host.split(".")
    # Some resolvers read 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1.
    if _NUMBER.fullmatch(labels[-1]):
        raise AddressRefused(f"{host!r} is an IP address in an unusual form; write four decimal numbers with dots")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused("The endpoint's URL has no valid host name")
    if host in METADATA_NAMES:
        raise AddressRefused(f"{host} is refused: it is the metadata service of a cloud")
    return host


def _literal(host: str) -> IPAddress | None:
    if "%" in host:
        return None
    try:
        return IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError:
        return None


def _read_port(port: int | None, scheme: str) -> int:
    if port is None:
        return _DEFAULT_PORTS[scheme]
    if port in _DEFAULT_PORTS.values() or (port >= 1024 and port not in _OTHER_SERVICES):
        return port
    raise AddressRefused(f"Port {port} is refused: only 80, 443 and ports from 1024 up that belong to no other service")


def _read_path(path: str) -> str:
    if not _PATH.fullmatch(path) or any(part in {".", ".."} for part in path.split("/")):
        raise AddressRefused("The path of the endpoint's URL may hold only letters, digits and ~ . _ - : @")
    return path.removesuffix("/")
