"""One row a path, as attribution tools write them → paths. Lines that are equal are read once.

What many rows have in common is done for a chunk of them at once: a million paths are five million touches.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, repeat
from operator import mul
from typing import TYPE_CHECKING, Self

from xpromo.elsewhere import elsewhere
from xpromo.paths import BORDER, Paths, PathsFound
from xpromo.sources.amounts import plain_cell
from xpromo.sources.lines import Lines, split
from xpromo.sources.opening import Damage
from xpromo.sources.path_cells import NOBODY, Money, PathOptions, Refused, Spelling, money_reason
from xpromo.sources.reading import lines_of
from xpromo.sources.source import CHUNK, Rows
from xpromo.sources.tables import Table, csv_rows
from xpromo.sources.times import Memo
from xpromo.sources.unquoted import LARGEST

if TYPE_CHECKING:
    from xpromo.records import Refusal
    from xpromo.sources.opening import FileFacts

BETWEEN = ">"
BAD = -1
BATCH = 1 << 15  # lines; of more, fewer are there twice than fall out of the processor's cache
HOUR = 3600.0  # seconds
LONGEST = 1_000_000  # hours: more than a life
NUMBERS = b"0123456789. "  # what hours are made of
NAMES = bytes({*range(256)} - {ord(BETWEEN), ord(BORDER)})  # what channels are made of
_COUNT = re.compile(r"(\d{1,15})(?:\.0*)?\Z", re.ASCII)


def _count(cell: str) -> int:
    """Return a count, 0 for an empty cell; BAD for what is none."""
    found = _COUNT.match(plain_cell(cell) or "0")
    return int(found[1]) if found else BAD


@dataclass(slots=True)
class Grouped:
    """The columns of paths as they are read: ``texts`` of words, with BORDER between. ``ages`` stays empty where the
    file says nothing of hours.
    """

    money: Money
    aged: bool
    spelling: Spelling
    counts: Memo[str, int] = field(default_factory=lambda: Memo(_count))
    texts: list[str] = field(default_factory=list)
    conversions: list[int] = field(default_factory=list)
    nulls: list[int] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    values: dict[str, dict[int, int]] = field(default_factory=dict)  # currency → row → minor units
    refusals: list[Refused] = field(default_factory=list)
    lines: int = 0  # how many were read, with those before the table

    @classmethod
    def of(cls, table: Table, wanted: Sequence[str], options: PathOptions) -> Self:
        """Return the columns of a table of which nothing is read yet."""
        return cls(Money(table.name, options.currency), bool(wanted[-1]), Spelling(table.name), lines=table.skipped)

    def found(self) -> PathsFound:
        """Return the paths that were read."""
        rows = range(len(self.conversions))
        values = {currency: [found.get(row, 0) for row in rows] for currency, found in sorted(self.values.items())}
        ages = self.ages if self.aged else None
        text = BORDER.join(self.texts)
        paths = Paths.of(self.spelling.names, text, self.conversions, self.nulls, values=values, ages=ages)
        return PathsFound(paths, paths.converted, paths.converted, refusals=sorted(self.refusals))

    def append(self, other: Self) -> None:
        """Add what follows in the file."""
        letters = {ord(theirs): self.spelling.of(name) for name, theirs in other.spelling.letters.items()}
        rows = len(self.conversions)
        self.texts += [text.translate(letters) for text in other.texts]
        self.conversions += other.conversions
        self.nulls += other.nulls
        self.ages += other.ages
        for currency, found in other.values.items():
            self.values.setdefault(currency, {}).update({rows + row: minor for row, minor in found.items()})
        self.refusals += [(self.lines + line, reason, column) for line, reason, column in other.refusals]

    def _add(self, rows: Rows, times: Sequence[int]) -> list[Refused]:
        """Add rows, each as often as ``times`` says; return those that can't be read."""
        cells, conversions, nulls, values, currencies, hours = rows.columns
        if not cells:
            return []
        text = _words(cells, self.spelling)
        converted, ended = list(map(self.counts.__getitem__, conversions)), list(map(self.counts.__getitem__, nulls))
        stated = compress(range(len(values)), values)
        amounts = [(row, *self.money.read(values[row], currencies[row])) for row in stated]
        plain = not (NOBODY in text or BAD in converted or BAD in ended)
        plain = plain and not any(_value_reason(minor, code, converted[row]) for row, minor, code in amounts)
        ages = self._ages(hours, cells, converted) if plain else None
        if ages is None:
            words = text.split(BORDER)
            found = zip(rows.lines, times, cells, words, converted, ended, hours, values, currencies, strict=True)
            return list(filter(None, map(self._add_row, found)))
        self._add_values(amounts, times)
        self.texts.append(text)
        self.conversions += map(mul, converted, times)
        self.nulls += map(mul, ended, times)
        self.ages += ages
        return []

    def _add_values(self, amounts: Iterable[tuple[int, int | None, str]], times: Sequence[int]) -> None:
        """Add what rows brought, each as often as ``times`` says; the first row is the next one."""
        rows = len(self.conversions)
        for row, minor, code in amounts:
            if minor:
                self.values.setdefault(code, {})[rows + row] = minor * times[row]

    def _ages(self, hours: Sequence[str], cells: Sequence[str], converted: Sequence[int]) -> list[float] | None:
        return _seconds(list(compress(hours, converted)), list(compress(cells, converted))) if self.aged else []

    def _add_row(self, row: tuple[int, int, str, str, int, int, str, str, str]) -> Refused | None:
        line, times, cell, word, converted, ended, hours, value, currency = row
        minor, code = self.money.read(value, currency)
        if NOBODY in word:
            return (line, "no-channel", "path")
        if converted < 0 or ended < 0:
            return (line, "bad-count", "conversions" if converted < 0 else "nulls")
        if (ages := self._ages([hours], [cell], [converted])) is None:
            return (line, "bad-hours", "hours")
        if reason := _value_reason(minor, code, converted):
            return (line, *reason)
        self._add_values([(0, minor, code)], [times])
        self.texts.append(word)
        self.conversions.append(converted * times)
        self.nulls.append(ended * times)
        self.ages += ages
        return None

    def read(self, table: Table, wanted: Sequence[str], *, in_order: bool = True) -> bool:
        """Read a table; return whether all of it was. Lines that aren't rows, because a cell goes on on the next one,
        have to be read in their order, and aren't without it.
        """
        while batch := _several(table.lines):
            lines, plain = batch
            counts = Counter(lines)
            if not plain and not _are_rows(counts, table.delimiter):
                if in_order:
                    table.lines.put_back(lines)
                    self._read_in_order(replace(table, skipped=self.lines), wanted)
                return in_order
            rows = _plain_rows if plain and not table.damage.any else _any_rows
            self._read_once(lines, counts, rows(list(counts), table, wanted))
            self.lines += len(lines)
        return True

    def _read_in_order(self, table: Table, wanted: Sequence[str]) -> None:
        for rows in csv_rows(table, wanted):
            self.refusals += [*map(_as_refused, rows.refusals), *self._add(rows, [1] * len(rows.lines))]

    def _read_once(self, batch: Sequence[str], counts: Mapping[str, int], chunks: Iterable[Rows]) -> None:
        """Read each different line of a batch once; note the refused ones wherever they are."""
        lines, times = list(counts), list(counts.values())
        refused: list[Refused] = []
        for rows in chunks:
            refused += map(_as_refused, rows.refusals)
            refused += self._add(rows, [times[line - 1] for line in rows.lines])
        why = {lines[line - 1]: (reason, column) for line, reason, column in refused}
        numbered = enumerate(batch, self.lines + 1) if why else ()
        self.refusals += [(number, *why[line]) for number, line in numbered if line in why]


