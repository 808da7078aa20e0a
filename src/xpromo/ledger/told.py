"""Writing what people say: mentions, and answers to our own questions."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any

from xpromo.ledger.inserting import Inserter
from xpromo.ledger.repeats import Repeats
from xpromo.records import Refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from xpromo.ledger.dictionaries import Targets, Texts
    from xpromo.ledger.tally import Tally
    from xpromo.told import Answers, Mentions

COMMON = ("key", "cells", "at", "day")
MENTION = (*COMMON, "target", "site", "sentiment")
ANSWER = (*COMMON, "question", "level", "name", "customer")


class MentionWriter:
    """Writes the mentions of one file."""

    def __init__(
        self, connection: sqlite3.Connection, batch: int, targets: Targets, texts: Texts, tally: Tally
    ) -> None:
        self.targets, self.texts = targets, texts
        self.rows = _Rows(connection, "mentions", MENTION, batch, tally)

    def write(self, found: Mentions, *, by_id: bool) -> list[Refusal]:
        """Write a chunk; return the records refused because their id stands for another mention."""
        targets = list(map(self.targets.numbers.__getitem__, found.evidence))
        sites = list(map(self.texts.numbers.__getitem__, found.site))
        columns = (found.key, found.cells, found.at, found.day, targets, sites, found.sentiment)
        resolved = list(map(self.targets.resolved.__getitem__, found.evidence))
        return self.rows.write(found.line, columns, resolved, by_id=by_id)


class AnswerWriter:
    """Writes the answers of one file."""

    def __init__(self, connection: sqlite3.Connection, batch: int, texts: Texts, tally: Tally) -> None:
        self.texts = texts
        self.rows = _Rows(connection, "survey_answers", ANSWER, batch, tally)

    def write(self, found: Answers, *, by_id: bool) -> list[Refusal]:
        """Write a chunk; return the records refused because their id stands for another answer."""
        questions = list(map(self.texts.numbers.__getitem__, found.question))
        common = (found.key, found.cells, found.at, found.day)
        columns = (*common, questions, found.level, found.name, found.customer)
        return self.rows.write(found.line, columns, list(map(bool, found.level)), by_id=by_id)


class _Rows:
    """Writes rows of which each is a record; what comes again is known."""

    def __init__(
        self, connection: sqlite3.Connection, table: str, names: Sequence[str], batch: int, tally: Tally
    ) -> None:
        self.tally = tally
        self.inserter = Inserter(connection, table, names, batch=batch)
        self.repeats = Repeats(connection, table, batch, tally.held)

    def write(
        self, lines: Sequence[int], columns: Sequence[Sequence[Any]], resolved: Sequence[int], *, by_id: bool
    ) -> list[Refusal]:
        if not lines:
            return []
        keys, cells, _, days, *_ = columns
        self.tally.span(days)
        mask = self.inserter.insert(columns)
        left = [] if mask is None else [row for row, new in enumerate(mask) if not new]
        recorded, refused = set(range(len(lines))).difference(left), set[int]()
        if left and by_id:
            stored = self.repeats.stored_cells([keys[row] for row in left])
            refused = {row for row in left if stored[keys[row]] != cells[row]}
        elif left:
            recorded |= self._twins(columns, left)
        self.tally.recorded += len(recorded)
        self.tally.known += len(lines) - len(recorded) - len(refused)
        self.tally.resolved += sum(resolved[row] for row in recorded)
        return [Refusal(lines[row], "id-conflict", "id") for row in sorted(refused)]

    def _twins(self, columns: Sequence[Sequence[Any]], left: Sequence[int]) -> set[int]:
        """Write those of equal rows without an id that are more than the ledger has; return which."""
        keys = self.repeats.twin_keys([columns[0][row] for row in left])
        twins = [(row, key) for row, key in zip(left, keys, strict=True) if key is not None]
        if not twins:
            return set()
        rest = ([column[row] for row, _ in twins] for column in columns[1:])
        mask = self.inserter.insert([[key for _, key in twins], *rest])
        rows = [row for row, _ in twins]
        return set(rows if mask is None else compress(rows, mask))
