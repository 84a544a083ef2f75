"""Which IP addresses an endpoint may have: public ones, private ones if that is allowed, and some never."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

IPAddress = IPv4Address | IPv6Address


def _networks(texts: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(map(ip_network, texts.split()))


# Where clouds tell a machine its secrets. Some lie in ranges that are otherwise private or even public.
METADATA = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254",  # most clouds
        "169.254.170.2",  # containers on AWS
        "100.100.100.200",  # Alibaba
        "168.63.129.16",  # Azure
        "192.0.0.192",  # Oracle
        "fd00:ec2::254",  # AWS
        "fd20:ce::254",  # Google
    )
)
_LINK_LOCAL = _networks("169.254.0.0/16 fe80::/10")
_LOOPBACK = _networks("127.0.0.0/8 ::1/128")
_PRIVATE = _networks("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 198.18.0.0/15 fc00::/7 fec0::/10")
# "This network", multicast, reserved, documentation, discard, local NAT64, and tunnels that carry an IPv4 address inside
# (6to4, Teredo, IPv4-compatible, IPv4-translated).
_NO_SERVER = _networks(
    "0.0.0.0/8 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
    "::/96 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 ff00::/8"
)
_NAT64 = ip_network("64:ff9b::/96")


def why_refused(address: IPAddress, *, allow_private: bool) -> str:
    """Return why no request may go to the address, as the end of a sentence, or "" when it may."""
    address = without_wrapping(address)
    if address in METADATA:
        return "it is the metadata service of a cloud"
    if _is_in(address, _LINK_LOCAL):
        return "it is a link-local address"
    if _is_in(address, _LOOPBACK):
        return "" if allow_private else "it is this machine itself (loopback)"
    if _is_in(address, _NO_SERVER):
        return "it is in a range where no server can be"
    # The library's own list as well, which later versions of Python extend.
    if _is_in(address, _PRIVATE) or not address.is_global:
        return "" if allow_private else "it is in a private range"
    return ""


def is_public(address: IPAddress) -> bool:
    """Return whether requests to the address leave the own network."""
    return not why_refused(address, allow_private=False)


def without_wrapping(address: IPAddress) -> IPAddress:
    """Return the IPv4 address that an IPv4-mapped or NAT64 address stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address)


def _is_in(address: IPAddress, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return any(address in network for network in networks)
