"""``xpromo links``: mint the links of campaigns and write the promise into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xpromo.errors import Findings
from xpromo.ledger.presence import holds_ledger
from xpromo.mint.links import find_collisions, mint_links
from xpromo.mint.rules import LINK_COLLISION
from xpromo.operations.intent import Intent, load_intent, refuse_late
from xpromo.records import MintedLinks, Promise, State


@dataclass(frozen=True, slots=True)
class Minting:
    """Links as columns, and what was found in the ledger for each."""

    links: MintedLinks
    states: Sequence[State]

    def count(self, state: State) -> int:
        """Return how many links are in this state."""
        return sum(found is state for found in self.states)


def mint_and_record(
    root: Path,
    ledger: Path,
    campaigns: Sequence[str],
    now: datetime,
    *,
    dry_run: bool = False,
    after_end: bool = False,
    wait: float = 60.0,
) -> Minting:
    """Mint the links of these campaigns (none named: of all) and record what is new; a dry run only compares.

    Links of a campaign that is over are listed as long as they are known; a new one raises Findings without
    ``after_end``. Raises also UsageError, Findings for errors in the definitions, StorageError.
    """
    intent = load_intent(root, ledger, campaigns, wait=wait)
    return mint_intent(intent, ledger, now, dry_run=dry_run, after_end=after_end, wait=wait)


def mint_intent(
    intent: Intent,
    ledger: Path,
    now: datetime,
    *,
    dry_run: bool = False,
    after_end: bool = False,
    wait: float = 60.0,
) -> Minting:
    """Do the same for definitions that are loaded and checked already."""
    minted = _mint(intent, intent.promises)
    _refuse_collisions(minted)
    over = frozenset() if after_end else intent.over_by(now)
    states: dict[str, State] = {}
    if over:
        late = _mint(intent, [promise for promise in intent.promises if promise.campaign in over])
        states = dict(zip(late.link, _compare(ledger, late, wait), strict=True))
        refuse_late(intent, [_campaign(late, row) for row, s in enumerate(states.values()) if s is not State.KNOWN])
    live = _mint(intent, [p for p in intent.promises if p.campaign not in over]) if over else minted
    found = _compare(ledger, live, wait) if dry_run else _record(intent, ledger, live, now, wait)
    if not over:
        return Minting(minted, found)
    states |= zip(live.link, found, strict=True)
    return Minting(minted, [states[link] for link in minted.link])


def _mint(intent: Intent, promises: Sequence[Promise]) -> MintedLinks:
    policy = intent.brand.utm
    variants = {item.id: item.variants for campaign in intent.campaigns for item in campaign.placements}
    return mint_links(promises, link_parameter=policy.link_parameter, extra=policy.extra, variants=variants)


def _campaign(minted: MintedLinks, row: int) -> str:
    return minted.promises[minted.promise[row]].campaign


def _compare(path: Path, minted: MintedLinks, wait: float) -> list[State]:
    """Return the states of links without writing, and without making a ledger."""
    if not holds_ledger(path):
        return [State.NEW] * len(minted.link)
    from xpromo.ledger.promising import states_of
    from xpromo.ledger.store import open_ledger

    with open_ledger(path, wait=wait) as ledger:
        return states_of(ledger, minted)


def _record(intent: Intent, path: Path, minted: MintedLinks, now: datetime, wait: float) -> list[State]:
    from xpromo.ledger.promising import record_minting
    from xpromo.ledger.store import open_ledger

    with open_ledger(path, create=True, wait=wait) as ledger:
        return record_minting(ledger, intent.settings, minted.promises, minted, (), now)


def _refuse_collisions(minted: MintedLinks) -> None:
    problems = [
        LINK_COLLISION.at(None, f"link {minted.link[rows[0]]} stands for {_named(minted, rows)}")
        for rows in find_collisions(minted)
    ]
    if problems:
        raise Findings("two links would have the same id", problems=problems)


def _named(minted: MintedLinks, rows: Sequence[int]) -> str:
    names = [(minted.promises[minted.promise[row]].placement, minted.variant[row]) for row in rows]
    return " and ".join(f"{placement} ({variant})" if variant else placement for placement, variant in names)
