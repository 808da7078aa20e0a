"""The agreement with a partner covers what is planned with it: the days, the money, the data."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Agreement, Brand, Campaign, DataSharing, Partner
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP186",
    "agreement",
    "Something isn't covered by the agreement",
    why="What falls out of the agreement is settled by whoever remembers it better: who pays, how sales are counted, "
    "how long data may be kept.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/partners/green-mug.yaml
agreement: {start: 2026-10-01, end: 2026-12-10}
""",
    good="""\
# campaigns/partners/green-mug.yaml
agreement: {start: 2026-10-01, end: 2026-12-31}
""",
    fix="Extend the agreement, write one into the partner's file, or change what it doesn't cover.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield flights outside of an agreement, costs shared without one, and rules on data that are laxer than ours."""
    for campaign in project.campaigns.values():
        for name in campaign.partners:
            partner = project.partners.get(name)
            if partner and partner.agreement:
                yield from _days(project, campaign, partner, partner.agreement)
                yield from _leads(project, campaign, partner, partner.agreement)
            elif partner:
                yield from _money(project, campaign, partner)
    if project.brand:
        for partner in project.partners.values():
            if partner.agreement and partner.agreement.data_sharing:
                yield from _data(project, project.brand, partner.agreement.data_sharing)


def _days(project: Project, campaign: Campaign, partner: Partner, agreement: Agreement) -> Iterator[Problem]:
    start, end, flight = agreement.start, agreement.end, campaign.flight
    if flight.end < flight.start or (start and end and end < start):  # the finding of dates
        return
    hint = f"extend the agreement in the file of `{partner.id}`, or move the flight"
    if start and flight.start < start:
        message = f"the agreement with `{partner.id}` starts on {start} only"
        yield RULE.at(project.locate(flight, "start"), message, hint)
    elif end and flight.end > end:
        message = f"the agreement with `{partner.id}` ends on {end}"
        yield RULE.at(project.locate(flight, "end"), message, hint)


def _leads(project: Project, campaign: Campaign, partner: Partner, agreement: Agreement) -> Iterator[Problem]:
    """Yield an agreement that says nothing on data, where leads go from one side to the other: leads are people."""
    if campaign.form == "co-selling" and agreement.data_sharing is None:
        message = f"`{campaign.id}` hands leads over, and nothing says on which basis"
        hint = "add `data_sharing: {basis: consent, retention_days: 395}` under `agreement`"
        yield RULE.at(project.locate(partner, "agreement", key=True), message, hint)


def _money(project: Project, campaign: Campaign, partner: Partner) -> Iterator[Problem]:
    """Yield the first cost that a partner shares although nothing was agreed."""
    budgets = [item.budget for item in campaign.placements if item.budget and item.budget.share.get(partner.id)]
    for budget in budgets[:1]:
        message = f"`{partner.id}` pays a part of this, and its file holds no agreement"
        hint = f"add `agreement: {{budget_share: {budget.share[partner.id]}}}` to the file of `{partner.id}`"
        yield RULE.at(project.locate(budget, "share", partner.id, key=True), message, hint)


def _data(project: Project, brand: Brand, sharing: DataSharing) -> Iterator[Problem]:
    ours = brand.privacy
    if sharing.retention_days is not None and sharing.retention_days > ours.retention_days:
        message = f"shared data may be kept for {sharing.retention_days} days, ours for {ours.retention_days}"
        hint = f"agree on {ours.retention_days} or fewer, or raise `privacy.retention_days` in brand.yaml"
        yield RULE.at(project.locate(sharing, "retention_days"), message, hint)
    if ours.lawful_basis == "consent" and sharing.basis == "legitimate_interest":
        message = "we process clicks by consent, so they can't be shared by legitimate interest"
        hint = "write `basis: consent` or `basis: aggregates_only`"
        yield RULE.at(project.locate(sharing, "basis"), message, hint)


check = Check(RULE, find)
