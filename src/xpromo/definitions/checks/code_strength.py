"""Nobody finds a code of a pool by trying, and every store takes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xpromo.codes import MAX_CODE, ODDS, SHORTEST_BODY, body_length, chance
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, carriers_of
from xpromo.definitions.schema import Brand, Codes, Offer, Placement
from xpromo.errors import Problem, Rule, Severity
from xpromo.records import Known

RULE = Rule(
    "XP214",
    "code-strength",
    "Codes that can be guessed, or that are too long for a store",
    why="Live codes times guesses divided by all possible codes is the chance that somebody hits one: one in a million "
    "at most. The more codes a prefix has, the longer they are; stores take 32 characters.",
    bad="""\
# campaigns/swap.yaml
offers:
  - id: first-bag
    title: A bag
    landing: https://northwind.example/bag
    codes: {kind: pool, count: 500, prefix: MUGSANDCOFFEEFOREVERYBODY}
    terms: One code per person.
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - id: first-bag
    title: A bag
    landing: https://northwind.example/bag
    codes: {kind: pool, count: 500, prefix: MUG}
    terms: One code per person.
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Shorten the prefix, or give the pool a prefix of its own.",
)
FEWEST = 10_000  # guesses that a script makes in minutes


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield prefixes that leave too little room, issued codes that are too short by now, and a policy that is lax."""
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
        alive = live[codes.prefix or ""]
        yield from _length(project, codes, body_length(alive, guesses))
        yield from _issued(project, known, offer, codes, carriers, alive, guesses)


def _codes(known: Known, offer: Offer, codes: Codes, placement: Placement) -> int:
    issued = known.pools.get((offer.id, placement.id))
    return max(codes.count or 0, issued.codes if issued else 0)


def _policy(project: Project, brand: Brand) -> Iterator[Problem]:
    if brand.codes.guesses < FEWEST:
        message = f"codes that withstand {brand.codes.guesses:,} guesses are found by a script in minutes"
        hint = "delete `guesses` (100,000), or write 1000000 for codes that are worth much"
        yield RULE.at(project.locate(brand.codes, "guesses"), message, hint, Severity.WARNING)


def _length(project: Project, codes: Codes, body: int) -> Iterator[Problem]:
    whole = len(codes.prefix or "") + body + 1
    if whole > MAX_CODE:
        message = f"codes would have {whole} characters, stores take {MAX_CODE}"
        hint = f"the prefix can have {MAX_CODE - body - 1} characters"
        yield RULE.at(project.locate(codes, "prefix"), message, hint)


def _issued(
    project: Project, known: Known, offer: Offer, codes: Codes, carriers: list[Placement], live: int, guesses: int
) -> Iterator[Problem]:
    issued = [found for item in carriers if (found := known.pools.get((offer.id, item.id)))]
    body = min((found.shortest for found in issued), default=0) - len(codes.prefix or "") - 1
    if body < SHORTEST_BODY:  # nothing issued, or under another prefix
        return
    odds = chance(live, body, guesses)
    if odds > 1 / ODDS:
        message = (
            f"codes issued with {body} symbols are too short by now: "
            f"{live:,} live codes x {guesses:,} guesses / 31^{body} = {odds:.1e}, at most {1 / ODDS:.0e}"
        )
        hint = "give the pools that came later a prefix of their own"
        yield RULE.at(project.locate(codes, "count"), message, hint, Severity.WARNING)


check = Check(RULE, find)
