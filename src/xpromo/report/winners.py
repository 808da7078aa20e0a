"""The plan for winners: properties that did better than chance explains, each with the command that plans it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xpromo.measure.rates import FLOOR
from xpromo.measure.winners import Candidate
from xpromo.report.document import CellKind, Column, Document
from xpromo.report.plain import plain, record

RULE = (
    "winner: better than chance explains in clicks (against what was expected, and by a quarter at least) or in "
    "conversion rate (against all other properties; Wilson intervals that don't touch), and worse in neither"
)
_COLUMNS = (
    Column("property", "Property", CellKind.ID),
    Column("partner", "Partner", CellKind.ID),
    Column("placements", "Placements", CellKind.INT, spare=2),
    Column("clicks", "Clicks", CellKind.INT),
    Column("expected_clicks", "Expected", CellKind.INT, spare=1),
    Column("clicks_standing", "Clicks are", CellKind.TEXT),
    Column("conversion_rate", "Rate (95 %)", CellKind.RATE),
    Column("rate_standing", "Rate is", CellKind.TEXT),
    Column("winner", "Winner", CellKind.ID),
    Column("start", "Next time", CellKind.DAY, detail=True),
    Column("command", "Plan it again", CellKind.TEXT, detail=True),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate, and when a winner could run again; None for the others."""

    candidate: Candidate
    start: date | None

    @property
    def command(self) -> str | None:
        """The command that lays out its next campaign."""
        if self.start is None:
            return None
        last = self.candidate.last
        return f"xpromo plan {last.form} --partner {last.partner} --theirs {last.property} --start {self.start}"


def _for_people(row: Mapping[str, object]) -> dict[str, object]:
    words = {name: str(row[name]).replace("-", " ") for name in ("clicks_standing", "rate_standing")}
    return {**row, **words, "winner": "yes" if row["winner"] else "no"}


def winners_document(quarter: str, proposals: Sequence[Proposal]) -> Document:
    """Return the document of a quarter's plan."""
    rows: list[dict[str, object]] = [
        {
            "property": item.candidate.last.property,
            "partner": item.candidate.last.partner,
            "placements": item.candidate.placements,
            "clicks": item.candidate.line.clicks,
            "expected_clicks": item.candidate.line.expected_clicks,
            "clicks_standing": item.candidate.clicks.value,
            "conversions": item.candidate.line.conversions,
            "conversion_rate": record(item.candidate.line.conversion_rate),
            "rate_standing": item.candidate.rate.value,
            "winner": item.candidate.is_winner,
            "start": plain(item.start),
            "command": item.command,
        }
        for item in proposals
    ]
    commands = [item.command for item in proposals if item.command]
    return Document(
        schema="winners",
        title=f"Winners, to plan again in {quarter}",
        columns=_COLUMNS,
        rows=[_for_people(row) for row in rows],
        data={"quarter": quarter, "rule": RULE, "rows": rows},
        notes=(*commands, f"Rates from {FLOOR} clicks. W{RULE[1:]}.") if rows else (),
        empty="No partner's property promoted us in a flight that is over.",
    )
