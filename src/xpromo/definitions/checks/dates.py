"""Flights, offers and placements fit each other in time. Files are compared with each other, never with today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign, Definition, Period, Placement
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP151",
    "dates",
    "Dates don't fit each other",
    why="What appears outside of its flight, or on a day when its code doesn't work, is counted for nobody and "
    "disappoints whoever clicks. The days of a flight are the brand's.",
    bad="""\
# campaigns/swap.yaml
flight: {start: 2026-12-20, end: 2026-11-30}
""",
    good="""\
# campaigns/swap.yaml
flight: {start: 2026-11-30, end: 2026-12-20}
""",
    fix="Move the date, or widen the flight: its first and last day both count.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield periods that end before they start, and moments outside of their flight."""
    for partner in project.partners.values():
        agreement = partner.agreement
        if agreement and agreement.start and agreement.end and agreement.end < agreement.start:
            yield _backwards(project, agreement, "the agreement", agreement.start, agreement.end)
    days = {dated.placement.id: dated.day for dated in project.dated}
    for campaign in project.campaigns.values():
        if campaign.flight.end < campaign.flight.start:
            yield _backwards(project, campaign.flight, "the flight", campaign.flight.start, campaign.flight.end)
            continue
        yield from _offers(project, campaign)
        for placement in campaign.placements:
            yield from _placement(project, campaign.flight, placement, days.get(placement.id))


def _backwards(project: Project, period: Definition, what: str, start: date, end: date) -> Problem:
    return RULE.at(project.locate(period, "end"), f"{what} ends on {end}, before it starts on {start}", "swap the two")


def _offers(project: Project, campaign: Campaign) -> Iterator[Problem]:
    for offer in campaign.offers:
        valid = offer.valid
        if valid is None:
            continue
        if valid.end < valid.start:
            yield _backwards(project, valid, "the offer", valid.start, valid.end)
        elif valid.end < campaign.flight.start or valid.start > campaign.flight.end:
            message = f"the offer is never valid in the flight ({_days(campaign.flight)})"
            key = "end" if valid.end < campaign.flight.start else "start"
            yield RULE.at(project.locate(valid, key), message)


def _placement(project: Project, flight: Period, placement: Placement, day: date | None) -> Iterator[Problem]:
    if placement.at is None:
        message = f"`{placement.id}` has no `at`: it is scheduled somewhere in the flight"
        yield RULE.at(project.locate(placement, "id"), message, f"add `at: {flight.start} 09:00`", Severity.NOTE)
    elif day and not flight.start <= day <= flight.end:
        side = "before" if day < flight.start else "after"
        message = f"{day} is {side} the flight ({_days(flight)})"
        yield RULE.at(project.locate(placement, "at"), message, "move it, or widen the flight")


def _days(period: Period) -> str:
    return f"{period.start} to {period.end}"


check = Check(RULE, find)
