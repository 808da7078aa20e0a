"""Which touches come from a data centre or from a scanner in disguise: the dated list ``data/data_centres.json``."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import NamedTuple

_DATA = Path(__file__).parents[1] / "data" / "data_centres.json"
OLD_BROWSER = "old-browser"
V4 = 6  # digits of an IPv4 network as it is kept: three bytes
LONGEST_NETWORK = 13  # characters of an IPv6 network and what divides it from the agent


class _Centres(NamedTuple):
    as_of: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]  # exclusive
    owners: tuple[str, ...]
    agents: re.Pattern[str]


@cache
def _centres() -> _Centres:
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    found = sorted(
        (int(network.network_address) >> 8, (int(network.broadcast_address) >> 8) + 1, owner)
        for owner, texts in data["networks"].items()
        for network in map(ip_network, texts)
    )
    starts, ends, owners = zip(*found, strict=True)
    return _Centres(data["as_of"], starts, ends, owners, re.compile("|".join(data["agents"])))


def as_of() -> str:
    """Return the date of the list."""
    return _centres().as_of


def owner_of(network: str) -> str:
    """Return whose data centre a network is of, cut as it is kept (:mod:`xpromo.sources.access`), "" for none."""
    if len(network) != V4:
        return ""
    centres, number = _centres(), int(network, 16)
    place = bisect_right(centres.starts, number) - 1
    return centres.owners[place] if place >= 0 and number < centres.ends[place] else ""


def centre_of(visitor: str, agent: str) -> str:
    """Return where a touch comes from: the owner of its network where the visitor's text begins with one, or
    ``old-browser``, or "".
    """
    network, divider, _ = visitor.partition("\0")
    owner = owner_of(network) if divider else ""
    return owner or (OLD_BROWSER if _centres().agents.search(agent) else "")
