"""Text → rows with true line numbers, in chunks of columns: CSV, JSONL and plain lines.

``csv.reader`` gets the file's lines with their ends, so that a quoted newline stays in its cell; a chunk whose rows and
lines are equally many needs no further counting. Rows are lists only inside this module.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from xpromo.errors import StorageError, UsageError
from xpromo.records import Refusal
from xpromo.sources.opening import Damage, FileFacts, blocks, refuse
from xpromo.sources.rules import BAD_HEADER, BAD_MAP, CUT, NO_RECORDS, NOT_A_TABLE
from xpromo.sources.source import Feed, ReadOptions, Rows, Sample, Shape, Source, plain_name
from xpromo.sources.unquoted import cut

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Mapping

CHUNK = 400  # rows; more of them fall out of the processor's cache before they are done
LARGEST_CELL = 1 << 20
DELIMITERS = ",;\t|"
LONGEST_LOG_LINE = 1 << 16
csv.field_size_limit(LARGEST_CELL)
_SEP = re.compile(r'"?sep=(.)"?\s*\Z', re.IGNORECASE)
_FURTHER_ENDS = "\v\f\x1c\x1d\x1e"
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Opened:
    """A file whose header was read: plain column names after ``--map``, and the lines that follow."""

    facts: FileFacts
    damage: Damage
    lines: Iterator[str]
    skipped: int  # physical lines before ``lines`` begins
    names: tuple[str, ...] = ()
    delimiter: str = ""
    first: str = ""


def open_text(facts: FileFacts, mapping: Mapping[str, str]) -> Opened:
    """Read up to and including the header. JSONL has none: its first object stands in.

    Raises Findings (nothing in it), UsageError (a mapping that names no column), StorageError.
    """
    damage = Damage()
    lines = _lines(facts, damage)
    skipped, first = _first_line(lines, facts)
    if first.lstrip()[:1] == "{":
        names = _renamed(_keys(first), mapping, facts, partly=True)
        return Opened(facts, damage, chain([first], lines), skipped - 1, names, "", first)
    delimiter = _stated_delimiter(first)
    if delimiter:
        more, first = _first_line(lines, facts)
        skipped += more
    delimiter = delimiter or _sniff(first)
    header, used = _header(chain([first], lines), delimiter, facts)
    names = _renamed(tuple(plain_name(cell) for cell in header), mapping, facts)
    return Opened(facts, damage, lines, skipped + used - 1, names, delimiter, first)


def sample(opened: Opened) -> Sample:
    """Return what detection may look at."""
    return Sample(frozenset(opened.names) - {""}, opened.first[:LONGEST_LOG_LINE].rstrip("\r\n"))


def feed(facts: FileFacts, source: Source, options: ReadOptions) -> Feed:
    """Return the file as the source wants it: its columns, in chunks.

    Raises UsageError when the header names a used column twice or lacks a required one.
    """
    wanted = source.columns_for(options)
    if source.shape is Shape.LINES:
        damage = Damage()
        lines = _lines(facts, damage)
        return Feed(facts.name, frozenset(wanted), _line_rows(lines, damage))
    opened = open_text(facts, options.mapping)
    present = frozenset(opened.names) & frozenset(wanted)
    if not opened.delimiter:
        return Feed(facts.name, present, _json_rows(opened, wanted, options.mapping))
    _check_header(opened, source, present)
    return Feed(facts.name, present, _csv_rows(opened, wanted))


def _lines(facts: FileFacts, damage: Damage) -> Iterator[str]:
    r"""Yield the physical lines of a file with their ends: ``\n``, ``\r\n`` or ``\r`` and nothing else."""
    return chain.from_iterable(_split(block) for block in blocks(facts, damage))


def _split(block: str) -> Iterable[str]:
    if block.isascii() and not any(end in block for end in _FURTHER_ENDS):
        return block.splitlines(keepends=True)  # the quickest, but it knows more line ends than CSV
    return io.StringIO(block, newline="")


# ----------------------------------------------------------------------------------------------------------- headers


def _first_line(lines: Iterator[str], facts: FileFacts) -> tuple[int, str]:
    for number, line in enumerate(lines, 1):
        if len(line) > LARGEST_CELL:
            raise refuse(NOT_A_TABLE, facts.name, "its first line is longer than 1 MiB")
        if line.strip(" \t\r\n"):
            return number, line
    raise refuse(NO_RECORDS, facts.name, "the file is empty")


def _stated_delimiter(line: str) -> str:
    """Return what a first line ``sep=;`` names, as spreadsheets write it."""
    found = _SEP.match(line.strip("\r\n"))
    return found[1] if found else ""


def _sniff(line: str) -> str:
    """Return the delimiter that cuts the header into most cells; a comma where none does."""
    counts = {delimiter: len(next(csv.reader([line], delimiter=delimiter), [])) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])


def _header(lines: Iterator[str], delimiter: str, facts: FileFacts) -> tuple[list[str], int]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        header = next(reader)
    except csv.Error:
        raise refuse(NOT_A_TABLE, facts.name, "its first line can't be read as a header") from None
    if any(_LONE.search(cell) for cell in header):
        raise refuse(NOT_A_TABLE, facts.name, "its header isn't UTF-8 text")
    return header, reader.line_num


def _keys(line: str) -> tuple[str, ...]:
    found = _object(line)
    return tuple(plain_name(key) for key in found) if isinstance(found, dict) else ()


def _renamed(
    names: tuple[str, ...], mapping: Mapping[str, str], facts: FileFacts, *, partly: bool = False
) -> tuple[str, ...]:
    """Return the names with ``--map`` applied; a column that already has a name that is given away loses it."""
    missing = [theirs for theirs in mapping if theirs not in names]
    if missing and not partly:
        hint = f"the header has {len(names)} columns; case, spaces and punctuation don't matter"
        raise UsageError(f"{facts.name}: no column that --map calls {missing[0]!r}", hint=hint, code=BAD_MAP.code)
    taken = set(mapping.values())
    return tuple(mapping.get(name, "" if name in taken else name) for name in names)


def _check_header(opened: Opened, source: Source, present: frozenset[str]) -> None:
    twice = [name for name in sorted(present) if opened.names.count(name) > 1]
    if twice:
        message = f"{opened.facts.name}: the header names {twice[0]!r} more than once"
        raise UsageError.of(BAD_HEADER, message)
    absent = [name for name in source.required if name not in present]
    if absent:
        message = f"{opened.facts.name}: {source.title} needs {', '.join(absent)}; the header doesn't name it"
        raise UsageError.of(BAD_HEADER, message)


# --------------------------------------------------------------------------------------------------------------- CSV


def _csv_rows(opened: Opened, wanted: Sequence[str]) -> Iterator[Rows]:
    places = [opened.names.index(name) if name in opened.names else -1 for name in wanted]
    width, before = len(opened.names), opened.skipped
    while chunk := list(islice(opened.lines, CHUNK)):
        cells = None if opened.damage.any else cut(chunk, opened.delimiter, width)
        if cells is None:
            before = yield from _quoted_rows(opened, chunk, before, places)
            continue
        empty = ("",) * len(chunk)
        columns = [cells[place::width] if place >= 0 else empty for place in places]
        yield Rows(range(before + 1, before + 1 + len(chunk)), columns, [])
        before += len(chunk)


def _quoted_rows(opened: Opened, chunk: list[str], start: int, places: Sequence[int]) -> Generator[Rows, None, int]:
    """Yield the rows that begin on the chunk's lines, which may end on later ones; return the last line taken."""
    reader = csv.reader(chain(chunk, opened.lines), delimiter=opened.delimiter, strict=True)
    width, wide = len(opened.names), opened.facts.encoding != "utf-8"
    while (done := reader.line_num) < len(chunk):
        cells, failed = _until(reader, len(chunk))
        refusals: list[Refusal] = []
        lines = _row_lines(cells, start + done, reader.line_num - done, clean=failed is None)
        if failed:
            last = (lines[-1] + _span(cells[-1])) if cells else start + done + 1
            refusals.append(_quote_refusal(failed, last, start + reader.line_num, opened))
        if opened.damage.any or set(map(len, cells)) != {width}:
            cells, lines = _sorted_out(cells, lines, width, refusals, wide=wide)
        columns = list(zip(*cells, strict=True)) or [()] * width
        empty = ("",) * len(cells)
        yield Rows(lines, [columns[place] if place >= 0 else empty for place in places], refusals)
    return start + reader.line_num


