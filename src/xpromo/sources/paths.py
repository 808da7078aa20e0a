"""A file of paths, as attribution tools write them → paths: one row a path, or one row a touch.

It is read for one answer and kept nowhere. Persons are told apart and never named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xpromo.errors import Findings
from xpromo.money import is_currency, parse_minor
from xpromo.paths import BORDER, Paths, PathsFound, letter
from xpromo.sources.amounts import binary_amount
from xpromo.sources.journeys import Outcome, paths_of
from xpromo.sources.opening import FileFacts, refuse
from xpromo.sources.path_rules import NO_PATHS
from xpromo.sources.reading import open_text
from xpromo.sources.rules import NEEDS_ZONE, NO_RECORDS
from xpromo.sources.sales import needs_currency, plain_cell
from xpromo.sources.source import Rows
from xpromo.sources.tables import Table, csv_rows
from xpromo.sources.times import Moments
from xpromo.sources.touches import needs_zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

BETWEEN = ">"
BAD = -1
MOST = 1000  # channels: nobody buys more, but a column of ids has more
_COUNT = re.compile(r"(\d{1,15})(?:\.0*)?\Z", re.ASCII)
NOBODY = "\U0010ffff"  # the letter of a touch that names no channel
TRUE, FALSE = frozenset({"true", "yes", "1", "y"}), frozenset({"false", "no", "0", "n", ""})
GROUPED = (
    ("path",),
    ("conversions", "conversion", "total conversions"),
    ("nulls", "null", "total null"),
    ("value", "conversion value", "total conversion value"),
    ("currency",),
)
TOUCHES = (("person",), ("at",), ("channel",), ("converted",), ("value", "conversion value"), ("currency",))
Refused = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class PathOptions:
    """What decides how a file of paths is read: the zone of moments without an offset, the currency of amounts without
    one, and the window in seconds.
    """

    zone: ZoneInfo | None = None
    currency: str = ""
    window: int = 0  # of no use where one row is a path


class _TooMany(Exception):
    """The column of channels holds something else; on its way to a finding, never seen by people."""


class Spelling(dict[str, str]):
    """Cell → letter; a channel is the same with or without spaces around it."""

    def __init__(self) -> None:
        super().__init__({BORDER: BORDER})
        self.letters: dict[str, str] = {}

    def __missing__(self, cell: str) -> str:
        if len(self.letters) >= MOST:
            raise _TooMany
        name = plain_cell(cell)
        found = self.letters.setdefault(name, letter(len(self.letters))) if name else NOBODY
        self[cell] = found
        return found

    @property
    def names(self) -> list[str]:
        """The channels, in the order of their letters."""
        return list(self.letters)


def read_paths(facts: FileFacts, options: PathOptions) -> tuple[PathsFound, bool]:
    """Return the paths of a file, and whether it says when touches were.

    Raises Findings where it is no such file or not one row can be read, NeedsOption where a zone or a currency is
    missing, StorageError.
    """
    opened = open_text(facts, {})
    timed = {"person", "at", "channel"} <= set(opened.names)
    forms = TOUCHES if timed else GROUPED
    wanted = [next((name for name in names if name in opened.names), "") for names in forms]
    absent = [names[0] for names, found in zip(forms, wanted, strict=True) if not found][:1]
    if not opened.delimiter or not all(wanted[: 4 if timed else 2]):
        lacks = f"it has no column {absent[0]}" if absent and opened.delimiter else "it isn't CSV with a header"
        raise Findings.of(NO_PATHS, f"{facts.name}: {lacks}")
    table = Table(
        facts.name,
        opened.lines,
        opened.skipped,
        opened.names,
        opened.delimiter,
        opened.damage,
        facts.encoding != "utf-8",
    )
    rows = csv_rows(table, wanted)
    try:
        found = _read_touches(rows, facts.name, options) if timed else _read_grouped(rows, facts.name, options)
    except _TooMany:
        raise Findings.of(NO_PATHS, f"{facts.name}: more than {MOST:,} different channels") from None
    if not found.paths.words and not found.conversions:
        raise refuse(NO_RECORDS, facts.name, f"no row of it is a path{_first(found.refusals)}")
    return found, timed


def _first(refusals: Sequence[Refused]) -> str:
    return f"; line {refusals[0][0]}: {refusals[0][1]}" if refusals else ""


# ------------------------------------------------------------------------------------------------------ one row a path


@dataclass(slots=True)
class _Grouped:
    """The columns of paths as they are read."""

    words: list[str] = field(default_factory=list)
    conversions: list[int] = field(default_factory=list)
    nulls: list[int] = field(default_factory=list)
    values: dict[str, dict[int, int]] = field(default_factory=dict)  # currency → row → minor units
    refusals: list[Refused] = field(default_factory=list)


class _Counts(dict[str, int]):
    """Cell → a count, 0 for an empty one; BAD for what is none."""

    def __missing__(self, cell: str) -> int:
        found = _COUNT.match(plain_cell(cell) or "0")
        value = self[cell] = int(found[1]) if found else BAD
        return value


def _read_grouped(chunks: Iterator[Rows], name: str, options: PathOptions) -> PathsFound:
    spelling, counts, into = Spelling(), _Counts(), _Grouped()
    money = _Money(name, options.currency)
    for rows in chunks:
        into.refusals += [(refusal.line, refusal.reason, refusal.column) for refusal in rows.refusals]
        cells, conversions, nulls, values, currencies = rows.columns
        if not cells:
            continue
        words = _words(cells, spelling)
        converted, ended = list(map(counts.__getitem__, conversions)), list(map(counts.__getitem__, nulls))
        if not (NOBODY in "".join(words) or BAD in converted or BAD in ended or any(values)):
            into.words += words
            into.conversions += converted
            into.nulls += ended
            continue
        for row in zip(rows.lines, words, converted, ended, values, currencies, strict=True):
            _add_row(into, row, money)
    columns = {
        currency: [found.get(row, 0) for row in range(len(into.words))] for currency, found in into.values.items()
    }
    paths = Paths.of(spelling.names, into.words, into.conversions, into.nulls, values=dict(sorted(columns.items())))
    return PathsFound(paths, paths.converted, paths.converted, refusals=into.refusals)


def _words(cells: Sequence[str], spelling: Spelling) -> list[str]:
    """Return the words of a chunk: cut, looked up and joined as one text, because a million paths are five million
    touches.
    """
    text = f"{BETWEEN}{BORDER}{BETWEEN}".join(cells)
    return "".join(map(spelling.__getitem__, text.split(BETWEEN))).split(BORDER)


def _add_row(into: _Grouped, row: tuple[int, str, int, int, str, str], money: _Money) -> None:
    line, word, converted, ended, value, currency = row
    minor, code = money.read(value, currency)
    if NOBODY in word:
        into.refusals.append((line, "no-channel", "path"))
    elif converted < 0 or ended < 0:
        into.refusals.append((line, "bad-count", "conversions" if converted < 0 else "nulls"))
    elif reason := _money_reason(minor, code):
        into.refusals.append((line, *reason))
    elif minor and not converted:
        into.refusals.append((line, "bad-amount", "value"))
    else:
        if minor:
            into.values.setdefault(code, {})[len(into.words)] = minor
        into.words.append(word)
        into.conversions.append(converted)
        into.nulls.append(ended)


@dataclass(frozen=True, slots=True)
class _Money:
    """Reads amounts; ``currency`` is that of amounts that name none."""

    name: str
    currency: str

    def read(self, text: str, currency: str) -> tuple[int | None, str]:
        """Return minor units (None for what is no amount) and their currency. Raises NeedsOption for no currency."""
        text = plain_cell(text)
        code = plain_cell(currency).upper() or self.currency
        if text and not code:
            raise needs_currency(self.name)
        return (parse_minor(binary_amount(text, code), code) if text else 0), code


# ----------------------------------------------------------------------------------------------------- one row a touch


@dataclass(slots=True)
class _Person:
    touches: list[tuple[int, str]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


def _read_touches(chunks: Iterator[Rows], name: str, options: PathOptions) -> PathsFound:
    spelling, moments, money = Spelling(), Moments(options.zone), _Money(name, options.currency)
    people: dict[str, _Person] = {}
    refusals: list[Refused] = []
    for rows in chunks:
        refusals += [(refusal.line, refusal.reason, refusal.column) for refusal in rows.refusals]
        for line, person, at, channel, converted, value, currency in zip(rows.lines, *rows.columns, strict=True):
            moment = moments.settle(at)
            if moment == NEEDS_ZONE.slug:
                raise needs_zone(name)
            flag = plain_cell(converted).lower()
            minor, code = money.read(value, currency) if flag in TRUE else (0, "")
            reason = _reason(person, moment, spelling[channel], flag) or _money_reason(minor, code)
            if reason or isinstance(moment, str):
                refusals.append((line, *(reason or ("bad-time", "at"))))
                continue
            known = people.setdefault(person, _Person())
            if spelling[channel] != NOBODY:
                known.touches.append((moment, spelling[channel]))
            if flag in TRUE:
                known.outcomes.append(Outcome(moment, minor or 0, code if minor else ""))
    return _found(people.values(), spelling, refusals, options.window)


def _reason(person: str, moment: int | str, channel: str, flag: str) -> tuple[str, str] | None:
    """Return why a row isn't taken and its column, or None. A conversion may stand without a channel."""
    if not person.strip():
        return "no-id", "person"
    if isinstance(moment, str):
        return moment, "at"
    if flag not in TRUE | FALSE:
        return "bad-flag", "converted"
    return ("no-channel", "channel") if channel == NOBODY and flag in FALSE else None


def _money_reason(minor: int | None, code: str) -> tuple[str, str] | None:
    if minor is None:
        return "bad-amount", "value"
    return ("bad-currency", "currency") if minor and not is_currency(code) else None


def _found(people: Collection[_Person], spelling: Spelling, refusals: list[Refused], window: int) -> PathsFound:
    found = [path for person in people for path in paths_of(person.touches, person.outcomes, window)]
    outcomes = [path.outcome for path in found]
    currencies = sorted({outcome.currency for outcome in outcomes if outcome and outcome.currency})
    paths = Paths.of(
        spelling.names,
        [path.word for path in found],
        [int(outcome is not None) for outcome in outcomes],
        [int(outcome is None) for outcome in outcomes],
        values={
            currency: [item.value if item and item.currency == currency else 0 for item in outcomes]
            for currency in currencies
        },
        ages=[path.ages for path in found],
    )
    conversions = sum(len(person.outcomes) for person in people)
    return PathsFound(paths, conversions, conversions, refusals=refusals)
