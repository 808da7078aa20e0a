"""What mail tools state of a mailing: one campaign, dated with the day it was sent, grown since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from xpromo.sources.amounts import plain_amount, plain_cell
from xpromo.sources.sales import Bad
from xpromo.sources.statements import Statement, StatementReader, whole

if TYPE_CHECKING:
    from xpromo.records import Evidence

METRICS = {
    "total recipients": "sends",
    "successful deliveries": "delivered",
    "total opens": "opens",
    "unique opens": "unique_opens",
    "unique clicks": "unique_clicks",
    "unsubscribes": "unsubscribes",
}
NOTHING = frozenset({"", "n/a", "-", "--", "null", "none"})
CLICK_DOCS = """\
Total clicks are left out: scanners of mail providers follow every link, so that totals of hundreds with two people
behind them are common. Unique clicks are a metric of their own and never fill clicks, which come from links.
"""


def campaign(
    reader: StatementReader, line: int, row: Mapping[str, str], external: tuple[str, str], sent: str
) -> list[Statement]:
    """Return what a row of a list of campaigns states. ``external``: the tool and its id; ``sent`` names the column of
    the moment. Raises Bad.
    """
    tool, number = external[0], plain_cell(external[1])
    if not number:
        raise Bad("no-id", "id")
    day = reader.day(row[sent], sent)
    counts = {METRICS[name]: row[name] for name in METRICS}
    found = statements(line, day, counts, reader.evidence.external(tool, number), ("campaign", number))
    sent_at = reader.moment(row[sent])
    return [replace(statement, sent_at=sent_at) for statement in found]


def statements(
    line: int, day: int, counts: Mapping[str, str], evidence: Evidence, dimensions: tuple[str, ...]
) -> list[Statement]:
    """Return the counts that are there; raises Bad for what is none, or when there is none at all."""
    found = {metric: count for metric, text in counts.items() if (count := count_of(text, metric)) is not None}
    if not found:
        raise Bad("bad-count", next(iter(counts), ""))
    return [Statement(line, metric, day, day + 1, count, evidence, dimensions) for metric, count in found.items()]


def count_of(text: str, column: str) -> int | None:
    """Return a count as mail tools write it (``1,751``, ``121401.0``, ``9 (0.5%)``), None for a placeholder."""
    text = plain_cell(text).partition(" (")[0]
    return None if text.lower() in NOTHING else whole(plain_amount(text, ".") or "", column)
