"""Definitions → what minting writes down: promises and settings. The one place where end dates become exclusive."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from xpromo.definitions.model import Project, direction_of, moment_of, partner_of
from xpromo.definitions.schema import Agreement, Attribution, Budget, Campaign, Offer, Partner, Placement, Swap
from xpromo.money import parse_minor
from xpromo.records import (
    BrandId,
    CampaignId,
    Goal,
    OfferId,
    PartnerId,
    PlacementId,
    Promise,
    PropertyId,
    Settings,
)

_ONE_DAY = timedelta(days=1)


def day_after(last: date) -> date:
    """Return the exclusive end of something whose last day counts."""
    return last + _ONE_DAY if last < date.max else last


def promises(project: Project, campaigns: Collection[str] | None = None) -> tuple[Promise, ...]:
    """Return a promise for each placement of these campaigns (None: of all), sorted by campaign and placement.

    Placements whose property or offer nobody defines are left out; ``check`` names them.
    """
    wanted = sorted(project.campaigns if campaigns is None else {*campaigns} & project.campaigns.keys())
    found = (promise for name in wanted for promise in _of_campaign(project, project.campaigns[name]))
    return tuple(sorted(found, key=lambda promise: (promise.campaign, promise.placement)))


def settings(project: Project) -> Settings:
    """Return what measuring needs to know of the workspace; ValueError when there is no usable brand.yaml."""
    brand = project.brand
    if brand is None:
        raise ValueError("a project without a brand has no settings")
    clicks = {name: item.clicks_from for name, (_, item) in sorted(project.properties.items()) if item.clicks_from}
    if brand.clicks_from:
        clicks = {"": brand.clicks_from} | clicks
    sales = {name: item.sales_from for name, item in sorted(project.campaigns.items()) if item.sales_from}
    if brand.sales_from:
        sales = {"": brand.sales_from} | sales
    partners = {domain: partner.id for partner in project.partners.values() for domain in partner.domains}
    return Settings(
        brand=brand.id,
        brand_name=brand.name,
        timezone=brand.timezone,
        currency=brand.currency,
        link_parameter=brand.utm.link_parameter,
        small_cell=brand.privacy.small_cell,
        repeat=brand.hygiene.repeat,
        domains=brand.domains,
        short_paths=brand.short_paths,
        clicks_from=clicks,
        sales_from=sales,
        partner_domains=dict(sorted(partners.items())),
        agreements={
            name: terms for name, partner in sorted(project.partners.items()) if (terms := _terms(partner.agreement))
        },
    )


def _terms(agreement: Agreement | None) -> dict[str, str]:
    """Return what settling needs of an agreement, as texts, each only where it is stated."""
    if agreement is None:
        return {}
    terms = {name: getattr(agreement, name) for name in ("start", "end", "revenue_share", "budget_share")}
    return {name: str(value) for name, value in terms.items() if value is not None}


def offer_period(campaign: Campaign, offer: Offer) -> tuple[date, date]:
    """Return the days on which an offer's codes are good, end exclusive: its own, else the flight's."""
    period = offer.valid or campaign.flight
    return period.start, day_after(period.end)


def _of_campaign(project: Project, campaign: Campaign) -> Iterator[Promise]:
    goals = _goals(campaign)
    swaps = {name: swap for swap in reversed(campaign.swaps) for name in (swap.give, swap.get)}  # the first counts
    for placement in campaign.placements:
        promise = _promise(project, campaign, placement, goals, swaps.get(placement.id))
        if promise:
            yield promise


def _promise(
    project: Project, campaign: Campaign, placement: Placement, goals: tuple[Goal, ...], swap: Swap | None
) -> Promise | None:
    owned = project.property(placement.property)
    offer = project.find_offer(placement.offer)
    if owned is None or offer is None or project.brand is None:
        return None
    _, place = owned
    partner = _partner(project, placement)
    agreement = (partner and partner.agreement) or Agreement()
    rule = _attribution(project, agreement)
    currency = _currency(project, placement.budget)
    return Promise(
        placement=PlacementId(placement.id),
        campaign=CampaignId(campaign.id),
        campaign_name=campaign.name,
        form=campaign.form,
        brand=BrandId(project.brand.id),
        partner=PartnerId(partner.id) if partner else partner_of(project, placement),
        partner_name=partner.name if partner else None,
        property=PropertyId(place.id),
        property_name=place.name,
        channel=place.channel,
        direction=direction_of(project, placement),
        promotes=placement.promotes,
        offer=OfferId(offer.id),
        offer_title=offer.title,
        landing=offer.landing,
        flight_start=campaign.flight.start,
        flight_end=day_after(campaign.flight.end),
        goals=goals,
        phase=placement.phase,
        kind=placement.kind,
        at=moment_of(project, placement),
        expected_reach=placement.expected.reach if placement.expected else None,
        expected_clicks=placement.expected.clicks if placement.expected else None,
        swap=f"{swap.give}+{swap.get}" if swap else None,
        tolerance_days=swap.tolerance_days if swap else Swap.model_fields["tolerance_days"].default,
        fairness_unit=agreement.fairness_unit,
        window_days=rule.window_days,
        conflict=rule.conflict,
        sourced_by=campaign.sourced_by,
        clicks_from=placement.clicks_from,
        budget_minor=parse_minor(str(placement.budget.amount), currency) if placement.budget and currency else None,
        budget_currency=currency,
        budget_share=_shares(placement.budget, partner, agreement),
        external=dict(sorted(placement.external.items())),
        moved_from=placement.moved_from,
        campaign_moved_from=campaign.moved_from,
    )


def _partner(project: Project, placement: Placement) -> Partner | None:
    name = partner_of(project, placement)
    return project.partners.get(name) if name else None


def _attribution(project: Project, agreement: Agreement) -> Attribution:
    if agreement.attribution:
        return agreement.attribution
    return project.brand.attribution if project.brand else Attribution()


def _goals(campaign: Campaign) -> tuple[Goal, ...]:
    primary = [campaign.goals.primary] if campaign.goals.primary else []
    ranked = [(goal, "primary") for goal in primary] + [(goal, "secondary") for goal in campaign.goals.secondary]
    return tuple(Goal(goal.metric, float(goal.target), rank) for goal, rank in ranked)


def _currency(project: Project, budget: Budget | None) -> str | None:
    if budget is None:
        return None
    return budget.currency or (project.brand.currency if project.brand else None)


def _shares(budget: Budget | None, partner: Partner | None, agreement: Agreement) -> dict[str, float]:
    """The placement's own shares, else the one of the agreement."""
    if budget is None:
        return {}
    if not budget.share and partner and agreement.budget_share is not None:
        return {partner.id: float(agreement.budget_share)}
    return {name: float(share) for name, share in sorted(budget.share.items())}
