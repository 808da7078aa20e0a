"""Links that were handed out before xpromo, written down beside those that were minted: whose each is, then the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xpromo.ledger.promised import Promised
from xpromo.ledger.promising import write_unpromised
from xpromo.ledger.resolving import resolve
from xpromo.ledger.sealing import last_ids, seal
from xpromo.ledger.standing import resolve_again
from xpromo.records import Evidence, State

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from xpromo.handed_out import HandedLink
    from xpromo.ledger.store import Ledger
    from xpromo.records import Promise, Settings


@dataclass(frozen=True, slots=True)
class Found:
    """What the ledger says of a link: ``elsewhere`` names the placement that has it already, if it is another one."""

    state: State
    elsewhere: str | None = None


def adopt(
    ledger: Ledger, settings: Settings, promises: Sequence[Promise], links: Sequence[HandedLink], now: datetime
) -> list[Found]:
    """Write links, and the promises of their placements where there is none yet; return what was found of each.

    Where one belongs elsewhere already nothing is written; neither is what is known.
    """
    with ledger.writing() as connection:
        before, at = last_ids(connection), int(now.timestamp())
        found = _compare(connection, links)
        if any(item.elsewhere for item in found):
            return found
        write_unpromised(connection, settings, promises, now)
        _write(connection, [link for link, item in zip(links, found, strict=True) if item.state is State.NEW], at)
        if last_ids(connection) != before:
            resolve_again(connection)
            seal(connection, before, at)
    return found


def _compare(connection: sqlite3.Connection, links: Sequence[HandedLink]) -> list[Found]:
    """Return what the ledger, and the rows before it, say of each link."""
    promised = Promised(connection)
    homes: dict[object, str] = {}
    found = []
    for link in links:
        marks = list(_marks(link))
        there = [*filter(None, map(homes.get, marks)), *_homes(link, promised)]
        elsewhere = next((home for home in there if home != link.placement), None)
        known = _is_known(link, promised) or homes.get(("link", link.link)) == link.placement
        found.append(Found(State.KNOWN if known else State.NEW, elsewhere))
        homes |= dict.fromkeys(marks, link.placement)
    return found


def _marks(link: HandedLink) -> Iterator[tuple[str, object]]:
    """Yield what a click on the link is known by."""
    yield "link", link.link
    yield from (("short", short) for short in link.shorts)
    if link.tags:
        yield "tags", link.tags


def _homes(link: HandedLink, promised: Promised) -> Iterator[str]:
    """Yield the placements that clicks on the link belong to now."""
    ids = [link.link, *(promised.shorts.get(short, "") for short in link.shorts)]
    yield from (promised.renamings.placement(promised.links[name]) for name in ids if name in promised.links)
    if link.tags:
        (verdict,) = resolve(Evidence("", *link.tags), promised)
        if verdict.owner.placement and not verdict.owner.recovered:
            yield verdict.owner.placement


def _is_known(link: HandedLink, promised: Promised) -> bool:
    tags = link.tags is None or link.tags in promised.tags
    return link.link in promised.links and tags and all(short in promised.shorts for short in link.shorts)


def _write(connection: sqlite3.Connection, links: Iterable[HandedLink], at: int) -> None:
    for link in links:
        connection.execute(
            "INSERT OR IGNORE INTO links (link, placement, variant, url, minted_at) VALUES (?, ?, ?, ?, ?)",
            (link.link, link.placement, link.variant, link.url, at),
        )
        if link.tags:
            connection.execute(
                "INSERT OR IGNORE INTO link_tags (link, source, medium, campaign, content, adopted_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (link.link, *link.tags, at),
            )
        connection.executemany(
            "INSERT OR IGNORE INTO short_links (short, link, made_at) VALUES (?, ?, ?)",
            [(short, link.link, at) for short in link.shorts],
        )
