"""``xpromo kit``: mint, render everything, promise it in the ledger, then put all kits in place, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xpromo.definitions.workspace import kits_folder
from xpromo.errors import Findings, Location, Problem, by_place
from xpromo.kit.building import build
from xpromo.kit.content import Kit, Piece
from xpromo.kit.environment import templates_of
from xpromo.kit.gathering import gather
from xpromo.kit.packing import KitState, Parcel, deliver
from xpromo.kit.rules import EDITED
from xpromo.mint.issuing import shared_codes
from xpromo.operations.intent import Intent, issued_codes, load_intent
from xpromo.operations.links import mint_intent
from xpromo.records import MintedLinks, PromoCode, State
from xpromo.report.diagnosing import plural


@dataclass(frozen=True, slots=True)
class KitOptions:
    """Where kits go and how. ``output`` None is ``.xpromo/kits`` of the workspace; ``after_end`` as for links."""

    output: Path | None = None
    zipped: bool = False
    force: bool = False
    dry_run: bool = False
    after_end: bool = False


@dataclass(frozen=True, slots=True)
class MadeKit:
    """One kit: whose it is, where it lies, what became of it there, and its files (the manifest is the last)."""

    campaign: str
    partner: str
    place: Path
    state: KitState
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class MadeKits:
    """Every kit of a run, its warnings, and how many links it was the first to promise."""

    kits: tuple[MadeKit, ...]
    problems: tuple[Problem, ...]
    new_links: int


def make_kits(
    root: Path, ledger: Path, campaigns: Sequence[str], options: KitOptions, *, now: datetime, wait: float = 60.0
) -> MadeKits:
    """Make the kits of these campaigns (of all when none is named).

    The links and shared codes in a kit are promised in the ledger before the kit is there, so that nothing is handed
    out that can't be read back. Raises Findings when anything is wrong with definitions, templates or assets, or when
    a kit was edited by hand; UsageError for an unknown campaign; StorageError. Then no kit and no file was changed.
    """
    intent = load_intent(root, ledger, campaigns, wait=wait)
    minting = mint_intent(intent, ledger, now, dry_run=True, after_end=options.after_end, wait=wait)
    built, problems = _build(intent, minting.links, ledger, wait)
    parcels = [Parcel(_place(options, root, kit), pieces, options.zipped) for kit, pieces in built]
    states = [parcel.state() for parcel in parcels]
    if not options.force:
        _keep_edits(root, parcels, states)
    changed = [parcel for parcel, state in zip(parcels, states, strict=True) if state is not KitState.UNCHANGED]
    new_links = len(minting.states) - minting.count(State.KNOWN)
    if (changed or new_links) and not options.dry_run:
        _promise(intent, ledger, options, now, wait)
        deliver(changed)
    made = [
        MadeKit(kit.campaign, kit.reader.id, parcel.place, state, tuple(parcel.pieces))
        for (kit, _), parcel, state in zip(built, parcels, states, strict=True)
    ]
    return MadeKits(tuple(made), tuple(problems), new_links)


def _build(
    intent: Intent, minted: MintedLinks, ledger: Path, wait: float
) -> tuple[list[tuple[Kit, list[Piece]]], list[Problem]]:
    """Render every kit; raises Findings with all errors of all kits."""
    templates = templates_of(intent.project.root)
    pools = _issued_pools(intent, ledger, wait)
    problems: list[Problem] = []
    built = []
    for campaign in intent.campaigns:
        for kit in gather(intent.project, campaign, minted, pools):
            pieces, found = build(kit, templates)
            problems += found
            built.append((kit, pieces))
    problems = sorted(dict.fromkeys(problems), key=by_place)
    errors = sum(problem.is_error for problem in problems)
    if errors:
        raise Findings(f"no kit was written: {plural(errors, 'thing')} to put right", problems=problems)
    return built, problems


def _issued_pools(intent: Intent, ledger: Path, wait: float) -> Mapping[str, Sequence[str]]:
    """Return placement → the single-use codes of its offer, as far as the ledger has issued them."""
    offers = {promise.placement: promise.offer for promise in intent.promises}
    pools: dict[str, list[str]] = {}
    for code in _issued(intent, ledger, wait):
        if code.kind == "pool" and code.placement and offers.get(code.placement) == code.offer:
            pools.setdefault(code.placement, []).append(code.code)
    return pools


def _issued(intent: Intent, ledger: Path, wait: float) -> Sequence[PromoCode]:
    return issued_codes(ledger, intent.promises, [campaign.id for campaign in intent.campaigns], wait=wait)


def _promise(intent: Intent, path: Path, options: KitOptions, now: datetime, wait: float) -> None:
    """Record links, and the shared codes that stand in the kits; pools are drawn by ``xpromo codes`` alone."""
    from xpromo.ledger.promising import record_minting
    from xpromo.ledger.store import open_ledger

    mint_intent(intent, path, now, after_end=options.after_end, wait=wait)
    issued = {(code.code, code.offer) for code in _issued(intent, path, wait)}
    over = frozenset() if options.after_end else intent.over_by(now)
    shared = [
        code
        for code in shared_codes(intent.campaigns, intent.promises)
        if code.campaign not in over and (code.code, code.offer) not in issued
    ]
    if shared:
        with open_ledger(path, write=True, wait=wait) as ledger:
            record_minting(ledger, intent.settings, (), None, shared, now)


def _place(options: KitOptions, root: Path, kit: Kit) -> Path:
    folder = (options.output or kits_folder(root)) / kit.campaign
    return folder / (f"{kit.reader.id}.zip" if options.zipped else kit.reader.id)


def _keep_edits(root: Path, parcels: Sequence[Parcel], states: Sequence[KitState]) -> None:
    edited = [parcel.place for parcel, state in zip(parcels, states, strict=True) if state is KitState.EDITED]
    if edited:
        hint = "move what you changed into templates/, or write it anew with --force"
        problems = [
            EDITED.at(Location(_shown(root, place)), "its files aren't those of its manifest", hint) for place in edited
        ]
        raise Findings("no kit was written: one was changed by hand", problems=problems)


def _shown(root: Path, place: Path) -> str:
    return (place.relative_to(root) if place.is_relative_to(root) else place).as_posix()
