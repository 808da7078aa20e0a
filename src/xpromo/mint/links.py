"""Link ids and tagged URLs from promises: no counter, no lock file, the same links on every machine.

Links are made as columns: what is the same for a placement is put together once, digests are turned into ids all at
once, and no URL is parsed or rebuilt on the way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256

from xpromo import utm
from xpromo.records import MintedLinks, Promise
from xpromo.urls import joint, split_fragment
from xpromo.utm import CROCKFORD, LINK_LENGTH

_EDITION = "xpromo-link-1"  # a change here would give every link another id
_DIGEST = sha256().digest_size
_SYMBOLS = bytes(CROCKFORD.encode("ascii")[byte & 31] for byte in range(256))


def link_id(brand: str, campaign: str, placement: str, variant: str | None, landing: str) -> str:
    """Return the id of a link: ten lower-case Crockford symbols.

    Symbol *i* is byte *i* modulo 32 of SHA-256 over ``xpromo-link-1``, the four ids (no variant is "") and the landing
    page as written, in UTF-8 with a NUL between them. ValueError when one of them holds a NUL or a line break, which
    no id and no landing page can.
    """
    fields = (_EDITION, brand, campaign, placement, variant or "", landing)
    if any("\0" in field or "\n" in field for field in fields):
        raise ValueError("an id or a landing page holds a NUL or a line break")
    return _ids(["\0".join(fields)])[0]


def mint_links(
    promises: Sequence[Promise],
    *,
    link_parameter: str | None = utm.LINK_PARAMETER,
    extra: Mapping[str, str] | None = None,
    variants: Mapping[str, Sequence[str]] | None = None,
) -> MintedLinks:
    """Return the links of all promises, one for each variant of a placement, in the order given.

    ``extra`` are further parameters of every link, ``variants`` the variants of a placement by its id. Landing pages
    are trusted to be such as :func:`xpromo.urls.parse_landing` takes, without tags of their own.
    """
    mediums = [utm.medium_for(promise.channel, promise.form) for promise in promises]
    variants = variants or {}
    tail = utm.query_of(extra or {})
    tail = (f"&{tail}" if tail else "") + (f"&{link_parameter}=" if link_parameter else "")
    places = {landing: _opened(landing) for landing in {promise.landing for promise in promises}}
    owners: list[int] = []
    chosen: list[str | None] = []
    seeds: list[str] = []
    heads: list[str] = []
    ends: list[str] = []
    for number, promise in enumerate(promises):
        start, fragment = places[promise.landing]
        seed = f"{_EDITION}\0{promise.brand}\0{promise.campaign}\0{promise.placement}\0"
        head = start + utm.tag_query(promise, mediums[number])
        names = variants.get(promise.placement)
        if names:
            after = "\0" + promise.landing
            seeds += [seed + name + after for name in names]
            heads += [f"{head}_{name}{tail}" for name in names]
            chosen += names
            owners += [number] * len(names)
            ends += [fragment] * len(names)
        else:
            seeds.append(f"{seed}\0{promise.landing}")
            heads.append(head + tail)
            chosen.append(None)
            owners.append(number)
            ends.append(fragment)
    links = _ids(seeds)
    shown = links if link_parameter else [""] * len(links)
    urls = list(map("".join, zip(heads, shown, ends, strict=True)))
    return MintedLinks(tuple(promises), owners, links, chosen, urls, mediums)


def _opened(landing: str) -> tuple[str, str]:
    """Return a landing page as far as our parameters, and what follows them."""
    url, fragment = split_fragment(landing)
    return url + joint(url), fragment


def _ids(seeds: Sequence[str]) -> list[str]:
    """Return the ids of seeds, mapping the bytes of all their digests at once."""
    if not seeds:
        return []
    coded = "\n".join(seeds).encode("utf-8").split(b"\n")  # no seed holds a line break: no id and no URL does
    text = b"".join([digest.digest() for digest in map(sha256, coded)]).translate(_SYMBOLS).decode("ascii")
    return [text[start : start + LINK_LENGTH] for start in range(0, len(text), _DIGEST)]


def find_collisions(minted: MintedLinks) -> list[tuple[int, ...]]:
    """Return the rows that share a link id, each group once; none in any workspace that we will see."""
    if len(set(minted.link)) == len(minted.link):
        return []
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, link in enumerate(minted.link):
        rows[link].append(row)
    return [tuple(group) for group in rows.values() if len(group) > 1]
