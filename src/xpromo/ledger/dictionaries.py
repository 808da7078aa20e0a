"""Texts, contexts and targets: what repeats is stored once, and the numbers of a file become numbers of the ledger."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from xpromo.ledger.promised import Promised
from xpromo.ledger.resolving import write_evidence
from xpromo.records import Context, Evidence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

SAME = " AND ".join(f"{name} = ?" for name in Evidence._fields)
FIND_TARGET = f"SELECT id, EXISTS (SELECT 1 FROM evidence WHERE target = t.id AND rank > 0) FROM targets t WHERE {SAME}"
ADD_TARGET = f"INSERT OR IGNORE INTO targets ({', '.join(Evidence._fields)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Texts:
    """``numbers[i]``: the ledger's number of the file's text *i* (0 is "")."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.words = [""]
        self.numbers = [self.number("")]

    def add(self, texts: Iterable[str]) -> None:
        """Take what a chunk adds to the file's table."""
        for text in texts:
            self.words.append(text)
            self.numbers.append(self.number(text))

    def number(self, text: str) -> int:
        """Return the number of a text, storing it when it is new."""
        found = self.connection.execute("SELECT id FROM texts WHERE text = ?", (text,)).fetchone()
        if found:
            return int(found[0])
        return self.connection.execute("INSERT INTO texts (text) VALUES (?)", (text,)).lastrowid or 0


class Contexts:
    """``numbers[i]``: the ledger's number of the file's context *i*; ``held``: field by field, number → text."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts) -> None:
        self.connection, self.texts = connection, texts
        self.numbers: list[int] = []
        self.held: Sequence[dict[int, int]] = [{} for _ in Context._fields]

    def add(self, contexts: Iterable[Context]) -> None:
        """Take what a chunk adds to the file's table, after its texts."""
        for context in contexts:
            found = [self.texts.numbers[number] for number in context]
            number = self._number(found)
            self.numbers.append(number)
            for field, value in zip(self.held, found, strict=True):
                field[number] = value

    def _number(self, context: Sequence[int]) -> int:
        sql = "SELECT id FROM contexts WHERE (referrer, country, agent) = (?, ?, ?)"
        found = self.connection.execute(sql, context).fetchone()
        if found:
            return int(found[0])
        sql = "INSERT INTO contexts (referrer, country, agent) VALUES (?, ?, ?)"
        return self.connection.execute(sql, context).lastrowid or 0


class Targets:
    """``numbers[i]``: the ledger's number of the file's evidence *i*; ``resolved[i]``: whether it proves anything.

    ``tied`` are the numbers of those that do.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.numbers: list[int] = []
        self.resolved: list[bool] = []
        self.tied: set[int] = set()

    @cached_property
    def promised(self) -> Promised:
        """What was promised, read when the first new target turns up."""
        return Promised(self.connection)

    def add(self, evidence: Iterable[Evidence]) -> None:
        """Take what a chunk adds to the file's table."""
        for item in evidence:
            number, resolved = self.find(item)
            self.numbers.append(number)
            self.resolved.append(resolved)
            if resolved:
                self.tied.add(number)

    def find(self, item: Evidence) -> tuple[int, bool]:
        """Return the number of a target, storing and resolving it when it is new, and whether it proves anything."""
        found = self.connection.execute(FIND_TARGET, item).fetchone()
        if found:
            return int(found[0]), bool(found[1])
        number = self.connection.execute(ADD_TARGET, item).lastrowid or 0
        return number, write_evidence(self.connection, self.promised, [(number, item)])[0]
