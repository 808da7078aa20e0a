"""One row a path, as attribution tools write them → paths. Lines that are equal are read once.

What many rows have in common is done for a chunk of them at once: a million paths are five million touches.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, islice
from operator import mul
from typing import TYPE_CHECKING, Self

from xpromo.elsewhere import elsewhere
from xpromo.paths import BORDER, Paths, PathsFound
from xpromo.sources.amounts import plain_cell
from xpromo.sources.lines import Lines
from xpromo.sources.opening import Damage
from xpromo.sources.path_cells import NOBODY, Money, PathOptions, Refused, Spelling, money_reason
from xpromo.sources.reading import lines_of
from xpromo.sources.source import Rows
from xpromo.sources.tables import Table, csv_rows
from xpromo.sources.times import Memo

if TYPE_CHECKING:
    from xpromo.records import Refusal
    from xpromo.sources.opening import FileFacts

BETWEEN = ">"
BAD = -1
BATCH = 1 << 20  # lines; of so many that are paths, most are there more than once
HOUR = 3600
LONGEST = 1_000_000  # hours: more than a life
NUMBERS = "0123456789. >"  # what cells of hours are made of
_COUNT = re.compile(r"(\d{1,15})(?:\.0*)?\Z", re.ASCII)


def _count(cell: str) -> int:
    """Return a count, 0 for an empty cell; BAD for what is none."""
    found = _COUNT.match(plain_cell(cell) or "0")
    return int(found[1]) if found else BAD


@dataclass(slots=True)
class Grouped:
    """The columns of paths as they are read. ``ages`` stays empty where the file says nothing of hours."""

    money: Money
    aged: bool
    spelling: Spelling
    counts: Memo[str, int] = field(default_factory=lambda: Memo(_count))
    words: list[str] = field(default_factory=list)
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
        rows = range(len(self.words))
        values = {currency: [found.get(row, 0) for row in rows] for currency, found in sorted(self.values.items())}
        ages = self.ages if self.aged else None
        paths = Paths.of(self.spelling.names, self.words, self.conversions, self.nulls, values=values, ages=ages)
        return PathsFound(paths, paths.converted, paths.converted, refusals=self.refusals)

    def append(self, other: Self, words: str) -> None:
        """Add what follows in the file; its words come as one text, which travels quicker."""
        letters = {ord(theirs): self.spelling.of(name) for name, theirs in other.spelling.letters.items()}
        rows = len(self.words)
        self.words += words.translate(letters).split(BORDER) if words else ()
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
        words = _words(cells, self.spelling)
        converted, ended = list(map(self.counts.__getitem__, conversions)), list(map(self.counts.__getitem__, nulls))
        plain = not (NOBODY in "".join(words) or BAD in converted or BAD in ended or any(values))
        ages = self._ages(hours, words, converted) if plain else None
        if ages is None:
            found = zip(rows.lines, times, words, converted, ended, hours, values, currencies, strict=True)
            return list(filter(None, map(self._add_row, found)))
        self.words += words
        self.conversions += map(mul, converted, times)
        self.nulls += map(mul, ended, times)
        self.ages += ages
        return []

    def _ages(self, hours: Sequence[str], words: Sequence[str], converted: Sequence[int]) -> list[float] | None:
        return _seconds(list(compress(hours, converted)), list(compress(words, converted))) if self.aged else []

    def _add_row(self, row: tuple[int, int, str, int, int, str, str, str]) -> Refused | None:
        line, times, word, converted, ended, hours, value, currency = row
        minor, code = self.money.read(value, currency)
        if NOBODY in word:
            return (line, "no-channel", "path")
        if converted < 0 or ended < 0:
            return (line, "bad-count", "conversions" if converted < 0 else "nulls")
        if (ages := self._ages([hours], [word], [converted])) is None:
            return (line, "bad-hours", "hours")
        if reason := money_reason(minor, code):
            return (line, *reason)
        if minor and not converted:
            return (line, "bad-amount", "value")
        if minor:
            self.values.setdefault(code, {})[len(self.words)] = minor * times
        self.words.append(word)
        self.conversions.append(converted * times)
        self.nulls.append(ended * times)
        self.ages += ages
        return None

    def read(self, table: Table, wanted: Sequence[str], *, quotes: bool = True) -> bool:
        """Read a table; return whether all of it was, which isn't so where ``quotes`` are not to be read and there are
        some.
        """
        while batch := list(islice(table.lines, BATCH)):
            counts = Counter(batch)
            if any('"' in line for line in counts):  # a line may be half a row
                if quotes:
                    table.lines.put_back(batch)
                    self._read_in_order(replace(table, skipped=self.lines), wanted)
                return quotes
            self._read_once(batch, counts, table, wanted)
            self.lines += len(batch)
        return True

    def _read_in_order(self, table: Table, wanted: Sequence[str]) -> None:
        for rows in csv_rows(table, wanted):
            self.refusals += [*map(_as_refused, rows.refusals), *self._add(rows, [1] * len(rows.lines))]

    def _read_once(self, batch: Sequence[str], counts: Mapping[str, int], table: Table, wanted: Sequence[str]) -> None:
        """Read each different line of a batch once; note the refused ones wherever they are."""
        lines, times = list(counts), list(counts.values())
        refused: list[Refused] = []
        for rows in csv_rows(replace(table, lines=Lines(["".join(lines)]), skipped=0), wanted):
            refused += map(_as_refused, rows.refusals)
            refused += self._add(rows, [times[line - 1] for line in rows.lines])
        why = {lines[line - 1]: (reason, column) for line, reason, column in refused}
        numbered = enumerate(batch, self.lines + 1) if why else ()
        self.refusals += [(number, *why[line]) for number, line in numbered if line in why]


def _seconds(hours: Sequence[str], words: Sequence[str]) -> list[float] | None:
    """Return the seconds of each touch of these paths, one after the other; None where not all can be read."""
    if not hours:
        return []
    text = BETWEEN.join(hours)
    if text.strip(NUMBERS) or [cell.count(BETWEEN) + 1 for cell in hours] != list(map(len, words)):
        return None
    try:
        found = list(map(float, text.split(BETWEEN)))
    except ValueError:
        return None
    return [HOUR * each for each in found] if max(found) < LONGEST else None


def _as_refused(refusal: Refusal) -> Refused:
    return refusal.line, refusal.reason, refusal.column


def _words(cells: Sequence[str], spelling: Spelling) -> list[str]:
    """Return the words of a chunk: cut, looked up and joined as one text, because a million paths are five million
    touches.
    """
    text = f"{BETWEEN}{BORDER}{BETWEEN}".join(cells)
    return "".join(map(spelling.__getitem__, text.split(BETWEEN))).split(BORDER)


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

    None comes back where there are quotes, in which a line may end, so that halves aren't tables.
    """
    into, header = Grouped.of(table, wanted, options), replace(table, lines=Lines(()), skipped=0, damage=Damage())
    with elsewhere(table.name, _read_rest, header, rest, wanted, options) as answers:
        other = next(answers, None) if into.read(table, wanted, quotes=False) else None
    if other is None:
        return None
    into.append(*other)
    return into.found()


def _read_rest(
    header: Table, rest: FileFacts, wanted: Sequence[str], options: PathOptions
) -> Iterator[tuple[Grouped, str]]:
    table = replace(header, lines=lines_of(rest, header.damage))
    into = Grouped.of(table, wanted, options)
    if into.read(table, wanted, quotes=False):
        words, into.words = BORDER.join(into.words), []
        yield into, words
