"""Statements as documents: a draft, a frozen one, the list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xpromo.answers import Agreed
from xpromo.measure.balance import SwapLine
from xpromo.measure.settling import Entry
from xpromo.report.cells import grouped_money
from xpromo.report.columns import in_one_currency
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.period import Period
from xpromo.report.plain import plain, record
from xpromo.report.wording import amount

DEFINITIONS: Mapping[str, str] = {
    "revenue": "sales and renewals of the partner's placements and codes on the days of the period, minor units",
    "reversal": "refunds and chargebacks on the days of the period, with the share of the day of their sale",
    "cost": "money recorded as spent on the partner's placements; who paid gets the other's part back",
    "adjustment": "what became known of days that a statement before settled: late sales, late refunds, undone imports",
    "share": "revenue: as agreed and minted on the day of the sale; costs: of the placement, else as agreed",
    "due": "minor units that we owe the partner, negative where the partner owes us; each currency is rounded as a "
    "whole, its lines add up to it",
}
_COLUMNS = (
    Column("part", "Part", CellKind.TEXT, detail=True),
    Column("what", "What", CellKind.TEXT),
    Column("campaign", "Campaign", CellKind.ID, spare=1),
    Column("placement", "Placement", CellKind.ID),
    Column("since", "From", CellKind.DAY, spare=3),
    Column("until", "To", CellKind.DAY, spare=2),
    Column("base", "Amount", CellKind.MONEY),
    Column("percent", "Share", CellKind.AMOUNT),
    Column("due", "Due", CellKind.MONEY),
    Column("currency", "Currency", CellKind.ID),
    Column("share", "Share", CellKind.SHARE, detail=True),
    Column("paid_by", "Paid by", CellKind.ID, detail=True),
    Column("basis", "Basis", CellKind.ID, detail=True),
    Column("adjustment", "Adjustment", CellKind.ID, detail=True),
)
_SWAPS = (
    Column("give", "We gave", CellKind.ID),
    Column("given", "Given", CellKind.AMOUNT),
    Column("get", "For", CellKind.ID),
    Column("received", "Received", CellKind.AMOUNT),
    Column("unit", "Unit", CellKind.ID),
    Column("owed", "They owe (95 %)", CellKind.AMOUNT),
    Column("verdict", "Verdict", CellKind.ID),
)
_WHAT = {"revenue": "Revenue", "reversal": "Refunds"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A statement as it is shown; ``number`` and ``sha256`` once it is frozen. ``until`` is exclusive."""

    partner: str
    brand: str
    since: date
    until: date
    timezone: str
    entries: Sequence[Entry]
    due: Mapping[str, int]
    agreements: Sequence[Agreed]
    number: int | None = None
    sha256: str | None = None
    open_since: date | None = None
    swaps: Sequence[Mapping[str, object]] = ()

    @property
    def period(self) -> Period:
        """The days that are settled."""
        return Period(self.since, self.until, self.timezone)


def statement_document(sheet: Sheet, *, dry_run: bool = False) -> Document:
    """Return a statement as a document: lines, what is due, and the agreements behind it.

    ``dry_run``: it was frozen and taken back.
    """
    rows = [record(entry) for entry in sheet.entries]
    state = "draft" if sheet.number is None else f"statement {sheet.number}"
    return Document(
        schema="settle",
        title=f"{sheet.brand} and {sheet.partner}, {sheet.period} ({state})",
        columns=_columns(rows),
        rows=[_for_people(row, sheet) for row in rows],
        group="part" if any(row["adjustment"] for row in rows) else "",
        footer=[{"what": "Due", "due": amount, "currency": currency} for currency, amount in sheet.due.items()],
        data={
            "state": "draft" if sheet.number is None else "frozen",
            "number": sheet.number,
            "sha256": sheet.sha256,
            "brand": sheet.brand,
            "partner": sheet.partner,
            "period": sheet.period.record(),
            "due": dict(sheet.due),
            "entries": [row | {"share": _fraction(row["share"])} for row in rows],
            "agreements": [_agreement(agreed) for agreed in sheet.agreements],
            "open_since": plain(sheet.open_since),
            "swaps": list(sheet.swaps),
            "definitions": dict(DEFINITIONS),
        },
        more=(Section("Swaps of the period", _SWAPS, [_swap(row) for row in sheet.swaps]),) if sheet.swaps else (),
        notes=tuple(_notes(sheet, dry_run=dry_run)),
        empty="No money moved in this period.",
    )


