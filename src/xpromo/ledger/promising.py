"""What was minted, written down: promises, links and codes, each once, none ever moved."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from xpromo.errors import Findings, UsageError
from xpromo.ledger.hygiene import derive_touches, window_of
from xpromo.ledger.promise_rows import (
    CODE_COLUMNS,
    COLUMNS,
    code_of,
    date_of,
    day_of,
    promise_of,
    promise_row,
    settings_in_force,
    settings_text,
)
from xpromo.ledger.renaming import read_renamings
from xpromo.ledger.revisions import NAMES, Revisions
from xpromo.ledger.rules import LINK_MOVED, OTHER_ZONE
from xpromo.ledger.sealing import last_ids, seal
from xpromo.ledger.standing import resolve_again, walk_again
from xpromo.records import State
from xpromo.utm import LINK_LENGTH

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from xpromo.ledger.renaming import Renamings
    from xpromo.ledger.store import Ledger
    from xpromo.records import MintedLinks, Promise, PromoCode, Settings

LATEST = f"SELECT {NAMES} FROM promises WHERE id IN (SELECT max(id) FROM promises GROUP BY placement)"


def record_minting(
    ledger: Ledger,
    settings: Settings,
    promises: Sequence[Promise],
    links: MintedLinks | None,
    codes: Sequence[PromoCode],
    now: datetime,
) -> list[State]:
    """Write promises, links and codes in one transaction; return a state for each link, then for each code.

    ``changed`` is a link whose URL differs from the one promised for its placement and variant (the new URL is
    promised from now on, the old link stays resolvable), or a code whose text is issued for something else in the
    same days (the issue in the ledger stays, nothing is written for it). What is known already isn't written again.

    Raises UsageError when the brand's zone changed after facts were counted in days of the old one, Findings when a
    link id would move to another placement.
    """
    with ledger.writing() as connection:
        before = last_ids(connection)
        at = int(now.timestamp())
        _write_settings(connection, settings, at)
        _write_promises(connection, promises, now.astimezone(ZoneInfo(settings.timezone)).date().toordinal(), at)
        _write_campaign_names(connection, promises, at)
        link_states = _write_links(connection, links, at) if links else []
        code_states = _write_codes(connection, codes, at)
        if last_ids(connection) != before:
            resolve_again(connection)
            seal(connection, before, at)
    return [*link_states, *code_states]


def adopt_codes(
    ledger: Ledger, settings: Settings, promises: Sequence[Promise], codes: Sequence[PromoCode], now: datetime
) -> list[State]:
    """Write codes that were handed out before, and the promises that they need; return a state for each."""
    with ledger.writing() as connection:
        before, at = last_ids(connection), int(now.timestamp())
        write_unpromised(connection, settings, promises, now)
        states = _write_codes(connection, codes, at)
        if last_ids(connection) != before:
            resolve_again(connection)
            seal(connection, before, at)
    return states


def write_unpromised(
    connection: sqlite3.Connection, settings: Settings, promises: Sequence[Promise], now: datetime
) -> None:
    """Write settings and the promises of placements that have none yet: what was agreed is minted, not adopted."""
    at = int(now.timestamp())
    _write_settings(connection, settings, at)
    promised = {placement for (placement,) in connection.execute("SELECT placement FROM promises")}
    missing = [promise for promise in promises if promise.placement not in promised]
    _write_promises(connection, missing, now.astimezone(ZoneInfo(settings.timezone)).date().toordinal(), at)
    _write_campaign_names(connection, missing, at)


def states_of(ledger: Ledger, links: MintedLinks) -> list[State]:
    """Return what minting would find for each link, without writing."""
    with ledger.reading() as connection:
        return _link_states(connection, links)


# ------------------------------------------------------------------------------------------------ writing


def keep_settings(connection: sqlite3.Connection, settings: Settings, at: int) -> None:
    """Write the settings where there are none yet."""
    if not connection.execute("SELECT 1 FROM settings").fetchone():
        _write_settings(connection, settings, at)
        resolve_again(connection)


def _write_settings(connection: sqlite3.Connection, settings: Settings, at: int) -> None:
    row = connection.execute("SELECT timezone, body FROM settings ORDER BY id DESC LIMIT 1").fetchone()
    body = settings_text(settings)
    if row and row[1] == body:
        return
    if row and row[0] != settings.timezone and connection.execute("SELECT 1 FROM batches LIMIT 1").fetchone():
        raise UsageError(
            f"the brand's zone is {settings.timezone} now, but the ledger counts in days of {row[0]}",
            hint=f"`xpromo ledger rebuild --timezone {settings.timezone}` counts every fact again",
            code=OTHER_ZONE.code,
        )
    window = window_of(connection)
    connection.execute(
        "INSERT INTO settings (written_at, brand, timezone, body) VALUES (?, ?, ?, ?)",
        (at, settings.brand, settings.timezone, body),
    )
    if window_of(connection) != window:
        derive_touches(connection)
        walk_again(connection)


def _write_promises(connection: sqlite3.Connection, promises: Sequence[Promise], ordinal: int, at: int) -> None:
    latest = {row[0]: row for row in connection.execute(LATEST)}
    rows = [row for row in map(promise_row, promises) if latest.get(row[0]) != row]
    if not rows:
        return
    minted_day = ordinal - date_of(0).toordinal()
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(
        f"INSERT INTO promises (revision, minted_at, minted_day, {NAMES})"
        " VALUES ((SELECT ifnull(max(revision), 0) + 1 FROM promises WHERE placement = ?),"
        f" {at}, {minted_day}, {marks})",
        [(row[0], *row) for row in rows],
    )


def _write_campaign_names(connection: sqlite3.Connection, promises: Sequence[Promise], at: int) -> None:
    """Append the renamings of campaigns that aren't in force yet."""
    named = dict.fromkeys((item.campaign, item.campaign_moved_from) for item in promises if item.campaign_moved_from)
    present = read_renamings(connection).campaigns
    connection.executemany(
        "INSERT INTO campaign_names (campaign, moved_from, minted_at) VALUES (?, ?, ?)",
        [(new, former, at) for new, former in named if new != former and present.get(former) != present.get(new, new)],
    )


