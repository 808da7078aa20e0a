"""Nobody finds a code of a pool by trying: neither those that will be drawn nor those that are out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xpromo.codes import MANY_CODES, ODDS, SHORTEST_BODY, chance
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, carriers_of
from xpromo.definitions.schema import Brand, Codes, Offer, Placement
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP214",
    "code-strength",
    "Codes that can be guessed",
    why="Live codes times guesses divided by all possible codes is the chance that somebody hits one: one in a million "
    "at most. New codes are as long as that takes. Those that are out stay as long as they were, however many join "
    "them under the same prefix.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/brand.yaml
codes: {guesses: 100}
""",
    good="""\
# campaigns/brand.yaml
codes: {guesses: 100000}
""",
    fix="Give new pools a prefix of their own, and let codes withstand 100,000 guesses, or 1,000,000 where they are "
    "worth much.",
)
FEWEST = 10_000  # guesses that a script makes in minutes


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield a policy that is lax, and pools whose issued codes are too short by now."""
    if project.brand is None:
        return
    yield from _policy(project, project.brand)
    guesses = project.brand.codes.guesses
    pools = [
        (offer, offer.codes, carriers_of(campaign, offer))
        for campaign in project.campaigns.values()
        for offer in campaign.offers
        if offer.codes and offer.codes.kind == "pool"
    ]
    live: Counter[str] = Counter()
    for offer, codes, carriers in pools:
        live[codes.prefix or ""] += sum(_codes(known, offer, codes, item) for item in carriers)
    for offer, codes, carriers in pools:
        issued = [found for item in carriers if (found := known.pools.get((offer.id, item.id)))]
        if issued:
            yield from _issued(project, codes, min(item.shortest for item in issued), live[codes.prefix or ""], guesses)


def _codes(known: Known, offer: Offer, codes: Codes, placement: Placement) -> int:
    issued = known.pools.get((offer.id, placement.id))
    return max(codes.count or 0, issued.codes if issued else 0)


def _policy(project: Project, brand: Brand) -> Iterator[Problem]:
    if brand.codes.guesses < FEWEST:
        message = f"codes that withstand {brand.codes.guesses:,} guesses are found by a script in minutes"
        hint = "delete `guesses` (100,000), or write 1000000 for codes that are worth much"
        yield RULE.at(project.locate(brand.codes, "guesses"), message, hint)


def _issued(project: Project, codes: Codes, shortest: int, live: int, guesses: int) -> Iterator[Problem]:
    body = shortest - len(codes.prefix or "") - 1
    if body < SHORTEST_BODY:  # issued under another prefix
        return
    odds = chance(live, body, guesses)
    if odds > 1 / ODDS and live <= MANY_CODES:  # more are the finding of code-capacity
        sum_ = f"{live:,} live codes x {guesses:,} guesses / 31^{body} = {odds:.1e}, at most {1 / ODDS:.0e}"
        message = f"codes that are out have {body} symbols, too few by now: {sum_}"
        hint = "put what is to be more into an offer whose pool has a prefix of its own"
        yield RULE.at(project.locate(codes, "count"), message, hint)


check = Check(RULE, find)
