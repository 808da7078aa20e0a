"""The oracle's opinion on which facts are one sale: what ties them, which counts, what they know together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.oracle.forms import Evidence, Fact

INCOME = {"sale", "renewal"}
TOOLS = ("shopify-orders", "stripe-payments", "conversions")  # whose word counts first
DAYS = 2 * 86_400
Scope = tuple[str, str]


@dataclass
class Together:
    """``head``: a row that doesn't count → the one that does; ``members``: the latter → all rows of the sale."""

    head: dict[int, Fact] = field(default_factory=dict)
    members: dict[int, list[Fact]] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)

    def of(self, fact: Fact) -> list[Fact]:
        return self.members.get(id(fact), [fact])

    def counts(self, fact: Fact) -> Fact:
        return self.head.get(id(fact), fact)

    def evidence(self, fact: Fact) -> Evidence:
        rows = [row.evidence for row in self.of(fact)]
        tags = next((row[1:4] for row in rows if any(row[1:4])), ("", "", ""))
        codes = list(dict.fromkeys(row.code for row in rows if row.code))
        found = Evidence(next(filter(None, (row.link for row in rows)), ""), *tags, code=",".join(codes))
        referrer = next(filter(None, (row.referrer for row in rows)), "")
        placement = next(filter(None, (row.placement for row in rows)), "")
        return found._replace(referrer="" if any(found) else referrer, placement=placement)


def scope(fact: Fact) -> Scope:
    return fact.source, fact.account


def rank(fact: Fact) -> tuple[int, str]:
    return TOOLS.index(fact.source), fact.account


def together(standing: Sequence[Fact]) -> Together:
    """Facts of which series are settled → what is merged among them."""
    sales = [fact for fact in standing if fact.kind in INCOME]
    groups = [group for group in _groups(sales) if len({scope(fact) for fact in group}) > 1]
    found = Together()
    for group in groups:
        group.sort(key=rank)
        heads = [fact for fact in group if scope(fact) == scope(group[0])]
        assert len(heads) == 1, "the made-up shop has one row an order"
        found.members[id(heads[0])] = group
        for fact in group[1:]:
            found.head[id(fact)] = heads[0]
            found.dropped.add(id(fact))
        _take_back(group, standing, found)
    return found


def _groups(sales: Iterable[Fact]) -> list[list[Fact]]:
    groups = [[fact] for fact in sales]
    groups = _joined(groups, lambda a, b: scope(a) != scope(b) and bool(a.ties & b.ties))
    pairs = [
        (one, other)
        for one, shop in enumerate(groups)
        for other, told in enumerate(groups)
        if one != other and any(_fit(a, b) for a in shop for b in told)
    ]
    for one, other in pairs:
        rivals = [pair for pair in pairs if (pair[0] == one) != (pair[1] == other)]
        if not rivals and not any(fact.source == TOOLS[0] for fact in groups[other]):
            groups[one], groups[other] = groups[one] + groups[other], []
    return [group for group in groups if group]


def _joined(groups: list[list[Fact]], tied: object) -> list[list[Fact]]:
    assert callable(tied)
    done: list[list[Fact]] = []
    for group in groups:
        near = [other for other in done if any(tied(a, b) for a in group for b in other)]
        done = [other for other in done if other not in near]
        done.append([*group, *(fact for other in near for fact in other)])
    return done


def _fit(order: Fact, paid: Fact) -> bool:
    """A shop's order and a payment of the same number, where all that both state agrees."""
    return (
        order.source == TOOLS[0]
        and paid.source == TOOLS[1]
        and bool(order.number)
        and order.number == paid.number
        and order.currency == paid.currency
        and order.amount == paid.amount
        and bool(order.amount)
        and abs(order.at - paid.at) <= DAYS
        and (order.account == paid.account or "default" in {order.account, paid.account})
    )


def _take_back(group: Sequence[Fact], standing: Iterable[Fact], found: Together) -> None:
    """The same money back, told by both: the larger sum counts, of equal ones the later, of those the shop's."""
    parents = {(*scope(fact), fact.id) for fact in group}
    kinds: dict[str, dict[Scope, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in standing:
        if fact.parent and (*scope(fact), fact.parent) in parents:
            kinds[fact.kind][scope(fact)].append(fact)
    for told in kinds.values():
        best = min(told.values(), key=lambda rows: (-_money(rows), -max(row.at for row in rows), rank(rows[0])))
        found.dropped |= {id(row) for rows in told.values() if rows is not best for row in rows}


def _money(rows: Iterable[Fact]) -> int:
    return abs(sum(row.amount or 0 for row in rows))
