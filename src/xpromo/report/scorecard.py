"""The scorecard as a document: what stands in which column, in which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xpromo.answers import Aside
from xpromo.measure.clicks import RULE
from xpromo.measure.comparison import ALIKE, Change, RateChange
from xpromo.measure.goals import GoalLine
from xpromo.measure.groups import add
from xpromo.measure.leaks import Leak
from xpromo.measure.lines import Line
from xpromo.measure.rates import FLOOR
from xpromo.measure.scorecard import Scorecard
from xpromo.report.cells import cell_text
from xpromo.report.columns import in_one_currency
from xpromo.report.definitions import DEFINITIONS
from xpromo.report.diagnosing import plural
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.goals import goals_section
from xpromo.report.period import Period
from xpromo.report.plain import record
from xpromo.report.sales_from import aside_records
from xpromo.report.wording import amount, counted


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a scorecard is compared with: ``previous`` or a campaign's id."""

    to: str
    period: Period
    scorecard: Scorecard
    changes: Sequence[Change]
    rate_changes: Sequence[RateChange]


@dataclass(frozen=True, slots=True)
class Report:
    """A scorecard with what belongs beside it."""

    scorecard: Scorecard
    period: Period
    goals: Sequence[GoalLine]
    campaigns: Sequence[str]
    tagged: Mapping[str, int]  # of the unresolved, those that carry tags or a code, by metric
    changed: Sequence[str] = ()  # placements whose definition changed after the report's promise
    rules: Mapping[str, object] | None = None
    comparison: Comparison | None = None
    leaks: Sequence[Leak] = ()
    partner: str | None = None  # for whose eyes it is
    by: str = ""  # what was asked for, where rows of placements are those of something finer
    other_days: Sequence[tuple[str, str]] = ()  # sources that count by days of another zone, and which
    cut: Sequence[tuple[str, str]] = ()  # places, and the source of clicks that the period cuts
    aside: Sequence[Aside] = ()  # sales that another source is the record of


_NAMES = (
    Column("campaign", "Campaign", CellKind.ID),
    Column("partner", "Partner", CellKind.ID),
    Column("property", "Property", CellKind.ID),
    Column("channel", "Channel", CellKind.ID),
    Column("placement", "Placement", CellKind.ID),
    Column("day", "Day", CellKind.DAY),
    Column("direction", "Direction", CellKind.ID, spare=4),
)
_NUMBERS = (
    Column("currency", "Currency", CellKind.ID),
    Column("reach", "Reach", CellKind.INT, spare=2),
    Column("reach_metric", "Reach is", CellKind.ID, detail=True),
    Column("clicks", "Clicks", CellKind.INT, drawn=True),
    Column("clicks_raw", "Raw clicks", CellKind.INT, detail=True),
    Column("click_source", "Click source", CellKind.ID, detail=True),
    Column("ctr", "CTR", CellKind.RATE, spare=11),
    Column("unsubscribe_rate", "Unsubscribed", CellKind.RATE, spare=12),
    Column("conversions", "Conv.", CellKind.INT),
    Column("conversion_kind", "Conversion is", CellKind.ID, detail=True),
    Column("conversion_rate", "Rate (95 %)", CellKind.RATE, spare=3),
    Column("revenue", "Revenue", CellKind.MONEY, spare=1),
    Column("refunds", "Refunds", CellKind.MONEY, spare=10),
    Column("cost", "Cost", CellKind.MONEY, detail=True),
    Column("cost_basis", "Cost is", CellKind.ID, detail=True),
    Column("cpa", "CPA", CellKind.MONEY, spare=5),
    Column("cpa_interval", "CPA (95 %)", CellKind.RATE, detail=True),
    Column("new_customers", "New", CellKind.INT, spare=6),
    Column("sourced", "Sourced", CellKind.INT, detail=True),
    Column("sourced_revenue", "Sourced revenue", CellKind.MONEY, detail=True),
    Column("influenced", "Influenced", CellKind.INT, detail=True),
    Column("influenced_revenue", "Influenced revenue", CellKind.MONEY, detail=True),
    Column("code_only", "Code only", CellKind.INT, detail=True),
    Column("code_only_revenue", "Code-only revenue", CellKind.MONEY, detail=True),
    Column("unowned", "Unowned", CellKind.INT, detail=True),
    Column("unowned_revenue", "Unowned revenue", CellKind.MONEY, detail=True),
    Column("new_customer_rate", "New rate", CellKind.RATE, detail=True),
    Column("sales", "Sales", CellKind.INT, detail=True),
    Column("aov", "AOV", CellKind.RATE, detail=True),
    Column("epc", "EPC", CellKind.RATE, detail=True),
    Column("refund_rate", "Refund rate", CellKind.RATE, detail=True),
    Column("expected_reach", "Expected reach", CellKind.INT, detail=True),
    Column("expected_clicks", "Expected clicks", CellKind.INT, detail=True),
)


