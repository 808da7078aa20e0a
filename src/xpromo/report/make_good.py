"""Make-goods as tables, as JSON, and as placements for a campaign's file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xpromo.measure.balance import Balance
from xpromo.measure.fair_swaps import FairSwap
from xpromo.measure.make_good import FLOOR, MOST, NO_HISTORY, RULE, Proposal, Usual
from xpromo.report.diagnosing import plural
from xpromo.report.document import CellKind, Column, Row, Section
from xpromo.report.wording import amount

Key = tuple[str, str, str | None]  # partner, unit, currency
_USUAL = (
    Column("partner", "Partner", CellKind.ID),
    Column("who", "Whose turn", CellKind.ID),
    Column("placements", "Placements", CellKind.INT),
    Column("property", "Property", CellKind.ID),
    Column("kind", "Kind", CellKind.ID),
    Column("usual", "Usually bring", CellKind.AMOUNT),
    Column("range", "One brought", CellKind.AMOUNT, spare=1),
    Column("n", "Past", CellKind.INT, spare=2),
)
_FAIR = (
    Column("partner", "Partner", CellKind.ID),
    Column("gives", "Give", CellKind.INT),
    Column("give", "Of ours", CellKind.TEXT),
    Column("gets", "For", CellKind.INT),
    Column("get", "Of theirs", CellKind.TEXT),
    Column("bring", "Usually bring", CellKind.AMOUNT),
)
_LINES = (Column("line", "placements:", CellKind.TEXT),)


@dataclass(frozen=True, slots=True)
class MakeGoods:
    """What would settle each balance that isn't even, and what would be fair from now on; ``taken`` are ids that a
    placement can't have any more.
    """

    proposals: Mapping[Key, Proposal]
    fair: Mapping[Key, Sequence[FairSwap]]
    taken: Collection[str]

    def record_of(self, item: Balance) -> dict[str, object] | None:
        """Return the proposal for a balance as scripts see it."""
        found = self.proposals.get((item.partner, item.unit, item.currency))
        if found is None:
            return None
        return {
            "debtor": found.debtor,
            "owes": found.owes,
            "brings": found.brings,
            "placements": [_record(usual) for usual in found.chosen],
            "history": [_record(usual) for usual in found.history],
            "short": [_record(usual) for usual in found.short],
            "reason": found.reason,
            "floor": FLOOR,
            "method": RULE,
            "yaml": "".join(f"{line}\n" for line in self._yaml(item.partner, item.unit, found)) or None,
        }

    def fair_record_of(self, item: Balance) -> list[dict[str, object]]:
        """Return the fair swaps of a balance as scripts see them."""
        found = self.fair.get((item.partner, item.unit, item.currency), ())
        return [{"give": _record(swap.give), "get": _record(swap.get), "gap": swap.gap} for swap in found]

    def sections(self) -> Iterator[Section]:
        """Yield what is proposed, and the lines that plan it."""
        rows = [_row(key, found, usual) for key, found in self.proposals.items() for usual in found.chosen]
        if rows:
            yield Section("Make-goods", _USUAL, rows)
        for (partner, unit, _), found in self.proposals.items():
            lines = list(self._yaml(partner, unit, found))
            if lines:
                yield Section(f"For a campaign with {partner}", _LINES, [{"line": line} for line in lines[1:]])
        swaps = [_swap_row(key, swap) for key, found in self.fair.items() for swap in found]
        if swaps:
            yield Section("A fair swap, by what is usual", _FAIR, swaps)

    def notes(self) -> Iterator[str]:
        """Yield how they were found, and why there are none."""
        if not self.proposals:
            yield "Nothing is owed that could be made good, as far as is known."
        for key, found in self.proposals.items():
            yield _sentence(key, found)
        if any(found.chosen for found in self.proposals.values()):
            yield f"Make-goods: {RULE}. Fill in `at`; `xpromo check` then looks at caps and clashes."

    def _yaml(self, partner: str, unit: str, found: Proposal) -> Iterator[str]:
        """Yield placements as a campaign's file has them, their days left for people to choose."""
        if not found.chosen or found.like is None:
            return
        free = (name for number in range(1, 10_000) if (name := f"make-good-{partner}-{number}") not in self.taken)
        yield "placements:"
        for usual in found.chosen:
            for name, _ in zip(free, range(usual.placements), strict=False):
                yield f"  - id: {name}"
                yield f"    property: {usual.slot.property}"
                yield f"    promotes: {found.like.promotes}"
                yield f"    offer: {found.like.offer}"
                yield "    at:"
                if usual.slot.kind:
                    yield f"    kind: {usual.slot.kind}"
                if unit in {"reach", "clicks"}:
                    yield f"    expected: {{{unit}: {round(usual.median)}}}"


def _record(usual: Usual) -> dict[str, object]:
    return {
        "placements": usual.placements,
        "property": usual.slot.property,
        "channel": usual.slot.channel,
        "kind": usual.slot.kind,
        "median": usual.median,
        "low": usual.low,
        "high": usual.high,
        "n": usual.n,
    }


def _row(key: Key, found: Proposal, usual: Usual) -> Row:
    partner, _, currency = key
    low, high = (amount(value, currency) for value in (usual.low, usual.high))
    return {
        "partner": partner,
        "who": "ours" if found.debtor == "we" else "theirs",
        "placements": usual.placements,
        "property": usual.slot.property,
        "kind": usual.slot.kind,
        "usual": amount(usual.median * usual.placements, currency),
        "range": f"{low} to {high}",
        "n": usual.n,
    }


def _swap_row(key: Key, swap: FairSwap) -> Row:
    partner, _, currency = key
    given, got = (amount(side.median * side.placements, currency) for side in (swap.give, swap.get))
    return {
        "partner": partner,
        "gives": swap.give.placements,
        "give": _named(swap.give),
        "gets": swap.get.placements,
        "get": _named(swap.get),
        "bring": f"{given} for {got}",
    }


def _sentence(key: Key, found: Proposal) -> str:
    partner, unit, currency = key
    debt = amount(found.owes, currency, unit)
    who = "we owe" if found.debtor == "we" else "they owe"
    if found.chosen:
        count = plural(sum(usual.placements for usual in found.chosen), "placement")
        return f"{partner}: {count} usually bring {amount(found.brings or 0, currency)} for the {debt} that {who}."
    if found.reason != NO_HISTORY:
        return f"{partner}: {debt} that {who} would take more than {MOST} make-goods: talk about it."
    known = ", ".join(f"{_named(usual)} {usual.n}" for usual in found.short) or "none"
    return f"{partner}: no make-good for the {debt} that {who}: it takes {FLOOR} past placements of a kind ({known})."


def _named(usual: Usual) -> str:
    return f"{usual.slot.kind} on {usual.slot.property}" if usual.slot.kind else usual.slot.property
