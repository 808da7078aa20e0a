"""The balance as a document: a line for each partner, or for each swap, and what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from xpromo.fairness import LAST_SWAPS, RULE
from xpromo.measure.balance import METHOD, Balance, Leg, Side, SwapLine
from xpromo.measure.delivery import RULES as DELIVERED
from xpromo.measure.rates import Rate
from xpromo.report.cells import grouped_money, percent
from xpromo.report.diagnosing import plural
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.make_good import MakeGoods
from xpromo.report.period import Period
from xpromo.report.plain import record
from xpromo.report.sums import sum_cells, sum_columns
from xpromo.report.wording import amount, money

_SIDES = ("given", "received")
_COUNTS = ("placements", "on_time", "late", "missed", "not_due", "unknown", "inferred")
_NUMBERS = ("reach", "clicks", "conversions", "new_customers")
_OWED = ("owed_value", "owed_low", "owed_high")
_BALANCES = (
    Column("partner", "Partner", CellKind.ID),
    Column("unit", "Unit", CellKind.ID),
    Column("currency", "Currency", CellKind.ID, detail=True),
    Column("given", "Given", CellKind.MONEY),
    Column("received", "Received", CellKind.MONEY),
    Column("owed", "They owe (95 %)", CellKind.AMOUNT),
    Column("verdict", "Verdict", CellKind.ID),
    Column("last_swaps", f"Last {LAST_SWAPS} swaps", CellKind.AMOUNT, spare=1),
    *(Column(name, name, CellKind.MONEY, detail=True) for name in _OWED),
    Column("last_share", "Share", CellKind.SHARE, detail=True),
    Column("last_counted", "Swaps", CellKind.INT, detail=True),
    Column("reason", "Reason", CellKind.ID, detail=True),
    Column("one_sided", "One-sided", CellKind.ID, detail=True),
    *(
        Column(f"{side}_{name}", f"{side} {name}".replace("_", " ").capitalize(), CellKind.INT, detail=True)
        for side in _SIDES
        for name in (*_COUNTS, *_NUMBERS)
    ),
)
_PLACEMENTS = (
    Column("partner", "Partner", CellKind.ID),
    Column("side", "Direction", CellKind.ID),
    Column("placements", "Promised", CellKind.INT),
    Column("on_time", "On time", CellKind.INT),
    Column("late", "Late", CellKind.INT),
    Column("missed", "Missed", CellKind.INT),
    Column("not_due", "Not due", CellKind.INT),
    Column("unknown", "No news", CellKind.INT),
    Column("reach", "Reach", CellKind.INT, spare=1),
    Column("clicks", "Clicks", CellKind.INT),
    Column("conversions", "Conv.", CellKind.INT),
    Column("new_customers", "New", CellKind.INT, spare=3),
    Column("revenue", "Revenue", CellKind.AMOUNT, spare=2),
)
_ALWAYS = frozenset({"partner", "side", "placements", "on_time", "late", "missed", "clicks"})
_SWAPS = (
    Column("partner", "Partner", CellKind.ID, detail=True),
    Column("campaign", "Campaign", CellKind.ID, detail=True),
    Column("give", "We gave", CellKind.ID),
    Column("give_state", "In time", CellKind.ID, spare=1),
    Column("given", "Given", CellKind.MONEY),
    Column("get", "For", CellKind.ID),
    Column("get_state", "In time", CellKind.ID, spare=2),
    Column("received", "Received", CellKind.MONEY),
    Column("unit", "Unit", CellKind.ID, detail=True),
    Column("currency", "Currency", CellKind.ID, detail=True),
    Column("owed", "They owe (95 %)", CellKind.AMOUNT),
    Column("verdict", "Verdict", CellKind.ID),
    *(Column(name, name, CellKind.MONEY, detail=True) for name in _OWED),
    *(Column(name, name, CellKind.ID, detail=True) for name in ("give_seen", "give_basis", "get_seen", "get_basis")),
)
_EMPTY = "Nothing was promised to or by a partner in this period. `xpromo links` mints what you planned together."


@dataclass(frozen=True, slots=True)
class Shown:
    """What a balance was asked with: ``swaps`` gives a line to each swap, ``make_goods`` says how debts are settled.

    ``paid`` placements were left out.
    """

    period: Period
    paid: int = 0
    swaps: bool = False
    make_goods: MakeGoods | None = None


def balance_document(found: Sequence[Balance], shown: Shown) -> Document:
    """Return the balance."""
    swaps, proposed = shown.swaps, shown.make_goods
    rows = [_swap_row(item, swap) for item in found for swap in item.swaps] if swaps else list(map(_row, found))
    legs = [row for items in _by_unit(found) for row in _side_rows(items)]
    return Document(
        schema="balance",
        title=f"Who owes whom, {shown.period}",
        columns=_with_currency(_SWAPS if swaps else _BALANCES + _revenue(rows), rows),
        rows=rows,
        data=[_record(item, shown) for item in found],
        group="partner" if swaps else "",
        more=(
            *((Section("Placements", _filled(legs), legs),) if legs else ()),
            *(proposed.sections() if proposed else ()),
        ),
        notes=(*_notes(found, shown), *(proposed.notes() if proposed else ())),
        empty="None of these placements are a swap of two." if swaps and found else _EMPTY,
    )


def _with_currency(columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Show the currency to people where money is compared."""
    has_money = any(row["currency"] for row in rows)
    return tuple(replace(column, detail=not has_money) if column.name == "currency" else column for column in columns)