def _columns(rows: Sequence[Row]) -> tuple[Column, ...]:
    idle = {name for name in ("campaign", "placement") if all(row[name] is None for row in rows)}
    return in_one_currency(_COLUMNS, rows, idle)


def _agreement(agreed: Agreed) -> dict[str, object]:
    shares = {"revenue_share": _fraction(agreed.revenue_share), "budget_share": _fraction(agreed.budget_share)}
    return {name: plain(value) for name, value in agreed._asdict().items()} | shares


def _fraction(share: object) -> float | None:
    return None if share is None else float(str(share))


def _for_people(row: Row, sheet: Sheet) -> dict[str, object]:
    payer = {"": "us", sheet.brand: "us", sheet.partner: "them"}.get(str(row["paid_by"]), str(row["paid_by"]))
    share = row["share"]
    return dict(row) | {
        "part": "Adjustments of periods that are settled" if row["adjustment"] else "In the period",
        "what": f"Cost, paid by {payer}" if row["basis"] == "cost" else _WHAT[str(row["basis"])],
        "share": None if share is None else float(str(share)),
        "percent": None if share is None else f"{100 * float(str(share)):g} %",
    }


def swap_record(line: SwapLine, unit: str, currency: str | None) -> dict[str, object]:
    """Return a swap as a statement keeps it: what each side brought the other, in the unit of the agreement."""
    return {
        "campaign": line.campaign,
        "give": line.give.placement,
        "given": line.give.number,
        "get": line.get.placement,
        "received": line.get.number,
        "unit": unit,
        "currency": currency,
        "owed": record(line.owed),
        "verdict": line.verdict.value,
    }


def _swap(row: Mapping[str, object]) -> Row:
    shown = {name: _amount(row[name], row["currency"]) for name in ("given", "received")}
    owed = row["owed"]
    ends = (
        [_amount(owed[name], row["currency"]) for name in ("value", "low", "high")] if isinstance(owed, Mapping) else []
    )
    return {**row, **shown, "owed": f"{ends[0]} ({ends[1]} to {ends[2]})" if all(ends) else None}


def _amount(value: object, currency: object) -> str | None:
    return grouped_money(round(value), str(currency or "")) if isinstance(value, int | float) else None


def owed(sheet: Sheet) -> str:
    """Return who owes whom what, as a sentence."""
    sides = {1: f"{sheet.brand} owes {sheet.partner}", -1: f"{sheet.partner} owes {sheet.brand}"}
    sums = [f"{sides[1 if due > 0 else -1]} {amount(abs(due), currency)}" for currency, due in sheet.due.items() if due]
    return "; ".join(sums) + "." if sums else "No money is due either way."


def _notes(sheet: Sheet, *, dry_run: bool) -> list[str]:
    found = [owed(sheet)]
    if any(entry.share is None for entry in sheet.entries):
        found.append("A dash for a share: none was agreed for those days, so nothing is due for that line.")
    if sheet.open_since:
        found.append(f"Money since {sheet.open_since} was never settled; a statement that begins there takes it in.")
    if dry_run:
        found.append("A dry run: nothing was written. Without --dry-run it is frozen like this.")
    elif sheet.sha256:
        found.append(f"Frozen; content {sheet.sha256[:16]}. What comes later is an adjustment of the next statement.")
    else:
        found.append("A draft: it changes with every import until `xpromo settle freeze` writes it down.")
    return found


def statements_document(sheets: Sequence[Sheet], never: Sequence[str]) -> Document:
    """Return the list of frozen statements, a row a currency; ``never``: partners without one."""
    rows: list[dict[str, object]] = [
        {
            "number": sheet.number,
            "partner": sheet.partner,
            "start": plain(sheet.period.since),
            "end": plain(sheet.period.last),
            "currency": currency or None,
            "due": amount,
            "sha256": sheet.sha256,
        }
        for sheet in sheets
        for currency, amount in (sheet.due.items() or [("", 0)])
    ]
    columns = (
        Column("number", "No.", CellKind.INT),
        Column("partner", "Partner", CellKind.ID),
        Column("start", "From", CellKind.DAY),
        Column("end", "To", CellKind.DAY),
        Column("due", "We owe", CellKind.MONEY),
        Column("currency", "Currency", CellKind.ID),
        Column("sha256", "Content", CellKind.ID, detail=True),
    )
    notes = (f"Never settled: {', '.join(never)}.",) if never else ()
    empty = "Nothing was settled yet. `xpromo settle show PARTNER` drafts a statement."
    return Document("settle-list", columns, rows, notes=notes, empty=empty)
