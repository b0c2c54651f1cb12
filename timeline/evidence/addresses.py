"""Tell public addresses from those of the user's own network, whatever their spelling.

A page of the internet, or an article that somebody was sent, must not make this computer ask the router, a database or
a cloud's metadata server next to it. The address that is checked has to be the one that is connected to: a name may
lead somewhere else the next time it is asked for.
"""

import ipaddress
import socket

from timeline.errors import RefusedError

_INSTEAD = "; if you mean it, add --allow-private"
#: IPv6 networks with an IPv4 address in their last 32 bits: NAT64 (RFC 6052, 8215), IPv4-compatible (RFC 4291), SIIT
_LAST_BITS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")))
#: the middle of an address with an IPv4 address in its last 32 bits (ISATAP, RFC 5214)
_ISATAP = (0x00005EFE, 0x02005EFE)
#: networks for special purposes that older versions of Python take for public ones
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "3fff::/20", "5f00::/16", "2620:4f:8000::/48")))
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the addresses of a host, to be connected to in this order.

    Raises:
        RefusedError: one of them is not a public address, and that is not allowed.
        OSError: the name has no address.

    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is empty or too long
        raise OSError(f"{host[:80]} is not the name of a host") from error
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in answers))
    if not allow_private:
        for number in numbers:
            if not is_public(number):
                raise RefusedError(f"{host[:80]} leads into a private network ({number})", advice=_INSTEAD)
    return numbers


def is_public(number: str) -> bool:
    """Tell whether a numeric address is one of the public internet, also if another one is embedded in it.

    Private, loopback, link-local, shared, multicast, reserved and unspecified addresses are not (the registries of
    IANA for special purposes; each version of :mod:`ipaddress` knows some of them).
    """
    return all(_is_public(one) for one in _meant(ipaddress.ip_address(number.partition("%")[0])))


def _is_public(address: _Address) -> bool:
    is_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    is_special = any(address in network for network in _SPECIAL if network.version == address.version)
    return address.is_global and not (address.is_multicast or is_local or is_special)


def _meant(address: _Address) -> list[_Address]:
    """Return an address, or those that it stands for: an IPv4 address within an IPv6 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address, address.sixtofour]
    if address.teredo:
        return [address, *address.teredo]
    if any(address in network for network in _LAST_BITS) or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]
