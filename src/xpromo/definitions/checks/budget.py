"""What a placement costs is shared as agreed, in one currency, and by somebody in whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, partner_of
from xpromo.definitions.schema import Brand, Budget, Placement
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP190",
    "budget",
    "A cost that isn't shared as agreed",
    why="Shares are what the settlement is made of. One that differs from the agreement is found by the side that pays "
    "more, months later.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/partners/green-mug.yaml
agreement: {budget_share: 0.5}
# campaigns/swap.yaml
placements:
  - {id: mug-letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00,
     budget: {amount: 200.00, share: {green-mug: 0.3}}}
swaps: []
""",
    good="""\
# campaigns/partners/green-mug.yaml
agreement: {budget_share: 0.5}
# campaigns/swap.yaml
placements:
  - {id: mug-letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00,
     budget: {amount: 200.00, share: {green-mug: 0.5}}}
swaps: []
""",
    fix="Correct the share, the amount or the agreement. We pay what nobody else does.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield what is odd about each placement's budget."""
    for _, placement in project.placements():
        if placement.budget and project.brand:
            yield from _amount(project, project.brand, placement.budget)
            yield from _shares(project, project.brand, placement, placement.budget)


def _amount(project: Project, brand: Brand, budget: Budget) -> Iterator[Problem]:
    if budget.amount == 0:
        yield RULE.at(
            project.locate(budget, "amount"), "a budget of 0", "delete it, or state what it costs", Severity.NOTE
        )
    elif budget.currency not in {None, brand.currency}:
        message = f"this is in {budget.currency}, all other amounts are in {brand.currency}"
        hint = f"no report adds up two currencies: state it in {brand.currency} to see what a sale costs"
        yield RULE.at(project.locate(budget, "currency"), message, hint, Severity.NOTE)


def _shares(project: Project, brand: Brand, placement: Placement, budget: Budget) -> Iterator[Problem]:
    total = sum(budget.share.values(), Decimal(0))
    if brand.id in budget.share and total < 1:
        message = f"the shares come to {total:.0%}: nobody pays the rest"
        yield RULE.at(project.locate(budget, "share"), message, "raise one, or leave ours out: we pay the rest")
        return
    name = partner_of(project, placement)
    partner = project.partners.get(name) if name else None
    agreed = partner.agreement.budget_share if partner and partner.agreement else None
    if not budget.share.keys() <= project.parties.keys():  # the finding of references: the partner may be meant
        return
    if agreed is None or partner is None or budget.share.get(partner.id, Decimal(0)) == agreed:
        return
    stated = partner.id in budget.share
    message = f"the agreement says that `{partner.id}` pays {agreed:.0%}"
    place = project.locate(budget, "share", partner.id) if stated else project.locate(budget)
    yield RULE.at(place, message, f"write `share: {{{partner.id}: {agreed}}}`, or change the agreement")


check = Check(RULE, find)