def _filled(rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns that hold something in some row."""
    return tuple(item for item in _PLACEMENTS if item.name in _ALWAYS or any(row[item.name] for row in rows))


def _record(item: Balance, shown: Shown) -> dict[str, object]:
    return record(item) | {
        "swaps": [_swap_record(swap) for swap in item.swaps],
        "proposal": shown.make_goods.record_of(item) if shown.make_goods else None,
        "fair_swaps": shown.make_goods.fair_record_of(item) if shown.make_goods else [],
        "period": shown.period.record(),
        "method": METHOD,
    }


def _swap_record(swap: SwapLine) -> dict[str, object]:
    legs = {name: _leg_record(leg) for name, leg in (("give", swap.give), ("get", swap.get))}
    return record(swap) | legs


def _leg_record(leg: Leg) -> dict[str, object]:
    return {"placement": leg.placement, **record(leg.delivery), "number": leg.number}


def _row(item: Balance) -> Row:
    found: dict[str, object] = {
        "partner": item.partner,
        "unit": item.unit,
        "currency": item.currency,
        "given": in_unit(item, item.given),
        "received": in_unit(item, item.received),
        "owed": owed_text(item.owed, item.currency),
        "verdict": item.verdict.value,
        "last_swaps": _last(item),
        "last_share": item.last_swaps.share,
        "last_counted": item.last_swaps.swaps,
        **_owed(item.owed),
        "reason": item.owed.reason,
        "one_sided": item.last_swaps.one_sided,
    }
    for name, side in zip(_SIDES, (item.given, item.received), strict=True):
        found |= {f"{name}_{key}": getattr(side, key) for key in (*_COUNTS, *_NUMBERS)}
    revenue = {f"{name}_revenue": side.revenue for name, side in zip(_SIDES, (item.given, item.received), strict=True)}
    return found | sum_cells("revenue_currency", revenue)


def _owed(owed: Rate) -> dict[str, object]:
    return {name: _whole(getattr(owed, name.removeprefix("owed_"))) for name in _OWED}


def _revenue(rows: Sequence[Row]) -> tuple[Column, ...]:
    return sum_columns("revenue_currency", [f"{side}_revenue" for side in _SIDES], rows)


def in_unit(item: Balance, side: Side) -> int | None:
    """Return what a side comes to; where nothing is due yet, that is 0 although nobody told."""
    money = None if side.revenue is None else side.revenue.get(item.currency or "", 0)
    found: int | None = money if item.unit == "revenue" else getattr(side, item.unit)
    return 0 if found is None and item.owed.value is not None else found


def owed_text(owed: Rate, currency: str | None) -> str | None:
    """Return ``+312 (180 to 444)``; what we owe is less than 0."""
    if owed.value is None or owed.low is None or owed.high is None:
        return None
    plus = "+" if owed.value > 0 else ""
    low, high = (grouped_money(round(value), currency or "") for value in (owed.low, owed.high))
    return f"{plus}{amount(owed.value, currency)} ({low} to {high})"


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _last(item: Balance) -> str | None:
    last = item.last_swaps
    if last.share is None:
        return None
    words = ", one-sided" if last.one_sided else "" if last.swaps == LAST_SWAPS else f" of {plural(last.swaps, 'swap')}"
    return f"{percent(last.share)}{words}"


def _by_unit(found: Sequence[Balance]) -> list[list[Balance]]:
    """Return balances of one partner and unit together: several only where currencies have one each."""
    return [list(items) for _, items in groupby(found, key=lambda item: (item.partner, item.unit))]


def _side_rows(items: Sequence[Balance]) -> list[Row]:
    """Return a row for each direction; money of several currencies stands in one cell."""
    rows: list[Row] = []
    for name in _SIDES:
        sides: list[Side] = [getattr(item, name) for item in items]
        known = [side.revenue for side in sides if side.revenue is not None]
        revenue = money({currency: minor for side in known for currency, minor in side.items()}) or "0"
        row = {"partner": items[0].partner, "side": name, **record(sides[0])}
        rows.append({**row, "revenue": revenue if known else None})
    return rows


def _swap_row(item: Balance, swap: SwapLine) -> Row:
    return {
        "partner": item.partner,
        "campaign": swap.campaign,
        "unit": item.unit,
        "currency": item.currency,
        "give": swap.give.placement,
        "get": swap.get.placement,
        "given": swap.give.number,
        "received": swap.get.number,
        "owed": owed_text(swap.owed, item.currency),
        **_owed(swap.owed),
        "verdict": swap.verdict.value,
        **_leg_cells("give", swap.give),
        **_leg_cells("get", swap.get),
    }


def _leg_cells(name: str, leg: Leg) -> dict[str, object]:
    seen: date | None = leg.delivery.seen
    return {
        f"{name}_state": leg.delivery.state.value,
        f"{name}_seen": seen.isoformat() if seen else None,
        f"{name}_basis": leg.delivery.basis,
    }


def _notes(found: Sequence[Balance], shown: Shown) -> list[str]:
    paid, zone = shown.paid, shown.period.timezone
    if not found:
        return [_left_out(paid)] if paid else []
    notes = [
        f"They owe: given less received, below 0 we owe; even where the interval holds 0. Days in {zone}.",
    ]
    notes += dict.fromkeys(sentence for item in found for sentence in _unknown(item))
    inferred = sum(side.inferred for item, *_ in _by_unit(found) for side in (item.given, item.received))
    if inferred:
        notes.append(f"{plural(inferred, 'placement')} without a proof or a sender's report: by the first kept click.")
    if any(side.missed or side.late or side.unknown for item in found for side in (item.given, item.received)):
        notes += DELIVERED
    if any(item.last_swaps.one_sided for item in found):
        notes.append(f"One-sided: we get {RULE}.")
    return [*notes, _left_out(paid)] if paid else notes


def _unknown(item: Balance) -> list[str]:
    """Say of which placements a number is wanting, and who could tell it."""
    sentences = []
    for name, side in zip(_SIDES, (item.given, item.received), strict=True):
        if side.uncounted and item.owed.value is None:
            asked = (
                "only the partner can tell" if _only_theirs(name, item.unit) else "import them, or counts of later days"
            )
            sentences.append(f"{item.partner}: no {item.unit} of {_named(side.uncounted)} ({name}): {asked}.")
    return sentences


def _only_theirs(side: str, unit: str) -> bool:
    return side == "given" and unit in {"conversions", "revenue"}


def _named(placements: Sequence[str], most: int = 3) -> str:
    more = len(placements) - most
    return ", ".join(placements[:most]) + (f" and {more} more" if more > 0 else "")


def _left_out(paid: int) -> str:
    return f"Left out: {plural(paid, 'placement')} that cost money, for which nothing is owed back."
