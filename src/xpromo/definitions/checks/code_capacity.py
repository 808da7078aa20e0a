"""There are as many codes as people who will want one, and no more than a store takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xpromo.codes import MANY_CODES
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, carriers_of, direction_of
from xpromo.definitions.schema import Campaign, Codes, Offer, Placement
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.records import Direction

RULE = Rule(
    "XP213",
    "code-capacity",
    "Too few codes, or too many",
    why="When a pool runs dry, people who were promised something get nothing, and the next ones are counted for "
    "nobody. Stores take some twenty million codes in all, 250 at a time.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
offers:
  - id: first-bag
    title: A bag
    landing: https://northwind.example/bag
    codes: {kind: pool, count: 250, prefix: BAG}
    terms: One code per person.
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - id: first-bag
    title: A bag
    landing: https://northwind.example/bag
    codes: {kind: pool, count: 500, prefix: BAG}
    terms: One code per person.
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Raise `count`: it is how many codes each placement of the offer gets.",
)
STORE = 20_000_000  # what one store takes
_SOLD = frozenset({"sales", "new_customers"})  # metrics of which each takes a code


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield pools that are too small or too large, and single-use codes that everybody shares."""
    for campaign in project.campaigns.values():
        small = False
        for offer in campaign.offers:
            if offer.codes:
                found = list(_offer(project, known, offer, offer.codes, carriers_of(campaign, offer)))
                small = small or bool(found)
                yield from found
        if not small:
            yield from _goals(project, campaign)


def _offer(
    project: Project, known: Known, offer: Offer, codes: Codes, carriers: Sequence[Placement]
) -> Iterator[Problem]:
    if codes.kind == "pool":
        found = _pool(known, codes, carriers)
        if found:
            yield RULE.at(project.locate(codes, "count"), *found)
    elif codes.once:
        hint = "write `kind: pool` with a `count`, or delete `single_use`"
        message = f"the code of `{offer.id}` works once: the first customer uses it up for all others"
        yield RULE.at(project.locate(codes, "single_use"), message, hint)


def _pool(known: Known, codes: Codes, carriers: Sequence[Placement]) -> tuple[str, str, Severity] | None:
    """Return what is wrong with the number of codes, what to do, and how bad it is."""
    count = codes.count or 0
    total = count * len(carriers)
    if total > STORE:
        hint = "lower `count`, or spread the offer over several stores"
        return f"{total:,} codes are more than a store takes ({STORE:,})", hint, Severity.ERROR
    if total > MANY_CODES:
        hint = f"`count` is for each placement; stores take {STORE:,} in all, 250 at a time"
        return f"{total:,} codes for {len(carriers)} placement{'s' * (len(carriers) > 1)}", hint, Severity.WARNING
    clicks, name = max(((_wanted(known, placement), placement.id) for placement in carriers), default=(0, ""))
    if codes.once and clicks > count:
        hint = "raise `count`: it is what each placement gets"
        return f"{count:,} codes for `{name}`, and {clicks:,} clicks", hint, Severity.WARNING
    return None


def _wanted(known: Known, placement: Placement) -> int:
    """Return how many people are expected to click, or have done so already."""
    expected = placement.expected.clicks if placement.expected else None
    return max(expected or 0, known.clicks.get(placement.id, 0))


def _goals(project: Project, campaign: Campaign) -> Iterator[Problem]:
    """Yield a goal of sales above the codes there are, where nobody can buy without one."""
    goals = [goal for goal in (campaign.goals.primary, *campaign.goals.secondary) if goal and goal.metric in _SOLD]
    if not goals:
        return
    offers = {offer.id: offer.codes for offer in campaign.offers if offer.codes and offer.codes.once}
    for_us = [item for item in campaign.placements if offers and direction_of(project, item) in _FOR_US]
    if not for_us or any(item.offer not in offers for item in for_us):
        return
    total = sum(offers[item.offer].count or 0 for item in for_us)
    for goal in goals:
        if total < goal.target:
            message = f"the goal is {goal.target:,} {goal.metric}, and there are {total:,} codes to buy with"
            yield RULE.at(project.locate(goal, "target"), message, "raise `count` of the pools, or lower the target")
            return


_FOR_US = frozenset({Direction.RECEIVED, Direction.OWN})

check = Check(RULE, find)
