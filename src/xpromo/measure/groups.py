"""A group of cells: what they add up to, and what is divided by what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from xpromo.measure.cells import Cell, Sum
from xpromo.measure.rates import Rate, cost_per, mean, mean_over, missing, rate
from xpromo.measure.roles import Roles

SALE = "sale"
INCOME = frozenset({"sale", "renewal"})
UNDOING = frozenset({"refund", "chargeback"})
REVERSALS = UNDOING | {"chargeback_reversed"}
MIXED = "mixed"
NO_DATA = "no-data"
OTHER_GRAIN = "other-grain"
SEVERAL_CURRENCIES = "several-currencies"


def add(numbers: Iterable[int | None]) -> int | None:
    """Add what is there; None when nothing is."""
    found = [number for number in numbers if number is not None]
    return sum(found) if found else None


def one(values: Iterable[str | None]) -> str | None:
    """Return the only value, ``mixed`` for several, None for none."""
    found = {value for value in values if value is not None}
    return found.pop() if len(found) == 1 else MIXED if found else None


def merged(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Add counts by name, sorted by name."""
    found: dict[str, int] = {}
    for key, n in chain.from_iterable(count.items() for count in counts):
        found[key] = found.get(key, 0) + n
    return dict(sorted(found.items()))


def _left(cell: Cell) -> int | None:
    """How many unsubscribed, as the tool says that saw most; None where none says."""
    return max((n for name, n in cell.other_metrics.items() if name.startswith("unsubscribes (")), default=None)


@dataclass(frozen=True, slots=True)
class Group:
    """Some cells. A number of an empty group is None, its rates are missing."""

    cells: Sequence[Cell]
    roles: Mapping[str, Roles] | None = None  # by currency; None where they aren't told

    def currencies(self, main: str | None) -> list[str | None]:
        """The currencies of its money, ``main`` first; only ``main`` when there is no money."""
        found = {key[2] for cell in self.cells for key in cell.kinds} | {
            key for cell in self.cells for key in cell.costs
        }
        found |= set(self.roles or ())
        return sorted(found - {""}, key=lambda currency: (currency != main, currency)) or [main]

    def part(self, currencies: set[str | None]) -> Group:
        """The same cells with only the conversions of these currencies."""
        return Group(
            [
                replace(cell, kinds={key: value for key, value in cell.kinds.items() if key[2] in currencies})
                for cell in self.cells
            ],
            self.roles and {key: roles for key, roles in self.roles.items() if key in currencies},
        )

    def role(self) -> Roles:
        """Return what it had to do with conversions of all its currencies: counts add up, money only of one."""
        return sum((self.roles or {}).values(), Roles())

    def converting(self) -> Group:
        """The cells of which we know what converted."""
        return Group([cell for cell in self.cells if cell.conversions_known])

    def total(self, wanted: Callable[[str, str], bool]) -> Sum:
        """Add the conversions for which ``wanted(kind, label)`` holds."""
        found = (value for cell in self.cells for (kind, label, _), value in cell.kinds.items() if wanted(kind, label))
        return sum(found, Sum())

    def of(self, kinds: frozenset[str] | set[str]) -> Sum:
        """Add the conversions of some kinds."""
        return self.total(lambda kind, _label: kind in kinds)

    def clicks(self) -> int | None:
        """Kept clicks."""
        return add(cell.clicks for cell in self.cells)

    def conversions(self) -> int | None:
        """Conversions of each campaign's goal."""
        known = self.converting().cells
        counts = (Group([cell]).of({cell.goal_kind}).n for cell in known)
        return sum(counts) if known else None

    def revenue(self) -> Sum:
        """Sales and renewals less refunds and chargebacks."""
        return self.of(INCOME | REVERSALS)

    def conversion_rate(self, floor: int) -> Rate:
        """Conversions ÷ clicks, over the cells of which we know what converted."""
        known = self.converting()
        clicks, conversions = known.clicks(), known.conversions()
        return missing(NO_DATA) if clicks is None or conversions is None else rate(conversions, clicks, floor)

    def ctr(self, floor: int) -> Rate:
        """Clicks ÷ reach, over the placements of which both are known. A day's clicks belong to an earlier send."""
        if any(cell.day for cell in self.cells):
            return missing(OTHER_GRAIN)
        both = [(cell.clicks, cell.reach) for cell in self.cells if cell.clicks is not None and cell.reach is not None]
        return (
            rate(sum(clicks for clicks, _ in both), sum(reach for _, reach in both), floor)
            if both
            else missing(NO_DATA)
        )

    def unsubscribe_rate(self, floor: int) -> Rate:
        """People who unsubscribed ÷ reach, over the placements of which both are known, as with :meth:`ctr`."""
        if any(cell.day for cell in self.cells):
            return missing(OTHER_GRAIN)
        both = [(left, cell.reach) for cell in self.cells if (left := _left(cell)) is not None and cell.reach]
        return rate(sum(left for left, _ in both), sum(reach for _, reach in both), floor) if both else missing(NO_DATA)

    def new_customers(self) -> int | None:
        """First-ever purchases; None when there are sales of which nobody knows whether they are.

        A young ledger recognises who came back but never who is new, so "none is new" needs every buyer known.
        """
        if not self.converting().cells:
            return None
        new = self.total(lambda kind, label: kind == SALE and label == "new").n
        return new if new or self._with_buyer() == self.of({SALE}).n else None

    def new_customer_rate(self, floor: int) -> Rate:
        """First-ever purchases ÷ sales of which we know whose they are."""
        new = self.new_customers()
        return missing(NO_DATA) if new is None else rate(new, self._with_buyer(), floor)

    def _with_buyer(self) -> int:
        return self.total(lambda kind, label: kind == SALE and label != "").n

    def refund_rate(self, floor: int) -> Rate:
        """Refunds and chargebacks ÷ sales, in rows."""
        return rate(self.of(UNDOING).n, self.of({SALE}).n, floor) if self.converting().cells else missing(NO_DATA)

    def aov(self, floor: int) -> Rate:
        """Average order value: money of sales ÷ sales, before refunds."""
        sales = self.of({SALE})
        return mean(sales.amount, sales.squares, sales.n, floor) if self.converting().cells else missing(NO_DATA)

    def epc(self, floor: int) -> Rate:
        """Earnings per click: revenue ÷ clicks, over the cells of which we know what converted."""
        known = self.converting()
        clicks, revenue = known.clicks(), known.revenue()
        return missing(NO_DATA) if clicks is None else mean_over(revenue.amount, revenue.squares, clicks, floor)

    def cost(self, currency: str | None) -> int | None:
        """Minor units that we bear in one currency."""
        return add(cell.costs.get(currency or "") for cell in self.cells)

    def _priced(self) -> Group:
        """The cells of campaigns that cost something: what others brought must not make these look cheap."""
        campaigns = {cell.place.campaign for cell in self.cells if cell.costs}
        return Group([cell for cell in self.cells if cell.place.campaign in campaigns])

    def cpa(self, currency: str | None) -> Rate:
        """Cost ÷ conversions, blended over the campaigns of which a cost is known; costs in several currencies have
        no sum.
        """
        conversions, cost = self._priced().conversions(), self.cost(currency)
        if conversions is None or cost is None:
            return missing(NO_DATA)
        if len({key for cell in self.cells for key in cell.costs}) > 1:
            return missing(SEVERAL_CURRENCIES, conversions)
        return cost_per(cost, conversions)