def _until(reader: Reader, line: int) -> tuple[list[list[str]], csv.Error | None]:
    """Read rows as long as one begins before the end of ``line``, or until one is wrong."""
    cells: list[list[str]] = []
    try:
        while reader.line_num < line:
            cells.append(next(reader))
    except StopIteration:
        pass
    except csv.Error as error:
        return cells, error
    return cells, None


def _span(row: list[str]) -> int:
    """Return how many physical lines a row takes: one, and one more for each line break in a cell."""
    return 1 + sum(cell.count("\n") + cell.count("\r") - cell.count("\r\n") for cell in row)


def _row_lines(cells: list[list[str]], before: int, used: int, *, clean: bool) -> Sequence[int]:
    if clean and used == len(cells):
        return range(before + 1, before + 1 + len(cells))
    lines, line = [], before + 1
    for row in cells:
        lines.append(line)
        line += _span(row)
    return lines


def _quote_refusal(error: csv.Error, began: int, ended: int, opened: Opened) -> Refusal:
    """Return the refusal of one row with bad quotes; a quote that swallowed other rows is a cut file."""
    name = opened.facts.name
    if "unexpected end" in str(error):
        raise refuse(CUT, name, f"a quote is opened on line {began} and never closed", StorageError)
    if "field limit" in str(error):
        what = f"a cell that begins on line {began} is longer than {LARGEST_CELL >> 20} MiB"
        raise refuse(CUT, name, what, StorageError)
    if ended > began:
        raise refuse(CUT, name, f"quotes don't match between lines {began} and {ended}", StorageError)
    return Refusal(began, "bad-quotes")


