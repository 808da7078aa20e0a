"""docs/reference/ledger.md, from the text that makes the tables; held against a ledger that was made from it."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, field

from xpromo.ledger.migrations import MIGRATIONS, VERSION, migrate

from .markdown import code, joined, table

INTRODUCTION = """\
# The ledger

One SQLite file, `.xpromo/ledger.db`: all that was handed out and all that came back. It is yours to read with any
SQLite tool. Write to it only through `xpromo`, which seals what it writes: `xpromo ledger verify` notices all else.

Moments are seconds since 1970 in UTC, days are days since 1970 in the brand's time zone, ends are exclusive, money is
in minor units. What is *derived* can be thrown away and made again: `xpromo ledger rebuild`. Facts are never deleted;
an undone batch is marked. People are keyed hashes."""

_SECTION = re.compile(r"-- -{20,} (?P<title>.+)")
_TABLE = re.compile(r"CREATE TABLE (?P<name>\w+) \((?:\s*-- (?P<comment>.+))?")
_COLUMN = re.compile(
    r'  "?(?P<name>[a-z_0-9]+)"? (?P<type>TEXT|INTEGER|BLOB|REAL|ANY)\b(?P<rest>[^-]*?),?(?:\s+-- (?P<comment>.+))?$'
)
_DROPPED = re.compile(r"ALTER TABLE (?P<table>\w+) DROP COLUMN (?P<column>\w+);")
_ADDED = re.compile(r"ALTER TABLE (?P<table>\w+) ADD COLUMN (?P<column>.+?);(?P<comment>\s+-- .+)?$")


@dataclass(slots=True)
class Table:
    """A table as the migrations write it."""

    name: str
    comment: str
    section: str
    columns: list[tuple[str, str, str, str]] = field(default_factory=list)


def page() -> str:
    """Return the page."""
    tables = read_tables("\n".join(MIGRATIONS))
    _hold_against_reality(tables)
    listing = table(("table", "one row is"), ((f"[`{item.name}`](#{item.name})", item.comment) for item in tables))
    blocks = [INTRODUCTION, f"The schema is version {VERSION} (`PRAGMA user_version`).", listing]
    section = ""
    for item in tables:
        if item.section != section:
            section = item.section
            blocks.append(f"## {section[:1].upper()}{section[1:]}")
        blocks += [f"### {item.name}", _sentence(item.comment), _columns(item)]
    return joined(*blocks)


def _sentence(comment: str) -> str:
    return comment[:1].upper() + comment[1:] + "." if comment else ""


def _columns(item: Table) -> str:
    return table(
        ("column", "type", "", "holds"), ((code(n), t.lower(), rest, words) for n, t, rest, words in item.columns)
    )


def read_tables(text: str) -> list[Table]:
    """Return the tables that a migration's text makes, in order, with their comments."""
    tables, section = [], "The file"
    for line in text.splitlines():
        if found := _SECTION.match(line):
            section = found["title"]
        elif found := _TABLE.match(line):
            tables.append(Table(found["name"], found["comment"] or "", section))
        elif (added := _ADDED.match(line)) and (found := _COLUMN.match(f"  {added['column']}{added['comment'] or ''}")):
            changed = next(item for item in tables if item.name == added["table"])
            changed.columns.append((found["name"], found["type"], _rules(found["rest"]), found["comment"] or ""))
        elif found := _DROPPED.match(line):
            changed = next(item for item in tables if item.name == found["table"])
            changed.columns = [column for column in changed.columns if column[0] != found["column"]]
        elif tables and (found := _COLUMN.match(line)):
            tables[-1].columns.append((found["name"], found["type"], _rules(found["rest"]), found["comment"] or ""))
    return tables


def _rules(text: str) -> str:
    """Return what a column's definition promises, in words where they are shorter."""
    kept = re.sub(r"DEFAULT \S+|CHECK \(\w+ IN \(0, 1\)\)", "", text)
    kept = re.sub(r"REFERENCES (\w+) \((\w+)\)", r"→ [`\1`](#\1)", kept)
    kept = re.sub(r"CHECK \(\w+ IN \((.+)\)\)", lambda found: found[1].replace("'", "`"), kept)
    kept = re.sub(r"CHECK \((.+)\)", r"`\1`", kept)
    words = kept.replace("PRIMARY KEY", "primary key").replace("UNIQUE", "unique").replace("NOT NULL", "")
    return " ".join(words.split()) or _null(text)


def _null(text: str) -> str:
    return "" if "NOT NULL" in text else "may be null"


def _hold_against_reality(tables: list[Table]) -> None:
    """Raise when the text was misread: a made ledger has these tables and these columns."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    real = {
        name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')] for (name,) in names.fetchall()
    }
    connection.close()
    read = {item.name: [column[0] for column in item.columns] for item in tables}
    if read != real:
        wrong = sorted(name for name in read.keys() | real.keys() if read.get(name) != real.get(name))
        message = f"docs/generators/ledger.py can't read the schema's text of: {', '.join(wrong)}"
        raise ValueError(message)
