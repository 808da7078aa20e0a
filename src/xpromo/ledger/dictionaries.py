"""Texts, contexts and targets: what repeats is stored once, and the numbers of a file become numbers of the ledger."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import TYPE_CHECKING

from xpromo.ledger.promised import Promised
from xpromo.ledger.resolving import write_evidence
from xpromo.records import Context, Evidence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

REMEMBERED = 50_000  # contexts
SAME = " AND ".join(f"{name} = ?" for name in Evidence._fields)
FIND_TARGET = f"SELECT id, EXISTS (SELECT 1 FROM evidence WHERE target = t.id AND rank > 0) FROM targets t WHERE {SAME}"
ADD_TARGET = f"INSERT OR IGNORE INTO targets ({', '.join(Evidence._fields)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Texts:
    """``numbers[i]``: the ledger's number of the file's text *i* (0 is "")."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.numbers = array("q", [self.number("")])

    def add(self, texts: Iterable[str]) -> None:
        """Take what a chunk adds to the file's table."""
        self.numbers.extend(map(self.number, texts))

    def word(self, number: int) -> str:
        """Return the file's text of a number."""
        sql = "SELECT text FROM texts WHERE id = ?"
        return str(self.connection.execute(sql, (self.numbers[number],)).fetchone()[0])

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
        self.numbers = array("q")
        self.held = [_Field(connection, name) for name in Context._fields]

    def add(self, contexts: Iterable[Context]) -> None:
        """Take what a chunk adds to the file's table, after its texts."""
        for context in contexts:
            self.numbers.append(self._number([self.texts.numbers[number] for number in context]))

    def _number(self, context: Sequence[int]) -> int:
        sql = "SELECT id FROM contexts WHERE (referrer, country, agent) = (?, ?, ?)"
        found = self.connection.execute(sql, context).fetchone()
        if found:
            return int(found[0])
        sql = "INSERT INTO contexts (referrer, country, agent) VALUES (?, ?, ?)"
        return self.connection.execute(sql, context).lastrowid or 0


class _Field(dict[int, int]):
    """One field of contexts, by their numbers: looked up once, and forgotten before there are too many."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        super().__init__()
        self.connection, self.sql = connection, f"SELECT {name} FROM contexts WHERE id = ?"

    def __missing__(self, context: int) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[context] = int(self.connection.execute(self.sql, (context,)).fetchone()[0])
        return value


class Targets:
    """``numbers[i]``: the ledger's number of the file's evidence *i*; ``resolved[i]``: whether it proves anything.

    ``tied`` are the numbers of those that do.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.numbers, self.resolved = array("q"), bytearray()
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
