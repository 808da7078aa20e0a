"""One row a path, as attribution tools write them → paths. Lines that are equal are read once.

What many rows have in common is done for a chunk of them at once: a million paths are five million touches.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, compress, islice
from operator import mul
from typing import TYPE_CHECKING

from xpromo.paths import BORDER, Paths, PathsFound
from xpromo.sources.path_cells import NOBODY, Money, PathOptions, Refused, Spelling, money_reason
from xpromo.sources.sales import plain_cell
from xpromo.sources.source import Rows
from xpromo.sources.tables import Table, csv_rows

if TYPE_CHECKING:
    from xpromo.records import Refusal

BETWEEN = ">"
BAD = -1
BATCH = 1 << 20  # lines; of so many that are paths, most are there more than once
HOUR = 3600
LONGEST = 1_000_000  # hours: more than a life
NUMBERS = "0123456789. >"  # what cells of hours are made of
_COUNT = re.compile(r"(\d{1,15})(?:\.0*)?\Z", re.ASCII)


class _Counts(dict[str, int]):
    """Cell → a count, 0 for an empty one; BAD for what is none."""

    def __missing__(self, cell: str) -> int:
        found = _COUNT.match(plain_cell(cell) or "0")
        value = self[cell] = int(found[1]) if found else BAD
        return value


@dataclass(slots=True)
class Grouped:
    """The columns of paths as they are read. ``ages`` stays empty where the file says nothing of hours."""

    money: Money
    aged: bool
    spelling: Spelling = field(default_factory=Spelling)
    counts: _Counts = field(default_factory=_Counts)
    words: list[str] = field(default_factory=list)
    conversions: list[int] = field(default_factory=list)
    nulls: list[int] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    values: dict[str, dict[int, int]] = field(default_factory=dict)  # currency → row → minor units

    def add(self, rows: Rows, times: Sequence[int]) -> list[Refused]:
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


def read_grouped(table: Table, wanted: Sequence[str], options: PathOptions) -> PathsFound:
    """Return the paths of a table whose columns are called as ``wanted`` says: path, conversions, nulls, value,
    currency, hours.

    Raises NeedsOption where a currency is missing, TooMany, StorageError.
    """
    into = Grouped(Money(table.name, options.currency), aged=bool(wanted[-1]))
    refusals: list[Refused] = []
    before = table.skipped
    while batch := list(islice(table.lines, BATCH)):
        counts = Counter(batch)
        if any('"' in line for line in counts):  # a line may be half a row
            for rows in csv_rows(replace(table, lines=chain(batch, table.lines), skipped=before), wanted):
                refusals += [*map(_as_refused, rows.refusals), *into.add(rows, [1] * len(rows.lines))]
            break
        refusals += _read_once(batch, before, counts, table, wanted, into)
        before += len(batch)
    columns = {
        currency: [found.get(row, 0) for row in range(len(into.words))] for currency, found in into.values.items()
    }
    ages = into.ages if into.aged else None
    values = dict(sorted(columns.items()))
    paths = Paths.of(into.spelling.names, into.words, into.conversions, into.nulls, values=values, ages=ages)
    return PathsFound(paths, paths.converted, paths.converted, refusals=refusals)


def _read_once(
    batch: Sequence[str], before: int, counts: Mapping[str, int], table: Table, wanted: Sequence[str], into: Grouped
) -> list[Refused]:
    """Read each different line of a batch once; return the refused ones wherever they are."""
    lines, times = list(counts), list(counts.values())
    refused: list[Refused] = []
    for rows in csv_rows(replace(table, lines=iter(lines), skipped=0), wanted):
        refused += map(_as_refused, rows.refusals)
        refused += into.add(rows, [times[line - 1] for line in rows.lines])
    why = {lines[line - 1]: (reason, column) for line, reason, column in refused}
    return [(number, *why[line]) for number, line in enumerate(batch, before + 1) if line in why] if why else []


def _as_refused(refusal: Refusal) -> Refused:
    return refusal.line, refusal.reason, refusal.column


def _words(cells: Sequence[str], spelling: Spelling) -> list[str]:
    """Return the words of a chunk: cut, looked up and joined as one text, because a million paths are five million
    touches.
    """
    text = f"{BETWEEN}{BORDER}{BETWEEN}".join(cells)
    return "".join(map(spelling.__getitem__, text.split(BETWEEN))).split(BORDER)
