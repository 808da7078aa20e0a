"""Sourced and influenced: of all places that have evidence of a conversion, which began it and which took part.

Sourced has one owner or none: the first placement of the person's path, without a path the place where the conversion
counts; of a new customer, or of anyone where that campaign says so. Nothing but a shared code proves no beginning,
because codes are passed on. Whoever else has evidence influenced it; a group's share is the union of its places'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from xpromo.answers import Proved, Share
from xpromo.measure.cells import Place
from xpromo.measure.folding import goal_kinds
from xpromo.measure.groups import INCOME, REVERSALS
from xpromo.measure.roles import Part, Roles
from xpromo.records import Promise

G = TypeVar("G", bound=Hashable)
NEW, ANYONE = "new", "anyone"


@dataclass(frozen=True, slots=True)
class Claimed:
    """One share, looked at: where it counts, who sourced it, who else has evidence of it."""

    share: Share
    counted: Place
    sourced: Place | None
    influenced: frozenset[Place]
    part: Part


Grouped = Mapping[G, Mapping[str, Roles]]  # group → currency → roles


def claims(shares: Iterable[Share], promises: Sequence[Promise]) -> list[Claimed]:
    """Look at every share. ``promises`` are all there are."""
    goals = goal_kinds(promises)
    places: dict[str, Place] = {promise.placement: Place.promised(promise) for promise in promises}
    anyone: set[str] = {promise.campaign for promise in promises if promise.sourced_by == ANYONE}
    return [_claimed(share, places, anyone, goals) for share in shares]


def _claimed(share: Share, places: Mapping[str, Place], anyone: set[str], goals: Mapping[str, str]) -> Claimed:
    counted = _place(share.counted, places)
    path = [places[name] for name in share.path if name in places]
    began = path[0] if path else counted
    knows = share.label == NEW or began.campaign in anyone
    sourced = began if knows and not share.code_only and began.is_somewhere() else None
    beside = [_place(share.beside, places)] if share.beside else []
    everyone = {place for place in (*path, counted, *beside) if place.is_somewhere()}
    influenced = {place for place in everyone if place != sourced and not _is_told_finer(place, everyone)}
    counts = share.metric == goals.get(counted.campaign or "", "sale")
    money = share.amount if share.metric in INCOME | REVERSALS else 0
    return Claimed(share, counted, sourced, frozenset(influenced), Part(share.n if counts else 0, money))


def _place(proved: Proved, places: Mapping[str, Place]) -> Place:
    return places.get(proved.placement or "") or Place(
        proved.campaign, proved.partner, proved.property, proved.placement
    )


def _is_told_finer(place: Place, places: Iterable[Place]) -> bool:
    """Whether another place says the same and more, as a placement does beside its campaign."""
    return any(other != place and _agrees(place, other) for other in places)


def _agrees(coarse: Place, fine: Place) -> bool:
    pairs = (
        (coarse.campaign, fine.campaign),
        (coarse.partner, fine.partner),
        (coarse.property, fine.property),
        (coarse.placement, fine.placement),
    )
    return all(one is None or one == other for one, other in pairs)


def roles_by(claimed: Iterable[Claimed], group_of: Callable[[Place, date | None], G | None]) -> Grouped[G]:
    """Add up by group; a place of which ``group_of`` says None is left out."""
    found: dict[G, dict[str, Roles]] = defaultdict(lambda: defaultdict(Roles))
    for claim in claimed:
        day, currency = claim.share.day, claim.share.currency
        groups: dict[G | None, Roles] = defaultdict(Roles)
        if claim.sourced:
            groups[group_of(claim.sourced, day)] += Roles(sourced=claim.part)
        else:
            groups[group_of(claim.counted, day)] += Roles(unowned=claim.part)
        if claim.share.code_only:
            groups[group_of(claim.counted, day)] += Roles(code_only=claim.part)
        for group in {group_of(place, day) for place in claim.influenced}:
            groups[group] += Roles(influenced=claim.part)
        for group, roles in groups.items():
            if group is not None:
                found[group][currency] += roles
    return found