def _sorted_out(
    cells: list[list[str]], lines: Sequence[int], width: int, refusals: list[Refusal], *, wide: bool
) -> tuple[list[list[str]], Sequence[int]]:
    """Return the rows that have as many cells as the header and nothing but text; blank lines are no rows."""
    kept, kept_lines = [], []
    for row, line in zip(cells, lines, strict=True):
        reason = _row_reason(row, width, wide=wide)
        if reason:
            refusals.append(Refusal(line, reason))
        elif row:
            kept.append(row)
            kept_lines.append(line)
    return kept, kept_lines


def _row_reason(row: list[str], width: int, *, wide: bool) -> str:
    if not row:
        return ""
    text = "".join(row)
    if not text.isascii() and (_LONE.search(text) or (wide and "\ufffd" in text)):
        return "bad-encoding"
    if "\x00" in text:
        return "nul-byte"
    if len(row) == width:
        return ""
    return "too-few-cells" if len(row) < width else "too-many-cells"


# ------------------------------------------------------------------------------------------------- JSONL, plain lines


def _numbered(lines: Iterator[str], skipped: int) -> Iterator[list[tuple[int, str]]]:
    numbered = enumerate(lines, skipped + 1)
    while chunk := list(islice(numbered, CHUNK)):
        yield [(number, line) for number, line in chunk if not line.isspace()]


def _text_reason(line: str) -> str:
    if "\x00" in line:
        return "nul-byte"
    return "bad-encoding" if not line.isascii() and _LONE.search(line) else ""


def _line_rows(lines: Iterator[str], damage: Damage) -> Iterator[Rows]:
    for chunk in _numbered(lines, 0):
        refusals: list[Refusal] = []
        if damage.any:
            refusals = [Refusal(number, reason) for number, line in chunk if (reason := _text_reason(line))]
            chunk = [item for item in chunk if not _text_reason(item[1])]  # noqa: PLW2901 - the chunk without bad lines
        yield Rows([number for number, _ in chunk], [[line.rstrip("\r\n") for _, line in chunk]], refusals)


def _json_rows(opened: Opened, wanted: Sequence[str], mapping: Mapping[str, str]) -> Iterator[Rows]:
    for chunk in _numbered(opened.lines, opened.skipped):
        refusals: list[Refusal] = []
        lines, cells = [], []
        for number, line in chunk:
            row = _json_row(line, wanted, mapping)
            if isinstance(row, str):
                refusals.append(Refusal(number, row))
            else:
                lines.append(number)
                cells.append(row)
        yield Rows(lines, list(zip(*cells, strict=True)) or [()] * len(wanted), refusals)


def _json_row(line: str, wanted: Sequence[str], mapping: Mapping[str, str]) -> list[str] | str:
    """Return the wanted values of one object as texts, or the reason why the line is refused."""
    if reason := _text_reason(line):
        return reason
    found = _object(line)
    if isinstance(found, str):
        return found
    values: dict[str, object] = {}
    for key, value in found.items():
        name = plain_name(key)
        ours = mapping.get(name) or ("" if name in mapping.values() else name)
        if ours in values and ours in wanted:
            return "bad-json"
        values[ours] = value
    row = [_json_text(values.get(name)) for name in wanted]
    if None in row:
        return "bad-cell"
    texts = [text for text in row if text is not None]
    return next((reason for text in texts if (reason := _text_reason(text))), None) or texts


def _json_text(value: object) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None


def _object(line: str) -> dict[str, object] | str:
    """Return the object on a line with numbers as the texts they are, or the slug of why there is none."""
    if len(line) > LARGEST_CELL:
        return "bad-json"
    try:
        found = json.loads(
            line, parse_float=str, parse_int=str, parse_constant=_no_constant, object_pairs_hook=_no_twins
        )
    except (ValueError, RecursionError):
        return "bad-json"
    return found if isinstance(found, dict) else "bad-json"


def _no_constant(text: str) -> object:
    raise ValueError(text)


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
