"""Counts for a partner, and two sides' counts beside each other, as documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xpromo.measure.clicks import RULE
from xpromo.measure.reconciling import REASONS, SMALL, Pair, Standing
from xpromo.report.diagnosing import plural
from xpromo.report.document import CellKind, Column, Document, Section
from xpromo.report.plain import plain, record
from xpromo.report.wording import amount

EXPORTED: Mapping[str, str] = {
    "clicks": "clicks of the link on the day that count: without robots, repeats and the like; raw has them; what a "
    "tool counted over several days stands on the first",
    "others": "what other tools counted of the placement: unique clicks, visitors, sessions; never added to clicks",
    "conversions": "conversions by week (from Monday, cut at the period) and kind, revenue being sales and renewals "
    "less refunds and chargebacks; without a week: of the whole period; without a placement: by a code that several "
    "share; without a number: of fewer persons than small_cell, or such a number could be computed from it; such weeks "
    "have no row",
    "amount": "sales and renewals positive, refunds and chargebacks negative; minor units in JSON",
    "lost": "clicks that are known to come from the other side but name no placement",
    "click_source": RULE,
}
_FILE = ("definition", "brand", "partner", "start", "end", "timezone", "window_days", "small_cell", "sha256")
_EXPORT = (
    Column("part", "Part", CellKind.ID, detail=True),
    Column("campaign", "Campaign", CellKind.ID, spare=2),
    Column("placement", "Placement", CellKind.ID),
    Column("link", "Link", CellKind.ID),
    Column("day", "From", CellKind.DAY),
    Column("kind", "Of", CellKind.TEXT),
    Column("n", "Number", CellKind.INT),
    Column("raw", "Raw", CellKind.INT, spare=1),
    Column("amount", "Amount", CellKind.MONEY),
    Column("currency", "Currency", CellKind.ID),
    *(Column(name, name, detail=True) for name in _FILE),  # what an export says of itself, on each row
)
_NUMBERS = ("ours", "theirs", "difference")
_PAIRS = (
    Column("placement", "Placement", CellKind.ID),
    Column("metric", "Measure", CellKind.ID),
    *(Column(f"{name}_shown", name.capitalize(), CellKind.AMOUNT) for name in _NUMBERS),
    *(Column(name, name, CellKind.MONEY, detail=True) for name in _NUMBERS),
    Column("currency", "Currency", CellKind.ID, detail=True),
    Column("share", "Share", CellKind.SHARE, spare=1),
    Column("standing", "Standing", CellKind.ID),
    Column("reason", "Likely reason", CellKind.ID),
)
NO_PLACEMENT = "A campaign in the first column: what is known to no placement, as with a shared code."
_WHY = (Column("reason", "Reason", CellKind.ID), Column("meaning", "That is", CellKind.TEXT))


def export_document(data: Mapping[str, Any]) -> Document:
    """Return what a partner gets; as a table, all of it in rows of one shape that say of themselves what they are."""
    period = data["period"]
    rows = list(_flat(data))
    hidden = sum(row["n"] is None and row["amount"] is None for row in rows)
    left_out = f" {plural(hidden, 'number')} of too few persons left out." if hidden else ""
    return Document(
        schema="settle-export",
        title=f"Counts of {data['brand']} for {data['partner']}, {period['start']} to {period['end']}",
        columns=_EXPORT,
        rows=rows,
        data=data,
        notes=(f"No person is in it.{left_out} Content {str(data['sha256'])[:16]}.",),
        group="part",
    )


def _flat(data: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    whole = {name: data[name] for name in ("brand", "partner", "sha256")} | data["period"]
    whole["small_cell"], windows = data["rules"]["small_cell"], data["rules"]["window_days"]
    whole["window_days"] = " ".join(map(str, windows))
    parts: dict[str, list[dict[str, object]]] = {
        "clicks": [{**row, "kind": "clicks", "n": row["clicks"], "raw": row["clicks_raw"]} for row in data["clicks"]],
        "others": [{**row, "kind": row["metric"]} for row in data["others"]],
        "lost": [{"kind": "clicks", "n": data["lost"]}],
        "conversions": [{**row, "day": row["week"]} for row in data["conversions"]],
    }
    names = [column.name for column in _EXPORT]
    for part, rows in parts.items():
        more = {**whole, "part": part, "definition": EXPORTED[part]}
        for row in rows:
            yield {name: row.get(name, more.get(name)) for name in names}


def compared_document(pairs: Sequence[Pair], facts: Mapping[str, object], notes: Sequence[str]) -> Document:
    """Return two sides' numbers. ``facts``: period, tolerance, the file's hash and whether it fits."""
    rows = [record(pair) for pair in pairs]
    shown = [_for_people(row, str(facts["currency"])) for row in rows]
    several = {str(reason) for pair in pairs for reason in pair.reasons}
    why = [{"reason": name.value, "meaning": meaning} for name, meaning in REASONS.items() if name.value in several]
    period = facts["period"]
    days = f", {period['start']} to {period['end']}" if isinstance(period, Mapping) else ""
    apart = sum(pair.standing is Standing.DIFFER for pair in pairs)
    agree = sum(pair.standing is Standing.AGREE for pair in pairs)
    tolerance = facts["tolerance"]
    summary = f"{plural(agree, 'number agrees', 'numbers agree')}, {plural(apart, 'differs', 'differ')}" + (
        f", by more than {100 * float(str(tolerance)):g} % of the larger or {SMALL}." if tolerance else "."
    )
    return Document(
        schema="settle-compare",
        title=f"Our numbers and those of {facts['partner']}{days}",
        columns=_PAIRS,
        rows=shown,
        data={**{name: plain(value) for name, value in facts.items()}, "rows": rows, "reasons": {**REASONS}},
        more=(Section("Why", _WHY, why),) if why else (),
        notes=(summary, *notes, *([NO_PLACEMENT] if any(pair.placement is None for pair in pairs) else [])),
        empty="The file and the ledger have no placement in common.",
    )


def _for_people(row: Mapping[str, object], currency: str) -> dict[str, object]:
    reasons = row["reasons"]
    said = ", ".join(map(str, reasons)) if isinstance(reasons, list) and reasons else None
    code = currency if row["metric"] == "revenue" else ""
    known = ((name, row[name]) for name in _NUMBERS)
    numbers = {f"{name}_shown": amount(value, code) if isinstance(value, int) else None for name, value in known}
    place = row["placement"] or row["campaign"]
    return {**row, **numbers, "currency": code or None, "placement": place, "reason": said}
