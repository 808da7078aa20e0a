"""A pool holds as many codes as were issued of it."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, carriers_of
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP225",
    "lowered-count",
    "More codes were issued than the pool holds",
    why="Codes are never taken back: those that are out stay good until their last day. A smaller `count` promises a "
    "limit that nothing keeps, in kits, terms and budgets.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
# minted when count was 500
offers:
  - id: first-bag
    title: A bag
    landing: https://northwind.example/bag
    codes: {kind: pool, count: 400, prefix: BAG}
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
    fix="Write the number that was issued. To stop them, end the offer's `valid` days and take them out of the shop.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield pools whose ``count`` is below what a placement got already."""
    for campaign, offer in project.offers.values() if known.pools else ():
        codes = offer.codes
        if codes is None or codes.kind != "pool":
            continue
        names = [name for item in carriers_of(campaign, offer) for name in (item.id, item.moved_from) if name]
        got = {name: known.pools[offer.id, name].codes for name in names if (offer.id, name) in known.pools}
        most = max(got, key=lambda name: got[name], default="")
        if most and codes.count and got[most] > codes.count:
            message = f"{codes.count:,} codes for each placement, and `{most}` was given {got[most]:,}"
            hint = f"write {got[most]}: codes that are out stay good"
            yield RULE.at(project.locate(codes, "count"), message, hint)


check = Check(RULE, find)
