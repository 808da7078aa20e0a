"""What a report reads: the ledger's promises and settings, and the facts of a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from xpromo.errors import UsageError
from xpromo.ledger.promising import read_promises, read_settings
from xpromo.ledger.reading import (
    read_aggregates,
    read_click_sources,
    read_metrics,
    read_other_days,
    read_unresolved,
    read_variants,
)
from xpromo.ledger.shares import read_shares
from xpromo.ledger.store import Ledger
from xpromo.measure.cells import Facts, Place
from xpromo.measure.costs import zone_of
from xpromo.measure.leaks import Leak, leaks
from xpromo.measure.sourcing import claims
from xpromo.records import PlacementId, Promise, Request, Settings, Unresolved
from xpromo.report.rules import NOTHING_PROMISED
from xpromo.utm import content_of

LATELY = 7  # days that are held against all before them where no period was asked for


@dataclass(frozen=True, slots=True)
class Reading:
    """The ledger's side of a report; of one ``partner``'s placements and codes, where one is named."""

    ledger: Ledger
    promises: tuple[Promise, ...]
    settings: Settings | None
    today: date
    timezone: str
    partner: str | None = None

    def facts(self, request: Request) -> Facts:
        """Return the facts of a request, with the promises that belong to it."""
        aggregates = read_aggregates(self.ledger, request)
        told = read_metrics(self.ledger, request) if request.campaigns else {item.metric for item in aggregates}
        if self.partner:
            aggregates = [item for item in aggregates if item.partner == self.partner]
        shares = None if self.partner else read_shares(self.ledger, request)  # paths lead through all partners
        touched = {name for share in shares or () for name in share.path}
        found = {item.campaign for item in aggregates}
        found |= {promise.campaign for promise in self.promises if promise.placement in touched}
        promises = [
            promise
            for promise in self.promises
            if not request.campaigns or promise.campaign in request.campaigns
            if self.partner is None or promise.partner == self.partner
            if promise.campaign in found or overlaps(promise, request)
        ]
        sources = self._click_sources(promises, request) if request.since or request.until else {}
        return Facts(
            promises,
            aggregates,
            self.settings,
            request.since,
            request.until,
            request.by_day,
            sources,
            campaigns=request.campaigns,
            shares=shares,
            every_promise=self.promises,
            told=frozenset(told),
        )

    def of_variants(self, facts: Facts) -> Facts:
        """Return facts of a period by variant: each is a placement of its own, called as ``utm_content`` calls it.

        What is known of a placement as a whole (reach, costs, counts of tools) stays with it.
        """
        request = Request(facts.since, facts.until, tuple(facts.campaigns))
        aggregates, variants = read_variants(self.ledger, request)
        promised: dict[str, Promise] = {promise.placement: promise for promise in facts.promises}
        more = [
            replace(
                promised[placement],
                placement=PlacementId(content_of(placement, variant)),
                expected_reach=None,
                expected_clicks=None,
                budget_minor=None,
            )
            for placement, variant in variants
            if placement in promised
        ]
        return replace(facts, promises=[*facts.promises, *more], aggregates=aggregates, shares=None, click_sources={})

    def other_days(self, facts: Facts) -> list[tuple[str, str]]:
        """Return the sources among these facts that count by days of another zone, with that zone."""
        sources = {item.source for item in facts.aggregates}
        return [found for found in read_other_days(self.ledger, self.timezone) if found[0] in sources]

    def leaks(self, facts: Facts) -> list[Leak]:
        """Return where conversions by code alone became more: in the period, without one in the last days."""
        if not any(share.code_only for share in facts.shares or ()):
            return []
        since = facts.since or self.today - timedelta(days=LATELY)
        now, before = (
            claims(read_shares(self.ledger, request), self.promises)
            for request in (Request(since, facts.until), Request(until=since))
        )
        shown = facts.campaigns
        return [leak for leak in leaks(now, before, since) if not shown or leak.campaign in shown]

    def _click_sources(self, promises: Sequence[Promise], request: Request) -> dict[Place, dict[str, bool]]:
        """Return which sources ever counted clicks at each place, and whether a count of theirs is cut by the period.

        Evidence of a placement is the promise's place.
        """
        promised = {promise.placement: Place.promised(promise) for promise in promises}
        found: dict[Place, dict[str, bool]] = {}
        for (campaign, partner, owner, placement), sources in read_click_sources(self.ledger, request).items():
            place = promised.get(PlacementId(placement or ""), Place(campaign, partner, owner, placement))
            for source, is_cut in sources.items():
                here = found.setdefault(place, {})
                here[source] = here.get(source, False) or is_cut
        return found


def read_now(ledger: Ledger, now: datetime) -> Reading:
    """Return the ledger as it is read on the brand's day of ``now``."""
    settings = read_settings(ledger)
    zone = zone_of(settings)
    return Reading(ledger, read_promises(ledger), settings, now.astimezone(zone).date(), str(zone))


def require_settings(reading: Reading) -> Settings:
    """Return the settings in force. Raises UsageError where nothing was minted yet."""
    if reading.settings is None:
        raise UsageError.of(NOTHING_PROMISED, "nothing was promised in this ledger yet")
    return reading.settings


def overlaps(promise: Promise, request: Request) -> bool:
    """Whether days of a placement's flight lie in the period of a request."""
    starts_before = request.until is None or promise.flight_start < request.until
    return starts_before and (request.since is None or promise.flight_end > request.since)


def tagged(ledger: Ledger, request: Request) -> list[Unresolved]:
    """Return what reached nobody, without what never claimed to come from anybody: no tag and no code."""
    return [item for item in read_unresolved(ledger, request) if any(item.evidence)]
