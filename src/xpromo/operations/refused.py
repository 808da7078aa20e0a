"""Rows that were not taken: listed with what to do, and their text kept where somebody wishes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xpromo.imported import ImportResult
    from xpromo.ledger.refusing import StoredRefusal
    from xpromo.ledger.store import Ledger
    from xpromo.operations.ledger import Place
    from xpromo.sources.reading import Opened


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rows were refused, how many, what that means, and what helps."""

    reason: str
    n: int
    title: str
    advice: str


def list_refused(place: Place, batch: int | None) -> tuple[list[StoredRefusal], list[Reason]]:
    """Return refused rows and their reasons, most frequent first. Raises UsageError for no such batch."""
    from xpromo.ledger.refusing import read_refused
    from xpromo.sources.rules import ROWS

    with place.opened() as ledger:
        rows = read_refused(ledger, batch)
    rules = {rule.slug: rule for rule in ROWS}
    counts = Counter(row.reason for row in rows)
    return rows, [
        Reason(reason, n, rules[reason].title, rules[reason].fix or rules[reason].why)
        for reason, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def with_texts(ledger: Ledger, result: ImportResult, opened: Opened) -> ImportResult:
    """Keep the text of what was refused, also of a file that was imported before, and say so in a note.

    Records of a JSON document share lines with others, so of them nothing is kept.
    """
    from xpromo.ledger.refusing import keep_texts, read_refused
    from xpromo.sources.reading import read_lines

    if result.batch is None:
        return result
    if opened.document is not None:
        note = "no text is kept of records in a JSON document: they share lines with others"
        return replace(result, notes=(*result.notes, note))
    refused = read_refused(ledger, result.batch)
    kept = keep_texts(ledger, result.batch, read_lines(opened.facts, {row.line for row in refused}))
    note = f"the text of {kept} refused is kept: `xpromo ledger refused {result.batch}` shows it"
    return replace(result, notes=(*result.notes, note))
