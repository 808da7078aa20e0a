"""Addresses of visitors, of which no more than their network is used."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address


@lru_cache(maxsize=65_536)
def network_of(address: str) -> str:
    """Return an address cut to /24 or /48, "" for none: no more of it is used for anything."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    packed = (mapped or found).packed
    return packed[: 3 if len(packed) == 4 else 6].hex()  # noqa: PLR2004 - bytes of an IPv4 address
