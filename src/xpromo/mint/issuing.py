"""Which codes the offers of campaigns ask for: shared ones as written, pools as how many are missing where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xpromo.codes import MAX_CODE, ODDS, body_length, canonical_code, chance, is_pool_code
from xpromo.definitions.model import Project
from xpromo.definitions.promising import offer_period
from xpromo.definitions.schema import Campaign, Offer
from xpromo.errors import Problem
from xpromo.mint.rules import CODE_TOO_LONG, SHORT_BODY
from xpromo.records import CampaignId, OfferId, PartnerId, Promise, PromoCode


@dataclass(frozen=True, slots=True)
class Pool:
    """The codes of an offer for one placement: how many there must be, and what each of them says but its text."""

    prefix: str
    count: int
    blank: PromoCode

    @property
    def key(self) -> tuple[str, str | None]:
        """What its codes are found by among those issued."""
        return (self.blank.offer, self.blank.placement)

    def fill(self, texts: Iterable[str]) -> list[PromoCode]:
        """Return codes of this pool with these texts."""
        return [replace(self.blank, code=text) for text in texts]


@dataclass(frozen=True, slots=True)
class Strength:
    """How long the bodies of a prefix's codes are, and the sum that says why; ``missing`` are still to be drawn."""

    prefix: str
    live: int
    guesses: int
    length: int
    missing: int

    @property
    def chance(self) -> float:
        """The chance that so many guesses hit any live code."""
        return chance(self.live, self.length, self.guesses)

    def __str__(self) -> str:
        """One line that anybody can work out again."""
        name = f"{self.prefix}…" if self.prefix else "codes without prefix"
        sum_ = f"{self.live:,} live codes x {self.guesses:,} guesses / 31^{self.length} = {self.chance:.1e}"
        return f"{name}: {sum_}, at most {1 / ODDS:.0e}"


def shared_codes(campaigns: Sequence[Campaign], promises: Sequence[Promise]) -> list[PromoCode]:
    """Return the codes that people wrote, by campaign and offer.

    A code belongs to its offer; to a placement and a partner as well when no other one carries the offer.
    """
    return [
        replace(blank_code(campaign, offer, _carriers(offer, promises)), code=canonical_code(offer.codes.code))
        for campaign, offer in _offers(campaigns)
        if offer.codes and offer.codes.code
    ]


def pools(campaigns: Sequence[Campaign], promises: Sequence[Promise]) -> list[Pool]:
    """Return a pool for each placement whose offer deals out codes, by campaign, offer and placement."""
    return [
        Pool(offer.codes.prefix or "", offer.codes.count or 0, blank_code(campaign, offer, [promise]))
        for campaign, offer in _offers(campaigns)
        if offer.codes and offer.codes.kind == "pool"
        for promise in _carriers(offer, promises)
    ]


def _offers(campaigns: Sequence[Campaign]) -> Iterator[tuple[Campaign, Offer]]:
    return ((campaign, offer) for campaign in campaigns for offer in sorted(campaign.offers, key=lambda o: o.id))


def _carriers(offer: Offer, promises: Sequence[Promise]) -> list[Promise]:
    return [promise for promise in promises if promise.offer == offer.id]


def blank_code(campaign: Campaign, offer: Offer, carriers: Sequence[Promise]) -> PromoCode:
    """Return a code of the offer without its text."""
    first, last = offer_period(campaign, offer)
    partners = {promise.partner for promise in carriers} if carriers else {PartnerId(p) for p in campaign.partners}
    return PromoCode(
        code="",
        campaign=CampaignId(campaign.id),
        placement=carriers[0].placement if len(carriers) == 1 else None,
        partner=partners.pop() if len(partners) == 1 else None,
        offer=OfferId(offer.id),
        kind=offer.codes.kind if offer.codes else "shared",
        single_use=bool(offer.codes and offer.codes.once),
        valid_from=first,
        valid_until=last,
    )


def by_pool(issued: Iterable[PromoCode]) -> dict[tuple[str, str | None], list[PromoCode]]:
    """Return the pool codes among those issued by :attr:`Pool.key`, in the order they were issued."""
    found: dict[tuple[str, str | None], list[PromoCode]] = defaultdict(list)
    for code in issued:
        if code.kind == "pool":
            found[code.offer, code.placement].append(code)
    return found


def strengths(
    wanted: Sequence[Pool], issued: Sequence[PromoCode], today: date, guesses: int, length: int | None = None
) -> dict[str, Strength]:
    """Return for each prefix how long the codes to be drawn must be (or are asked to be), else how long they are.

    Live are the codes of all these pools and every code issued before with that prefix that is still good today.
    """
    held = by_pool(issued)
    keys = {pool.key for pool in wanted}
    found = {}
    for prefix in sorted({pool.prefix for pool in wanted}):
        pools_ = [pool for pool in wanted if pool.prefix == prefix]
        own = [code for pool in pools_ for code in held.get(pool.key, ()) if is_pool_code(code.code, prefix)]
        others = sum(
            code.valid_until > today and is_pool_code(code.code, prefix)
            for key, codes in held.items()
            if key not in keys
            for code in codes
        )
        missing = sum(max(pool.count - len(held.get(pool.key, ())), 0) for pool in pools_)
        live = len(own) + missing + others
        shortest = min((len(code.code) - len(prefix) - 1 for code in own), default=0)
        body = (length or body_length(live, guesses)) if missing else shortest
        found[prefix] = Strength(prefix, live, guesses, body, missing)
    return found


def find_problems(
    project: Project, campaigns: Sequence[Campaign], strength: Mapping[str, Strength]
) -> Iterator[Problem]:
    """Yield what forbids issuing the codes of these campaigns: at the keys that say so."""
    for _, offer in _offers(campaigns):
        codes = offer.codes
        if codes and codes.kind == "pool" and (found := strength.get(codes.prefix or "")):
            yield from _pool_problems(project, offer, found)


def _pool_problems(project: Project, offer: Offer, strength: Strength) -> Iterator[Problem]:
    prefix = strength.prefix
    place = project.locate(offer.codes, "prefix") if offer.codes else None
    whole = len(prefix) + strength.length + 1
    if whole > MAX_CODE:
        yield CODE_TOO_LONG.at(place, f"codes would have {whole} characters, shops take {MAX_CODE}")
    needed = body_length(strength.live, strength.guesses)
    if strength.missing and strength.length < needed:
        yield SHORT_BODY.at(place, str(strength), f"{needed} symbols are enough: leave --length out")
