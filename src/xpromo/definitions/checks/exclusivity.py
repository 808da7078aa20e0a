"""Nobody is promoted who sells what was promised to a partner alone, nor unawares somebody who sells what we sell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Agreement, Campaign, Partner, Period
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP184",
    "exclusivity",
    "A partner is promoted in a category that belongs to another",
    why="Exclusivity is what a partner gave something up for. Promoting their rival while it holds breaks the "
    "agreement, and they will see it.",
    bad="""\
# campaigns/partners/green-mug.yaml
fit: {categories: [kitchenware]}
# campaigns/partners/blue-mug.yaml
schema_version: 1
partner: blue-mug
name: Blue Mug
properties: [{id: blue-mug-weekly, name: The Blue Letter, channel: email}]
agreement: {start: 2026-10-01, end: 2027-09-30, exclusivity: [kitchenware]}
""",
    good="""\
# campaigns/partners/green-mug.yaml
fit: {categories: [kitchenware]}
# campaigns/partners/blue-mug.yaml
schema_version: 1
partner: blue-mug
name: Blue Mug
properties: [{id: blue-mug-weekly, name: The Blue Letter, channel: email}]
agreement: {start: 2026-10-01, end: 2027-09-30, exclusivity: [books]}
""",
    fix="Move the campaign behind the agreement's last day, or settle it with the partner and change `exclusivity`.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield partners that are promoted against an agreement, and rivals that were taken for a partner like others."""
    exclusive = [
        (partner, partner.agreement)
        for partner in project.partners.values()
        if partner.agreement and partner.agreement.exclusivity
    ]
    if exclusive:
        for campaign in project.campaigns.values():
            yield from _campaign(project, campaign, exclusive)
    yield from _substitutes(project)


def _campaign(
    project: Project, campaign: Campaign, exclusive: Sequence[tuple[Partner, Agreement]]
) -> Iterator[Problem]:
    promoted = {placement.promotes for placement in campaign.placements}
    for number, name in enumerate(campaign.partners):
        other = project.partners.get(name)
        if other is None or other.fit is None or name not in promoted:
            continue
        for partner, agreement in exclusive:
            shared = _shared(agreement.exclusivity, other.fit.categories)
            if shared and partner.id not in campaign.partners and _holds(project, partner, agreement, campaign.flight):
                message = f"`{name}` is in {shared}, which is promised to `{partner.id}` alone{_until(agreement.end)}"
                yield RULE.at(project.locate(campaign, "partners", number), message, RULE.hint)
                break


def _shared(promised: Iterable[str], categories: Iterable[str]) -> str:
    wanted = {category.casefold().strip() for category in promised}
    return ", ".join(category for category in categories if category.casefold().strip() in wanted)


def _holds(project: Project, partner: Partner, agreement: Agreement, flight: Period) -> bool:
    """Whether the promise holds in these days; an agreement without dates holds while the partner has campaigns."""
    if agreement.start is None and agreement.end is None:
        flights = [item.flight for item in project.campaigns.values() if partner.id in item.partners]
        return any(flight.start <= other.end and other.start <= flight.end for other in flights)
    return flight.end >= (agreement.start or date.min) and flight.start <= (agreement.end or date.max)


def _until(end: date | None) -> str:
    return f" until {end}" if end else ""


def _substitutes(project: Project) -> Iterator[Problem]:
    rivals = {item.id: item.fit for item in project.partners.values() if item.fit and item.fit.relation == "substitute"}
    promoted = {item.promotes for _, item in project.placements()} if rivals else set()
    for name, fit in rivals.items():
        if name in promoted:
            message = f"`{name}` sells what we sell, and we promote it"
            hint = "agree which products are promoted, or write `relation: neutral` if it isn't so"
            yield RULE.at(project.locate(fit, "relation"), message, hint, Severity.NOTE)


check = Check(RULE, find)
