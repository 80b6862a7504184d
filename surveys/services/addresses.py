"""Where this site is, and where a request comes from: never as any header says."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

UNKNOWN = "::"
"""Of a request over a socket without an address: all of these are counted as one."""


def absolute(path: str) -> str:
    """The whole address of a page of ours, for mails, links to copy and the command line."""
    return f"{settings.BASE_URL}{path}"


def client_address(request: HttpRequest) -> str:
    """The address that guesses are counted by.

    Each proxy adds the address it was called from at the end of X-Forwarded-For. With n proxies of
    our own the last n entries are true and the first of these is the client; what stands before
    may be forged. Where there are too few, or no address, the connection's own one counts.
    """
    connection = _address(str(request.META.get("REMOTE_ADDR", ""))) or UNKNOWN
    proxies: int = settings.TRUSTED_PROXIES
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    if not proxies or len(hops) < proxies:
        return connection
    return _address(hops[-proxies]) or connection


def _address(text: str) -> str | None:
    """``1.2.3.4``, ``2001:db8::1``, ``1.2.3.4:5678`` or ``[2001:db8::1]:5678``, without a port."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        # Or all of IPv4 would share one count, as one network of IPv6.
        return str(address.ipv4_mapped)
    return str(address)
