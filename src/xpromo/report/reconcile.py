"""Counts for a partner, and two sides' counts beside each other, as documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xpromo.measure.clicks import RULE
from xpromo.measure.reconciling import REASONS, SMALL, Pair, Standing
from xpromo.report.diagnosing import plural
from xpromo.report.document import CellKind, Column, Document, Section
from xpromo.report.plain import plain, record
from xpromo.report.wording import money

EXPORTED: Mapping[str, str] = {
    "clicks": "clicks of the link on the day that count: without robots, repeats and the like; clicks_raw has them",
    "others": "what other tools counted of the placement: unique clicks, visitors, sessions; never added to clicks",
    "conversions": "conversions by week (from Monday, cut at the period) and kind; week null is the whole period; n "
    "and amount null: of fewer persons than small_cell, or such a number could be computed from it",
    "amount": "minor units of the currency, sales and renewals positive, refunds and chargebacks negative",
    "lost": "clicks that are known to come from the other side but name no placement",
    "click_source": RULE,
}
_EXPORT = (
    Column("placement", "Placement", CellKind.ID),
    Column("link", "Link", CellKind.ID),
    Column("day", "Day", CellKind.DAY),
    Column("clicks", "Clicks", CellKind.INT),
    Column("clicks_raw", "Raw clicks", CellKind.INT),
)
_PAIRS = (
    Column("placement", "Placement", CellKind.ID),
    Column("metric", "Measure", CellKind.ID),
    Column("ours", "Ours", CellKind.AMOUNT),
    Column("theirs", "Theirs", CellKind.AMOUNT),
    Column("difference", "Difference", CellKind.AMOUNT),
    Column("share", "Share", CellKind.SHARE, spare=1),
    Column("standing", "Standing", CellKind.ID),
    Column("reason", "Likely reason", CellKind.ID),
)
_WHY = (Column("reason", "Reason", CellKind.ID), Column("meaning", "That is", CellKind.TEXT))


def export_document(data: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> Document:
    """Return what a partner gets; ``data`` is all of it, ``rows`` its clicks."""
    period = data["period"]
    days = f"{period['start']} to {period['end']}" if isinstance(period, Mapping) else ""
    return Document(
        schema="settle-export",
        title=f"Counts of {data['brand']} for {data['partner']}, {days}",
        columns=_EXPORT,
        rows=rows,
        data=data,
        notes=(f"No person is in it. Content {str(data['sha256'])[:16]}.",),
        empty="Nothing was counted in this period.",
    )


def compared_document(pairs: Sequence[Pair], facts: Mapping[str, object], notes: Sequence[str]) -> Document:
    """Return two sides' numbers. ``facts``: period, tolerance, the file's hash and whether it fits."""
    rows = [record(pair) for pair in pairs]
    shown = [_for_people(row, str(facts["currency"])) for row in rows]
    several = {str(reason) for pair in pairs for reason in pair.reasons}
    why = [{"reason": name.value, "meaning": meaning} for name, meaning in REASONS.items() if name.value in several]
    apart = sum(pair.standing is Standing.DIFFER for pair in pairs)
    agree = sum(pair.standing is Standing.AGREE for pair in pairs)
    tolerance = facts["tolerance"]
    summary = (
        f"{plural(agree, 'number agrees', 'numbers agree')}, {plural(apart, 'differs', 'differ')}, by more than"
        f" {100 * float(str(tolerance)):g} % of the larger or {SMALL}."
    )
    return Document(
        schema="settle-compare",
        title=f"Our numbers and those of {facts['partner']}",
        columns=_PAIRS,
        rows=shown,
        data={**{name: plain(value) for name, value in facts.items()}, "rows": rows, "reasons": {**REASONS}},
        more=(Section("Why", _WHY, why),) if why else (),
        notes=(summary, *notes),
        empty="The file and the ledger have no placement in common.",
    )


def _for_people(row: Mapping[str, object], currency: str) -> dict[str, object]:
    reasons = row["reasons"]
    numbers = {
        name: _number(row[name], currency if row["metric"] == "revenue" else "")
        for name in ("ours", "theirs", "difference")
    }
    return {**row, **numbers, "reason": ", ".join(map(str, reasons)) if isinstance(reasons, list) and reasons else None}


def _number(value: object, currency: str) -> str | None:
    if not isinstance(value, int):
        return None
    return money(value, currency) if currency else f"{value:,}"
