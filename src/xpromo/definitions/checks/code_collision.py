"""What a customer types leads to one offer, now and in what was issued before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from xpromo.codes import SHORTEST_BODY, canonical_code, is_pool_code
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, carriers_of, partner_of
from xpromo.definitions.promising import offer_period
from xpromo.definitions.schema import Campaign, Codes, Offer
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP215",
    "code-collision",
    "A code that leads to two offers",
    why="A code that a customer types must lead to one offer. Capitals, spaces and dashes make no difference, and a "
    "code that was issued belongs to its offer until its last day.",
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag, terms: Once per customer.,
     codes: {kind: shared, code: MUGBAG}}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift, terms: Once per customer.,
     codes: {kind: shared, code: MUGBAG}}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag, terms: Once per customer.,
     codes: {kind: shared, code: MUGBAG}}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift, terms: Once per customer.,
     codes: {kind: shared, code: SLEEVE}}
""",
    fix="Give one of the offers another code, or other days (`valid`).",
)


class _Use(NamedTuple):
    """An offer with codes, and the days on which they are good, end exclusive."""

    campaign: Campaign
    offer: Offer
    codes: Codes
    start: date
    end: date


class _Issue(NamedTuple):
    """A code as the ledger has it: whose it is, and the days on which it is good, end exclusive."""

    campaign: str
    offer: str
    start: date
    end: date


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield codes that two offers share, codes that look like those of a pool, and prefixes of two partners."""
    uses = [
        _Use(campaign, offer, offer.codes, *offer_period(campaign, offer))
        for campaign in project.campaigns.values()
        for offer in campaign.offers
        if offer.codes
    ]
    pools = [use for use in uses if use.codes.kind == "pool"]
    prefixes = {use.codes.prefix or "": use.offer.id for use in reversed(pools)}
    issued = _issued(known)
    first: dict[str, list[_Use]] = defaultdict(list)
    for use in uses:
        if use.codes.code:
            text = canonical_code(use.codes.code)
            clash = _clash(project, use, first[text], prefixes, issued.get(text, ()))
            if clash:
                yield RULE.at(project.locate(use.codes, "code"), *clash)
            first[text].append(use)
    yield from _prefixes(project, pools)


def _issued(known: Known) -> Mapping[str, Sequence[_Issue]]:
    found: dict[str, list[_Issue]] = defaultdict(list)
    for code in known.shared:
        found[code.code].append(_Issue(code.campaign, code.offer, code.valid_from, code.valid_until))
    return found


def _clash(
    project: Project, use: _Use, before: Sequence[_Use], prefixes: Mapping[str, str], issued: Sequence[_Issue]
) -> tuple[str, str, Severity] | None:
    """Return the first thing that stands in the way of a shared code, what to do, and how bad it is."""
    other = next((item for item in before if item.start < use.end and use.start < item.end), None)
    if other:
        return f"the offer `{other.offer.id}` has this code in the same days", RULE.hint, Severity.ERROR
    owner = _in_ledger(project, use, issued)
    if owner:
        message = f"this code was issued for the offer `{owner[0]}` until {owner[1]}"
        return message, f"choose another code, or begin after {owner[1]}", Severity.WARNING
    pool = _pool_like(canonical_code(use.codes.code or ""), prefixes)
    if pool:
        message = f"this code looks like one of the pool of `{pool}`, where I and L are read as 1"
        return message, "choose another code, or another prefix", Severity.WARNING
    return None


def _in_ledger(project: Project, use: _Use, issued: Sequence[_Issue]) -> tuple[str, date] | None:
    """Return the other offer that a code was issued for in these days, and its last day.

    An offer of the same campaign that nobody defines any more is this one under its former id.
    """
    for campaign, offer, start, end in issued:
        same = offer == use.offer.id or (campaign == use.campaign.id and offer not in project.offers)
        renamed = campaign == use.campaign.moved_from
        if not same and not renamed and start < use.end and use.start < end:
            return offer, end - timedelta(days=1)
    return None


def _pool_like(text: str, prefixes: Mapping[str, str]) -> str | None:
    """Return the offer whose pool could have issued a code: its prefix, a body that is long enough, and adds up."""
    ends = range(len(text) - SHORTEST_BODY)
    found = (text[:end] for end in ends if text[:end] in prefixes and is_pool_code(text, text[:end]))
    return next((prefixes[prefix] for prefix in found), None)


def _prefixes(project: Project, pools: Sequence[_Use]) -> Iterator[Problem]:
    """Yield pools whose prefix is that of another partner's: nobody could tell their codes by looking."""
    owners: dict[str, tuple[str, str]] = {}
    for use in pools:
        partners = {partner_of(project, item) for item in carriers_of(use.campaign, use.offer)}
        if use.codes.prefix is None or len(partners) != 1:
            continue
        partner = partners.pop() or ""
        other, offer = owners.setdefault(use.codes.prefix, (partner, use.offer.id))
        if other != partner:
            message = f"codes of `{offer}`, which belong to another partner, begin with `{use.codes.prefix}` too"
            place = project.locate(use.codes, "prefix")
            yield RULE.at(place, message, "give each partner a prefix of its own", Severity.WARNING)


check = Check(RULE, find)