def _several(lines: Lines) -> tuple[list[str], bool] | None:
    """Return the next lines, about BATCH, and whether every delimiter in them separates cells; None at the end."""
    found: list[str] = []
    plain = True
    while len(found) < BATCH and (piece := lines.piece()):
        found += split(piece)
        plain = plain and '"' not in piece and len(piece) <= LARGEST
    return (found, plain) if found else None


def _are_rows(lines: Iterable[str], delimiter: str) -> bool:
    """Whether each of these lines is a row by itself: it closes all quotes that it opens, and no cell is too long."""
    odd = [line for line in lines if '"' in line or len(line) > LARGEST]
    try:
        return len(list(csv.reader(odd, delimiter=delimiter, strict=True))) == len(odd)
    except csv.Error:
        return False


def _any_rows(lines: Sequence[str], table: Table, wanted: Sequence[str], first: int = 0) -> Iterator[Rows]:
    """Yield the wanted columns of lines that are rows; ``first`` came before them."""
    return csv_rows(replace(table, lines=Lines(["".join(lines)]), skipped=first), wanted)


def _plain_rows(lines: Sequence[str], table: Table, wanted: Sequence[str]) -> Iterator[Rows]:
    """Yield the same of plain lines, which are cut where they lie."""
    places = [table.header.index(name) if name in table.header else -1 for name in wanted]
    for first in range(0, len(lines), CHUNK):
        chunk = lines[first : first + CHUNK]
        rows = list(map(str.split, chunk, repeat(table.delimiter)))
        if set(map(len, rows)) != {len(table.header)}:
            yield from _any_rows(chunk, table, wanted, first)
            continue
        columns = list(zip(*rows, strict=True))
        columns[-1] = tuple(map(str.rstrip, columns[-1], repeat("\r\n")))
        empty = ("",) * len(rows)
        numbers = range(first + 1, first + 1 + len(rows))
        yield Rows(numbers, [columns[place] if place >= 0 else empty for place in places])


