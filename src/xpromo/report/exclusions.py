"""Clicks that don't count: how many, and why, with each rule and the date of its list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xpromo.measure.cells import Place
from xpromo.records import EXCLUSIONS, Aggregate
from xpromo.report.document import CellKind, Column, Document, Section
from xpromo.report.period import Period

RULES: Mapping[str, str] = {
    "bot-agent": "the user agent is on the list of robots",
    "prefetch": "a link preview, a prefetch or a HEAD request, by the user agent or the method",
    "own-check": "our own look at a link",
    "test": "the address holds `xp_test`: somebody of ours was trying the link",
    "too-soon": "from a data centre or a very old browser, up to 60 seconds after a send that is known",
    "scanner-burst": "one visitor opened at least 3 and most of the placement's links within 10 seconds",
    "repeat": "the visitor had clicked the link before, in the same {repeat} (UTC)",
}
LISTED = {"bot-agent": "agents", "prefetch": "agents", "too-soon": "centres"}
_PLACES = (
    Column("campaign", "Campaign", CellKind.ID, detail=True),
    Column("partner", "Partner", CellKind.ID, detail=True),
    Column("property", "Property", CellKind.ID, detail=True),
    Column("placement", "Placement", CellKind.ID, detail=True),
    Column("place", "Placement", CellKind.ID),
    Column("source", "Source", CellKind.ID, spare=2),
    Column("counts", "Counts", CellKind.ID, spare=1),
    Column("clicks_raw", "Raw", CellKind.INT),
    Column("clicks", "Kept", CellKind.INT),
)
_RULES = (Column("reason", "Reason", CellKind.ID), Column("rule", "Rule"), Column("list", "List of", CellKind.DAY))
_FILTERED = (Column("source", "Source", CellKind.ID), Column("rule", "What the tool left out before"))

_EXCLUDED = (
    Column("reason", "Reason", CellKind.ID),
    Column("source", "Source", CellKind.ID),
    Column("clicks", "Clicks", CellKind.INT),
    Column("share", "Of all clicks", CellKind.SHARE),
)


@dataclass(frozen=True, slots=True)
class Excluded:
    """Clicks of one source at a place: all, and those that a rule excludes by reason. ``counts``: it is the source that
    counts there.
    """

    place: Place
    source: str
    counts: bool
    clicks_raw: int
    excluded: Mapping[str, int]

    @property
    def clicks(self) -> int:
        """How many are kept."""
        return self.clicks_raw - sum(self.excluded.values())


def excluded_document(aggregates: Iterable[Aggregate], period: Period) -> Document:
    """Return the clicks that were kept in the ledger and left out of the counts, by reason and source."""
    counts: dict[tuple[str, str], int] = {}
    everything: dict[str, int] = {}
    for item in aggregates:
        if item.metric == "clicks":
            everything[item.source] = everything.get(item.source, 0) + item.n
            if item.label in EXCLUSIONS:
                counts[item.label, item.source] = counts.get((item.label, item.source), 0) + item.n
    rows: list[dict[str, object]] = [
        {"reason": reason, "source": source, "clicks": n, "share": n / everything[source]}
        for (reason, source), n in sorted(counts.items())
    ]
    return Document(
        schema="report-excluded",
        title=f"Clicks that don't count, {period}",
        columns=_EXCLUDED,
        rows=rows,
        data={"period": period.record(), "rows": rows},
        notes=("Excluded clicks stay in the ledger; the shares are of all clicks of the same source.",) * bool(rows),
        empty="No click was excluded.",
    )


def why_excluded_document(
    places: Sequence[Excluded],
    repeat: str,
    dates: Mapping[str, Sequence[str]],
    filtered: Iterable[tuple[str, str]],
    period: Period,
) -> Document:
    """Return raw and kept clicks by placement and source, and by which rule each reason excluded them.

    ``repeat``: the window of repeats; ``dates``: of each list, those that were used; ``filtered``: source and what
    its tool left out itself.
    """
    reasons = [reason for reason in RULES if any(reason in place.excluded for place in places)]
    reasons += sorted({reason for place in places for reason in place.excluded if reason not in RULES})
    rules: list[dict[str, object]] = [
        {
            "reason": reason,
            "rule": RULES.get(reason, reason).format(repeat=repeat),
            "list": ", ".join(dates[LISTED[reason]]) if reason in LISTED else None,
        }
        for reason in reasons
    ]
    tools: list[dict[str, object]] = [{"source": source, "rule": rule} for source, rule in filtered]
    return Document(
        schema="report-explain-excluded",
        title=f"Why clicks don't count, {period}",
        columns=(*_PLACES, *(Column(reason, reason, CellKind.INT) for reason in reasons)),
        rows=[_row(place, reasons) for place in places],
        data={
            "period": period.record(),
            "rules": rules,
            "filtered": tools,
            "rows": [_record(place) for place in places],
        },
        more=tuple(
            Section(title, columns, rows)
            for title, columns, rows in (("The rules", _RULES, rules), ("Filtered before", _FILTERED, tools))
            if rows
        ),
        notes=("A rule applies to all placements and partners alike. Excluded clicks stay in the ledger.",)
        * bool(reasons),
        empty="No clicks are known.",
    )


def _named(place: Excluded) -> dict[str, object]:
    names = ("campaign", "partner", "property", "placement")
    return {**{name: getattr(place.place, name) for name in names}, "source": place.source}


def _row(place: Excluded, reasons: Iterable[str]) -> dict[str, object]:
    counts: dict[str, object] = {reason: place.excluded.get(reason) for reason in reasons}
    shown = {"counts": "yes" if place.counts else "no", "clicks_raw": place.clicks_raw, "clicks": place.clicks}
    return _named(place) | {"place": place.place.named()} | shown | counts


def _record(place: Excluded) -> dict[str, object]:
    numbers = {"counts": place.counts, "clicks_raw": place.clicks_raw, "clicks": place.clicks}
    return _named(place) | numbers | {"excluded": dict(sorted(place.excluded.items()))}
