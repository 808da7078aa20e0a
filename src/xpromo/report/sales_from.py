"""Sales of several sources: which don't count, which may count twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xpromo.answers import Aside
from xpromo.report.diagnosing import plural
from xpromo.report.document import CellKind, Column, Section
from xpromo.report.wording import counted

_COLUMNS = (
    Column("campaign", "Campaign", CellKind.ID),
    Column("named", "Record", CellKind.ID),
    Column("source", "Not counted", CellKind.ID),
    Column("kind", "Kind", CellKind.ID),
    Column("n", "n", CellKind.INT),
    Column("amount", "Amount", CellKind.MONEY),
    Column("currency", "Currency", CellKind.ID),
)


def sales_notes(aside: Sequence[Aside], apart: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Yield what isn't counted because of ``sales_from``, and which campaigns lack one."""
    for campaign in dict.fromkeys(item.campaign for item in aside):
        of_it = [item for item in aside if item.campaign == campaign]
        counts: dict[tuple[str, str], int] = {}
        for item in of_it:
            counts[item.source, item.kind] = counts.get((item.source, item.kind), 0) + item.n
        told = ", ".join(f"{counted(n, kind)} of {source}" for (source, kind), n in counts.items())
        yield (
            f"Not counted: {told} in {campaign}, because sales_from names {of_it[0].named}"
            " (see: xpromo report conflicts)."
        )
    for campaign, sources in apart.items():
        told = " and ".join(f"{source} ({plural(n, 'sale')})" for source, n in sources.items())
        yield (
            f"Counted side by side in {campaign}: {told}, tied by no id. If they are the same sales, name the source"
            " that counts as sales_from; if each has its own, write sales_from: all."
        )


def aside_records(aside: Sequence[Aside]) -> list[dict[str, object]]:
    """Return what isn't counted, as scripts read it."""
    return [item._asdict() | {"currency": item.currency or None} for item in aside]


def aside_section(aside: Sequence[Aside]) -> Section:
    """Return what isn't counted as a table."""
    return Section("Told by another source than the one of record", _COLUMNS, aside_records(aside))
