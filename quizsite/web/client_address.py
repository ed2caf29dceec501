"""From which address a request came, as far as the proxies in front may be believed."""

from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

# One line at home or in an office has so many bits to itself, and changes the rest at will.
IPV6_SENDER = 64


def address_of(request: HttpRequest) -> str | None:
    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:  # allauth cannot tell; the page is answered all the same
        return None
    return address


def sender_of(request: HttpRequest) -> str:
    """Return what counts as one sender: an IPv4 address, or the network of an IPv6 one."""
    address = address_of(request) or ""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ip_network((found, IPV6_SENDER), strict=False).network_address)


def plain_address(address: str) -> str:
    """A server that listens on `[::]` sees IPv4 visitors as ::ffff:203.0.113.7, which would all
    be of one IPv6 network."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return address
