"""The pipeline as a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xpromo.measure.funnel import FunnelStep
from xpromo.measure.pipeline import FEWEST, Pipeline
from xpromo.measure.rates import FLOOR
from xpromo.report.columns import in_one_currency
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.period import Period
from xpromo.report.plain import record

DEFINITIONS: Mapping[str, str] = {
    "deals": "leads and deals that began in the period, each with exactly one owner or none",
    "stages": "deals that came at least so far: a later stage implies those before it",
    "owner": "the first place that evidence tied the deal to, whichever stage carried it",
    "influenced": "deals with evidence of a place that isn't the owner; totals count a deal once",
    "win_rate": "won / (won + lost), open deals left out; Wilson 95 %",
    "deal_size": "mean amount of won deals, minor units; Student 95 %",
    "cycle_days": "median days from the first stage known to won, of at least 6 deals; rank interval 95 %",
    "velocity": "opportunities * win rate * deal size / cycle days: minor units a day",
}
_COLUMNS = (
    Column("campaign", "Campaign", CellKind.ID),
    Column("partner", "Partner", CellKind.ID),
    Column("property", "Property", CellKind.ID),
    Column("channel", "Channel", CellKind.ID),
    Column("placement", "Placement", CellKind.ID),
    Column("direction", "Direction", CellKind.ID, detail=True),
    Column("currency", "Currency", CellKind.ID),
    Column("deals", "Deals", CellKind.INT),
    Column("lead", "Lead", CellKind.INT, detail=True),
    Column("mql", "MQL", CellKind.INT, spare=2),
    Column("sql", "SQL", CellKind.INT, spare=2),
    Column("opportunity", "Opp.", CellKind.INT),
    Column("won", "Won", CellKind.INT),
    Column("lost", "Lost", CellKind.INT, spare=4),
    Column("open", "Open", CellKind.INT, spare=5),
    Column("win_rate", "Win rate (95 %)", CellKind.RATE, spare=3),
    Column("won_amount", "Won", CellKind.MONEY),
    Column("open_amount", "Open", CellKind.MONEY, spare=6),
    Column("deal_size", "Deal size", CellKind.RATE, detail=True),
    Column("cycle_days", "Cycle days", CellKind.RATE, detail=True),
    Column("cycle", "Cycle", CellKind.AMOUNT, spare=7),
    Column("velocity", "A day", CellKind.MONEY, spare=8),
    Column("influenced", "Influenced", CellKind.INT, spare=1),
    Column("influenced_won", "Influenced won", CellKind.INT, detail=True),
    Column("influenced_amount", "Influenced won", CellKind.MONEY, detail=True),
)
_NAMES = ("campaign", "partner", "property", "channel", "placement")
NOTE = f"Rates from {FLOOR} deals, medians of days from {FEWEST}. A dash in the first column: tied to nobody."
_STEPS = (
    Column("stage", "From", CellKind.ID),
    Column("next", "To", CellKind.ID),
    Column("n", "Deals", CellKind.INT),
    Column("reached", "Reached", CellKind.INT),
    Column("rate", "Rate (95 %)", CellKind.RATE),
    Column("days", "Median", CellKind.AMOUNT),
)
_FUNNEL = (
    Column("step", "Step", CellKind.ID),
    Column("n", "n", CellKind.INT),
    Column("rate", "Of acquisition (95 %)", CellKind.RATE),
    Column("counts", "Counts", CellKind.TEXT),
)


def pipeline_document(found: Pipeline, funnel: Sequence[FunnelStep], period: Period) -> Document:
    """Return the document of a pipeline; its rows are deals by group and currency."""
    rows = [record(line) for line in found.rows]
    totals = [record(line) for line in found.totals]
    steps = [record(step) for step in found.steps]
    people = [_for_people(row) for row in rows]
    return Document(
        schema="report-pipeline",
        title=f"Pipeline by {found.by}: deals by the day they began, {period}",
        columns=_columns(found.by, rows),
        rows=people,
        footer=[_for_people(row) | {found.by: "Total"} for row in totals] if len(rows) > 1 else (),
        data={
            "period": period.record(),
            "by": found.by,
            "rows": rows,
            "totals": totals,
            "steps": steps,
            "funnel": [record(step) for step in funnel],
            "definitions": dict(DEFINITIONS),
        },
        more=_sections(steps, funnel) if rows else (),
        notes=(NOTE,) * bool(rows),
        empty="No lead or deal began in this period. `xpromo import` takes exports of CRMs and a table of stages.",
    )


def _sections(steps: Sequence[Mapping[str, object]], funnel: Sequence[FunnelStep]) -> tuple[Section, ...]:
    from_stage_to_stage = [dict(step) | {"days": _in_days(step["days"])} for step in steps]
    return (
        Section("From stage to stage", _STEPS, from_stage_to_stage),
        Section("From click to customer, over all that was counted in the period", _FUNNEL, [*map(record, funnel)]),
    )


def _columns(by: str, rows: Sequence[Row]) -> tuple[Column, ...]:
    shown = [_for_people(row) for row in rows]
    empty = {name for name in ("cycle", "velocity", "influenced") if not any(row[name] for row in shown)}
    return in_one_currency(_COLUMNS, rows, {*_NAMES} - {by} | empty)


def _for_people(row: Row) -> dict[str, object]:
    return dict(row) | {"cycle": _in_days(row["cycle_days"])}


def _in_days(found: object) -> str | None:
    value = found.get("value") if isinstance(found, Mapping) else None
    return f"{value:.1f} d" if isinstance(value, int | float) else None
