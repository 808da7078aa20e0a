"""What is given in swaps is worth about what is got for it, in the unit that was agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, direction_of, partner_of
from xpromo.definitions.schema import Campaign, Placement
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.records import Direction

RULE = Rule(
    "XP179",
    "swap-balance",
    "A swap that is far from even",
    why="A partner who gets half of what they give doesn't come back. Better to see it while the swap is planned than "
    "to owe a make-good afterwards.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag,
     at: 2026-12-02 09:00, expected: {clicks: 900}}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift,
     at: 2026-12-02 08:00, expected: {clicks: 300}}
""",
    good="""\
# campaigns/swap.yaml
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag,
     at: 2026-12-02 09:00, expected: {clicks: 500}}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift,
     at: 2026-12-02 08:00, expected: {clicks: 300}}
""",
    fix="Add a placement on the lighter side, or choose another kind of it: two mentions for a feature. The unit is "
    "the agreement's `fairness_unit`; where it is about conversions or revenue, clicks stand for them.",
)
MOST = 2  # times what the other side gives

_Pair = tuple[Placement, Placement]


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield what is out of balance between us and each partner of a campaign, over all of its swaps; where
    one side says nothing there is nothing to compare.
    """
    for campaign in project.campaigns.values():
        pairs = _pairs(project, campaign) if not project.is_disputed(campaign.placements) else {}
        for partner, swapped in pairs.items():
            yield from _sums(project, campaign, partner, swapped)
        if campaign.form == "newsletter-swap" and pairs:
            yield from _counts(project, campaign, sorted(pairs))


def _pairs(project: Project, campaign: Campaign) -> dict[str, list[_Pair]]:
    """Return the swaps with each partner; those with a wrong side are the finding of swap-sides."""
    placements = {placement.id: placement for placement in campaign.placements} if campaign.swaps else {}
    pairs: dict[str, list[_Pair]] = {}
    for swap in campaign.swaps:
        give, get = placements.get(swap.give), placements.get(swap.get)
        if give is None or get is None:
            continue
        partner = partner_of(project, give)
        sides = direction_of(project, give), direction_of(project, get)
        if partner and partner == partner_of(project, get) and sides == (Direction.GIVEN, Direction.RECEIVED):
            pairs.setdefault(partner, []).append((give, get))
    return pairs


def _sums(project: Project, campaign: Campaign, partner: str, pairs: list[_Pair]) -> Iterator[Problem]:
    unit = _unit(project, partner)
    given = got = 0
    for give, get in pairs:
        gives, gets = _bring(give, unit), _bring(get, unit)
        if gives is not None and gets is not None:
            given, got = given + gives, got + gets
    if max(given, got) > MOST * min(given, got):
        first = pairs[0][0].id
        swap = next(item for item in campaign.swaps if item.give == first)
        place = project.locate(swap) if len(pairs) == 1 else project.locate(campaign, "swaps", key=True)
        message = f"we give `{partner}` {given:,} {unit} for {got:,}, as expected"
        yield RULE.at(place, message, f"more than {MOST} to 1 is far from even: add to the lighter side")


def _counts(project: Project, campaign: Campaign, partners: list[str]) -> Iterator[Problem]:
    counts: Counter[tuple[str | None, Direction]] = Counter(
        (partner_of(project, item), direction_of(project, item)) for item in campaign.placements
    )
    for partner in partners:
        given, got = counts[partner, Direction.GIVEN], counts[partner, Direction.RECEIVED]
        if max(given, got) > MOST * min(given, got):
            message = f"{given} placements for `{partner}`, {got} for us"
            hint = "a swap gives about as often as it gets: add placements, or choose another form"
            yield RULE.at(project.locate(campaign, "placements", key=True), message, hint)


def _unit(project: Project, partner: str) -> str:
    found = project.partners.get(partner)
    agreed = found.agreement.fairness_unit if found and found.agreement else "clicks"
    return "reach" if agreed == "reach" else "clicks"


def _bring(placement: Placement, unit: str) -> int | None:
    number: int | None = getattr(placement.expected, unit) if placement.expected else None
    return number


check = Check(RULE, find)
