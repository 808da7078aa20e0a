"""Another swap is planned with a partner who brought much less than they got in the last ones."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, partner_of
from xpromo.definitions.past_swaps import PastSwaps, past_swaps
from xpromo.definitions.schema import Swap
from xpromo.errors import Location, Problem, Rule, Severity
from xpromo.fairness import RULE as ONE_SIDED
from xpromo.known import Known

RULE = Rule(
    "XP223",
    "one-sided-partner",
    "A partner from whom little comes back",
    why="Promotion that goes one way is a gift, and the next swap is the best moment to talk about it. One-sided: we "
    f"got {ONE_SIDED}, as the ledger counts them. Found at the next swap that is planned with them, else in their "
    "file.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
swaps:
  - {give: nw-weekly-launch, get: mug-weekly-launch}
""",
    good="""\
# campaigns/swap.yaml
swaps:
  - {give: nw-weekly-launch, get: mug-weekly-launch}   # xpromo: ignore[XP223] agreed: they make good in January
""",
    fix="Settle it first: `xpromo balance PARTNER --propose` says what would. Or write `stage: paused`.",
)
_OVER = frozenset({"paused", "ended"})


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield one finding for each partner who is one-sided and with whom it goes on."""
    found = past_swaps(known, project.brand.timezone) if project.brand and known.promises else {}
    for name, past in found.items():
        partner = project.partners.get(name)
        if past.last.one_sided and partner and partner.stage not in _OVER:
            planned = next(_planned(project, past), None)
            place: Location = project.locate(planned) if planned else project.locate(partner, "partner")
            yield RULE.at(place, past.in_words, f"settle it first: `xpromo balance {name} --propose`")


def _planned(project: Project, past: PastSwaps) -> Iterator[Swap]:
    """Yield swaps with the partner that aren't over."""
    for campaign in project.campaigns.values():
        placements = {placement.id: placement for placement in campaign.placements}
        for swap in campaign.swaps:
            get = placements.get(swap.get)
            if get and partner_of(project, get) == past.partner and f"{swap.give}+{swap.get}" not in past.swaps:
                yield swap


check = Check(RULE, find)