def scorecard_document(report: Report) -> Document:
    """Return the document of a report."""
    rows = [record(line) for line in report.scorecard.rows]
    totals = [record(line) for line in report.scorecard.totals]
    return Document(
        schema="report",
        title=_title(report),
        columns=scorecard_columns(report.scorecard.by, rows, totals),
        rows=rows,
        group="campaign" if _is_grouped(report.scorecard.by, rows) else "",
        footer=[row | {report.scorecard.by: "Total"} for row in totals] if len(rows) > 1 else (),
        data=_data(report, rows, totals),
        more=tuple(section for section in (goals_section(report.goals), compared(report.comparison)) if section),
        notes=tuple(_notes(report)),
        empty="Nothing was promised or imported for this period. `xpromo links` mints, `xpromo import` brings numbers.",
    )


def scorecard_table(card: Scorecard) -> Section:
    """Return a scorecard as a further table."""
    rows = [record(line) for line in card.rows]
    columns = tuple(column for column in scorecard_columns(card.by, rows, rows) if not column.detail)
    return Section(f"By {card.by}", columns, rows)


def _data(report: Report, rows: list[dict[str, object]], totals: list[dict[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {
        "period": report.period.record(),
        "by": report.by or report.scorecard.by,
        "campaigns": list(report.campaigns),
        "rows": rows,
        "totals": totals,
        "goals": [record(goal) for goal in report.goals],
        "unresolved": _unresolved(report),
        "aside": aside_records(report.aside),
        "changed": list(report.changed),
        "definitions": dict(DEFINITIONS),
        "rules": {"floor": FLOOR, "interval": "95 %", "click_source": RULE, **(report.rules or {})},
    }
    return found | ({"comparison": _comparison(report.comparison)} if report.comparison else {})


def _unresolved(report: Report) -> list[dict[str, object]]:
    return [
        {"metric": metric, "n": n, "tagged": min(n, report.tagged.get(metric, 0))}
        for metric, n in report.scorecard.unresolved.items()
    ]


def _comparison(comparison: Comparison) -> dict[str, object]:
    return {
        "to": comparison.to,
        "period": comparison.period.record(),
        "rows": [record(line) for line in comparison.scorecard.rows],
        "totals": [record(line) for line in comparison.scorecard.totals],
        "changes": [record(change) for change in comparison.changes],
        "rates": [record(change) for change in comparison.rate_changes],
    }


def _title(report: Report) -> str:
    what = ", ".join(report.campaigns) if len(report.campaigns) <= 2 else f"{len(report.campaigns)} campaigns"  # noqa: PLR2004
    return f"{what or 'No campaign yet'} by {report.by or report.scorecard.by}, {report.period}"


def scorecard_columns(by: str, rows: Sequence[Row], totals: Sequence[Row]) -> tuple[Column, ...]:
    """Every column for CSV; for people those that name the row and those that hold a number."""
    shown = (*rows, *totals)
    names = [replace(column, detail=not _names_row(column.name, by, rows)) for column in _NAMES]
    idle = {column.name for column in _NUMBERS if _is_empty(column, shown)}
    return (*names, *in_one_currency(_NUMBERS, shown, idle))


def _is_grouped(by: str, rows: Sequence[Row]) -> bool:
    return by == "placement" and len({row["campaign"] for row in rows}) > 1


def _names_row(name: str, by: str, rows: Sequence[Row]) -> bool:
    """Whether people need this name to tell rows apart: the one asked for, and the direction where it differs."""
    return name == by or (name == "direction" and len({row[name] for row in rows}) > 1)


def _is_empty(column: Column, rows: Sequence[Row]) -> bool:
    """Whether a column holds nothing worth its width."""
    if column.name in _ALWAYS:
        return False
    values = [row[column.name] for row in rows]
    if column.kind is CellKind.RATE:
        return all(isinstance(value, Mapping) and value["value"] is None for value in values)
    return all(value is None or (value == 0 and column.name == "refunds") for value in values)


_ALWAYS = frozenset({"clicks", "conversions", "conversion_rate"})

SEVERAL_CURRENCIES = "Rates and CPA: conversions of all currencies; other numbers of a row are those of its currency."

_CHANGES = (
    Column("metric", "Measure", CellKind.ID),
    Column("now", "Now", CellKind.AMOUNT),
    Column("then", "Then", CellKind.AMOUNT),
    Column("change", "Change", CellKind.AMOUNT),
)


def compared(comparison: Comparison | None) -> Section | None:
    """Return the table of what changed, where there is a comparison."""
    if comparison is None:
        return None
    several = len({change.currency for change in comparison.changes if change.currency}) > 1
    known = [change for change in comparison.changes if change.now is not None or change.then is not None]
    rows = [_change(change, several=several) for change in known]
    rates = [_rate_change(change) for change in comparison.rate_changes]
    what = "the period before" if comparison.to == "previous" else comparison.to
    return Section(f"Compared with {what}, {comparison.period}", _CHANGES, [*rows, *rates])


def _change(change: Change, *, several: bool) -> Row:
    currency = f" {change.currency}" if several and change.currency else ""
    chance = ", may be chance" if change.verdict == ALIKE and change.change else ""
    return {
        "metric": change.metric.replace("_", " ") + currency,
        "now": None if change.now is None else amount(change.now, change.currency),
        "then": None if change.then is None else amount(change.then, change.currency),
        "change": None if change.change is None else f"{100 * change.change:+.0f} %{chance}",
    }


def _rate_change(change: RateChange) -> Row:
    gap = change.difference
    words = {"more": "higher", "less": "lower", "no-difference": "may be chance", None: "not enough data"}
    points = "" if gap.value is None else f"{100 * gap.value:+.2f} points, "
    return {
        "metric": change.metric.replace("_", " "),
        "now": cell_text(CellKind.RATE, record(change.now)),
        "then": cell_text(CellKind.RATE, record(change.then)),
        "change": f"{points}{words[change.verdict]}",
    }


def _notes(report: Report) -> list[str]:
    zone = report.period.timezone
    found = [f"Rates: Wilson 95 %, from {FLOOR} observations. Days in {zone}. Clicks: {RULE}."]
    if {"given", "received"} <= {line.direction for line in report.scorecard.rows}:
        found.append("Totals add what was given and what was received; rates leave out what can't be known here.")
    if any(_is_partial(line, report.scorecard.by) for line in report.scorecard.rows):
        found.append("A dash in the first column: known only to its campaign or partner, as with a shared code.")
    if len(report.scorecard.totals) > 1:
        found.append(SEVERAL_CURRENCIES)
        if goals := sorted({goal.currency for goal in report.goals if goal.currency}):
            found.append(f"Goals of revenue are in {' or '.join(goals)}: money of other currencies isn't in them.")
    if over := priced(report.scorecard.totals):
        found.append(f"CPA: {over}.")
    found.extend(_of_sources(report))
    excluded = _excluded(report.scorecard)
    if excluded:
        found.append(f"Not counted: {excluded}{'' if report.partner else ' (see: xpromo report excluded)'}.")
    tagged = [
        counted(min(n, report.tagged[metric]), metric)
        for metric, n in report.scorecard.unresolved.items()
        if report.tagged.get(metric)
    ]
    if tagged:
        found.append(
            f"Tied to nobody although they carry tags or a code: {', '.join(tagged)} (see: xpromo report tags)."
        )
    found.extend(map(leak_note, report.leaks))
    if report.partner:
        small = (report.rules or {}).get("small_cell")
        found.append(
            f"For {report.partner}: numbers of fewer than {small} persons are left out, and what would give them away;"
            " so is all that few paid in another currency."
        )
    if report.changed:
        found.append(f"Edited after the promise that counts here: {', '.join(report.changed)}.")
    return found


def _of_sources(report: Report) -> list[str]:
    """Return which counts of clicks are not in the table although they are there, and whose days are others."""
    beside: dict[str, int] = {}
    for line in report.scorecard.totals:
        for source, n in line.other_clicks.items():
            beside[source] = beside.get(source, 0) + n
    found = []
    if beside:
        counts = ", ".join(f"{n:,} of {source}" for source, n in sorted(beside.items()))
        found.append(f"The same clicks in other sources, not added: {counts}.")
    if report.cut:
        counts = ", ".join(f"{source} at {place}" for place, source in report.cut)
        found.append(f"Only partly in the period, so not in it: clicks of {counts}; ask for their whole days.")
    if report.other_days:
        counts = ", ".join(f"{source} in {zone}" for source, zone in report.other_days)
        found.append(f"Counts that keep their own days: {counts}.")
    return found


def leak_note(leak: Leak) -> str:
    """Return what a jump of conversions by code alone looks like, in a sentence."""
    whose = " with ".join(name for name in (leak.campaign, leak.partner) if name)
    now, before = (f"{100 * (rate.value or 0):.0f} % of {rate.n or 0:,}" for rate in (leak.now, leak.before))
    return (
        f"More by code alone: {now} conversions of {whose} since {leak.since}, {before} before."
        " Codes get onto coupon sites."
    )


def priced(totals: Sequence[Line]) -> str:
    """Return over which conversions a cost is divided, "" where it is over all of them."""
    n = next((line.cpa_interval.n for line in totals if line.cpa_interval.value is not None), None)
    whole = add(line.conversions for line in totals)
    return f"over {n:,} of {whole:,} conversions, those of campaigns with a cost" if n and whole and n < whole else ""


def _is_partial(line: Line, by: str) -> bool:
    return by == "placement" and line.placement is None


def _excluded(scorecard: Scorecard) -> str:
    counts: dict[str, int] = {}
    for line in scorecard.totals:
        for reason, n in line.excluded.items():
            counts[reason] = counts.get(reason, 0) + n
    return ", ".join(f"{plural(n, 'click')} as {reason}" for reason, n in sorted(counts.items()))