def _write_links(connection: sqlite3.Connection, links: MintedLinks, at: int) -> list[State]:
    states = _link_states(connection, links)
    if State.NEW not in states and State.CHANGED not in states:
        return states
    placements = [promise.placement for promise in links.promises]
    placed = list(map(placements.__getitem__, links.promise))
    rows = zip(links.link, placed, links.variant, links.url, repeat(at), strict=False)
    connection.executemany(
        "INSERT OR IGNORE INTO links (link, placement, variant, url, minted_at) VALUES (?, ?, ?, ?, ?)",
        rows if State.KNOWN not in states else [row for row, s in zip(rows, states, strict=True) if s != State.KNOWN],
    )
    if State.CHANGED in states:
        _write_new_urls(connection, links, states, at)
    return states


def _write_new_urls(connection: sqlite3.Connection, links: MintedLinks, states: list[State], at: int) -> None:
    """Append the URLs of links that are in the ledger with another one."""
    urls = last_urls(connection)
    rows = [
        (link, url, at)
        for link, url, state in zip(links.link, links.url, states, strict=True)
        if state is State.CHANGED and urls[link] != url
    ]
    connection.executemany("INSERT INTO link_urls (link, url, minted_at) VALUES (?, ?, ?)", rows)


def _write_codes(connection: sqlite3.Connection, codes: Sequence[PromoCode], at: int) -> list[State]:
    if not codes:
        return []
    renamings = read_renamings(connection)
    issued = _issued(connection, renamings)
    states, rows = [], []
    for code in codes:
        row = _code_row(code)
        same_days = [old for old in issued.get(code.code, ()) if old[-2] < row[-1] and row[-2] < old[-1]]
        if not same_days:
            rows.append((*row, at))
            issued.setdefault(code.code, []).append(row)
            states.append(State.NEW)
        else:
            states.append(State.KNOWN if row[1:7] in [old[1:7] for old in same_days] else State.CHANGED)
    connection.executemany(f"INSERT INTO codes ({CODE_COLUMNS}, issued_at) VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
    return states


def _issued(connection: sqlite3.Connection, renamings: Renamings) -> dict[str, list[tuple[Any, ...]]]:
    issued: dict[str, list[tuple[Any, ...]]] = {}
    for code, campaign, placement, *rest in connection.execute(f"SELECT {CODE_COLUMNS} FROM codes"):
        bound = (renamings.campaign(campaign), placement and renamings.placement(placement))
        issued.setdefault(code, []).append((code, *bound, *rest))
    return issued


def _code_row(code: PromoCode) -> tuple[Any, ...]:
    bound = (code.code, code.campaign, code.placement, code.partner, code.offer, code.kind, int(code.single_use))
    return (*bound, day_of(code.valid_from), day_of(code.valid_until))


# ------------------------------------------------------------------------------------------------ states of links


def _link_states(connection: sqlite3.Connection, links: MintedLinks) -> list[State]:
    if not connection.execute("SELECT 1 FROM links LIMIT 1").fetchone():
        return [State.NEW] * len(links.link)
    urls = last_urls(connection)
    states = [State.KNOWN if urls.get(a) == b else State.CHANGED for a, b in zip(links.link, links.url, strict=True)]
    _refuse_moves(connection, links)
    if State.CHANGED in states:
        minted = (
            "SELECT placement, variant FROM links WHERE length(link) = ?"  # adopted ones without an id have a longer
        )
        placed = set(connection.execute(minted, (LINK_LENGTH,)))
        for number, state in enumerate(states):
            if state is State.CHANGED and links.link[number] not in urls and not _placed_before(links, number, placed):
                states[number] = State.NEW
    return states


def _placed_before(links: MintedLinks, number: int, placed: set[tuple[str, str | None]]) -> bool:
    promise, variant = links.promises[links.promise[number]], links.variant[number]
    return (promise.placement, variant) in placed or (promise.moved_from, variant) in placed


def _refuse_moves(connection: sqlite3.Connection, links: MintedLinks) -> None:
    present = read_renamings(connection).placement
    homes = {link: present(home) for link, home in connection.execute("SELECT link, placement FROM links")}
    placements = [present(promise.placement) for promise in links.promises]
    problems = [
        LINK_MOVED.at(None, f"link {link} belongs to placement {home} and can't move to {placements[number]}")
        for link, home, number in zip(links.link, map(homes.get, links.link), links.promise, strict=True)
        if home is not None and home != placements[number]
    ]
    if problems:
        raise Findings("link ids would move to other placements", problems=problems)


def last_urls(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the URL last promised for each link."""
    urls: dict[str, str] = dict(connection.execute("SELECT link, url FROM links"))
    urls.update(connection.execute("SELECT link, url FROM link_urls ORDER BY id"))
    return urls


# ------------------------------------------------------------------------------------------------ reading


def read_link_ids(ledger: Ledger) -> frozenset[str]:
    """Return the id of every link that was promised."""
    with ledger.reading() as connection:
        return frozenset(link for (link,) in connection.execute("SELECT link FROM links"))


def read_settings(ledger: Ledger) -> Settings | None:
    """Return the settings in force, None when nothing was minted yet."""
    with ledger.reading() as connection:
        return settings_in_force(connection)


def read_promises(ledger: Ledger) -> tuple[Promise, ...]:
    """Return the promise in force of each placement, by campaign and placement.

    That is the last revision minted before its flight's first day, else the first; ``changed`` is set where a later
    revision differs from it.
    """
    with ledger.reading() as connection:
        found = [item.promise for item in Revisions(connection, read_renamings(connection)).in_force()]
    return tuple(sorted(found, key=lambda promise: (promise.campaign, promise.placement)))


def read_codes(
    ledger: Ledger, campaigns: Sequence[str] = (), promised: Sequence[Promise] = ()
) -> tuple[PromoCode, ...]:
    """Return the codes that were issued, of some campaigns or of all, in the order they were issued.

    They are bound to present names; what ``promised`` renames is renamed already, though nobody has minted it yet.
    """
    with ledger.reading() as connection:
        renamings = read_renamings(connection, promised)
        rows = connection.execute(f"SELECT {CODE_COLUMNS} FROM codes ORDER BY id").fetchall()
    codes = (renamings.code(code_of(row)) for row in rows)
    return tuple(code for code in codes if not campaigns or code.campaign in campaigns)


def read_latest(ledger: Ledger) -> Mapping[str, Promise]:
    """Return the last revision of each placement's promise."""
    with ledger.reading() as connection:
        return {row[0]: promise_of(row) for row in connection.execute(LATEST)}