def _seconds(hours: Sequence[str], cells: Sequence[str]) -> list[float] | None:
    """Return the seconds of each touch of these paths, one after the other; None where not all can be read."""
    if not hours:
        return []
    text = BORDER.join(hours)
    if _outline(text, NUMBERS) != _outline(BORDER.join(cells), NAMES):
        return None
    try:
        found = list(map(float, text.replace(BORDER, BETWEEN).split(BETWEEN)))
    except ValueError:
        return None
    return [HOUR * each for each in found] if max(found) < LONGEST else None


def _value_reason(minor: int | None, code: str, converted: int) -> tuple[str, str] | None:
    """Return why what a path brought isn't taken and its column, or None: what didn't convert brought nothing."""
    return money_reason(minor, code) or (("bad-amount", "value") if minor and not converted else None)


def _outline(text: str, contents: bytes) -> bytes:
    """Return what is left of cells without their contents: how each is cut, and where it ends."""
    return text.encode("utf-8", "surrogatepass").translate(None, contents)


def _as_refused(refusal: Refusal) -> Refused:
    return refusal.line, refusal.reason, refusal.column


def _words(cells: Sequence[str], spelling: Spelling) -> str:
    """Return the words of a chunk, BORDER between: cut, looked up and joined as one text, because a million paths are
    five million touches.
    """
    text = f"{BETWEEN}{BORDER}{BETWEEN}".join(cells)
    return "".join(map(spelling.__getitem__, text.split(BETWEEN)))


def read_grouped(table: Table, wanted: Sequence[str], options: PathOptions) -> PathsFound:
    """Return the paths of a table whose columns are called as ``wanted`` says: path, conversions, nulls, value,
    currency, hours.

    Raises NeedsOption where a currency is missing, Findings for too many channels, StorageError.
    """
    into = Grouped.of(table, wanted, options)
    into.read(table, wanted)
    return into.found()


def read_halves(table: Table, rest: FileFacts, wanted: Sequence[str], options: PathOptions) -> PathsFound | None:
    """Return the same of a table whose lines are half of a file and ``rest``, which another process reads.

    None comes back where lines aren't rows, so that halves aren't tables.
    """
    into, header = Grouped.of(table, wanted, options), replace(table, lines=Lines(()), skipped=0, damage=Damage())
    with elsewhere(table.name, _read_rest, header, rest, wanted, options) as answers:
        other = next(answers, None) if into.read(table, wanted, in_order=False) else None
    if other is None:
        return None
    into.append(other)
    return into.found()


def _read_rest(header: Table, rest: FileFacts, wanted: Sequence[str], options: PathOptions) -> Iterator[Grouped]:
    table = replace(header, lines=lines_of(rest, header.damage))
    into = Grouped.of(table, wanted, options)
    if into.read(table, wanted, in_order=False):
        into.texts = [BORDER.join(into.texts)] if into.texts else []
        yield into
