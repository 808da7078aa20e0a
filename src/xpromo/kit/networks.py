"""How long a post may be, counted as each network counts. As of 2026-11: look it up again when a post is refused."""
# ruff: noqa: PLR2004 - limits and ranges as the networks publish them

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"https?://\S+")
_JOINER = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Network:
    """``limit`` in units of ``count``; ``unit`` names them. ``clickable``: whether a link in a post can be followed."""

    name: str
    limit: int
    unit: str
    count: Callable[[str], int]
    clickable: bool = True


def utf16_units(text: str) -> int:
    """Count as JavaScript's ``length`` does: characters outside of the basic plane count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def weighted(text: str) -> int:
    """Count as X does (twitter-text 3): an address is 23, Latin and its kin 1, all else 2, an emoji 2."""
    addresses = _ADDRESS.findall(text)
    rest = _ADDRESS.sub("", unicodedata.normalize("NFC", text))
    return 23 * len(addresses) + sum(_weight(cluster) for cluster in clusters(rest))


def _weight(cluster: str) -> int:
    if _is_emoji(cluster):
        return 2
    return sum(1 if _is_light(ord(character)) else 2 for character in cluster)


def _is_light(code: int) -> bool:
    return code <= 4351 or 8192 <= code <= 8205 or 8208 <= code <= 8223 or 8242 <= code <= 8247


def _is_emoji(cluster: str) -> bool:
    first = ord(cluster[0])
    return first >= 0x1F000 or "\ufe0f" in cluster or _JOINER in cluster


def with_short_addresses(text: str) -> int:
    """Count as Mastodon does: an address is 23, all else what a reader sees as one character."""
    return len(clusters(_ADDRESS.sub("x" * 23, text)))


def threads_characters(text: str) -> int:
    """Count as Threads does: characters, but an emoji is as many as its UTF-8 bytes."""
    return sum(len(cluster.encode()) if _is_emoji(cluster) else len(cluster) for cluster in clusters(text))


def bluesky_characters(text: str) -> int:
    """Count as Bluesky's own app does: what a reader sees as one character, addresses as they are shown shortened."""
    return len(clusters(_ADDRESS.sub(lambda found: _shortened(found.group()), text)))


def _shortened(address: str) -> str:
    parts = urlsplit(address)
    path = address[address.index(parts.netloc) + len(parts.netloc) :]
    path = "" if path == "/" else path
    return parts.netloc + (path[:13] + "..." if len(path) > 15 else path)


def clusters(text: str) -> list[str]:
    """Cut text into what readers see as one character: marks, joiners, skin tones and flags stay with their base.

    A short form of Unicode's UAX 29: it never finds fewer characters than there are to see.
    """
    found: list[str] = []
    for character in text:
        if found and _joins(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _joins(before: str, character: str) -> bool:
    code = ord(character)
    if unicodedata.category(character) in {"Mn", "Me", "Mc"} or character == _JOINER or code in _SKIN:
        return True
    if before[-1] == _JOINER or (before == "\r" and character == "\n"):
        return True
    return code in _REGIONAL and len(before) == 1 and ord(before) in _REGIONAL


NETWORKS: Mapping[str, Network] = {
    network.name: network
    for network in (
        Network("instagram", 2200, "characters", utf16_units, clickable=False),
        Network("linkedin", 3000, "characters", utf16_units),
        Network("x", 280, "weighted characters", weighted),
        Network("facebook", 63206, "characters", utf16_units),
        Network("threads", 500, "characters", threads_characters),
        Network("bluesky", 300, "characters", bluesky_characters),
        Network("mastodon", 500, "characters", with_short_addresses),
        Network("tiktok", 2200, "characters", utf16_units, clickable=False),
        Network("youtube", 5000, "characters", utf16_units),
        Network("pinterest", 500, "characters", utf16_units),
    )
}
