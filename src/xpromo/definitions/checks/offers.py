"""An offer is good when it is shown, says its terms, and is shown somewhere when it deals out codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, carriers_of, moment_of
from xpromo.definitions.schema import Campaign, Offer, Period, Placement
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP217",
    "offers",
    "An offer that doesn't hold what it says",
    why="Whoever clicks on the last placement finds a code that ended the day before, or conditions that nobody wrote "
    "down. The first is a complaint, the second a quarrel.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag, codes: {kind: shared, code: MUGBAG}}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - id: first-bag
    title: A bag
    landing: https://northwind.example/bag
    codes: {kind: shared, code: MUGBAG}
    terms: Until 20 December, once per customer.
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="State `terms`, and let `valid` hold every day on which the offer is shown.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield offers shown on days on which they aren't good, codes without terms, and pools that nobody gets."""
    for campaign in project.campaigns.values():
        for offer in campaign.offers:
            if offer.codes and not offer.terms:
                message = f"nothing says until when, and how often, the codes of `{offer.id}` work"
                hint = f"add `terms: Until {campaign.flight.end}, once per customer.`"
                yield RULE.at(project.locate(offer, "codes", key=True), message, hint)
            if offer.codes and offer.codes.kind == "pool" and not carriers_of(campaign, offer):
                yield from _pool(project, known, campaign, offer)
            if offer.valid and offer.valid.start <= offer.valid.end:
                yield from _days(project, campaign, offer, offer.valid)


def _pool(project: Project, known: Known, campaign: Campaign, offer: Offer) -> Iterator[Problem]:
    defined = {item.id for item in campaign.offers}
    if any(placement.offer not in defined for placement in campaign.placements):
        return  # one of them was meant to show it: the finding of references
    if any(promise.offer == offer.id for promise in known.promises.values()):
        return  # it was shown: the finding of changed-after-promise
    message = f"no placement shows `{offer.id}`, so its pool gets no codes"
    yield RULE.at(project.locate(offer, "id"), message, "name it in the `offer` of a placement, or delete it")


def _days(project: Project, campaign: Campaign, offer: Offer, valid: Period) -> Iterator[Problem]:
    """Yield an offer that a placement shows before its first day (a teaser may) or after its last."""
    if valid.end < campaign.flight.start or valid.start > campaign.flight.end:
        return  # the finding of dates
    shown = [(day, item) for item in carriers_of(campaign, offer) if (day := _day(project, campaign.flight, item))]
    late = max(((day, item.id) for day, item in shown if day > valid.end), default=None)
    early = min(((day, item.id) for day, item in shown if day < valid.start and item.phase != "teaser"), default=None)
    if late:
        message = f"`{late[1]}` shows the offer on {late[0]}, after its last day"
        yield RULE.at(project.locate(valid, "end"), message, f"write `end: {late[0]}` or later")
    elif early:
        message = f"`{early[1]}` shows the offer on {early[0]}, before its first day"
        yield RULE.at(project.locate(valid, "start"), message, f"write `start: {early[0]}` or earlier")


def _day(project: Project, flight: Period, placement: Placement) -> date | None:
    """Return the brand's day of a placement that lies in the flight: others are findings of dates."""
    moment = moment_of(project, placement)
    if moment is None or project.brand is None:
        return None
    day = moment.astimezone(ZoneInfo(project.brand.timezone)).date()
    return day if flight.start <= day <= flight.end else None


check = Check(RULE, find)
