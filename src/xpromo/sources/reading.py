"""A file's text → what detection may look at, and the rows as a source wants them."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, dropwhile, islice
from pathlib import Path

from xpromo.errors import UsageError
from xpromo.records import Refusal
from xpromo.sources.detection import recognised
from xpromo.sources.lines import Lines
from xpromo.sources.objects import (
    LARGEST_CELL,
    LONE,
    BadJson,
    JsonDocument,
    Object,
    as_text,
    flat,
    flat_row,
    lists_in,
    nested_row,
    object_rows,
    parse_document,
    parse_object,
    records_of,
    text_reason,
    unwrapped,
)
from xpromo.sources.opening import LARGEST_DOCUMENT, Damage, FileFacts, blocks, refuse
from xpromo.sources.rules import BAD_HEADER, BAD_MAP, NO_RECORDS, NOT_A_TABLE
from xpromo.sources.sheets import DELIMITERS, NO_VALUE, read_sheet, stated_delimiter
from xpromo.sources.source import CHUNK, SOURCES, Feed, ReadOptions, Rows, Sample, Shape, Source, plain_name
from xpromo.sources.tables import ERROR, Table, csv_rows

HEAD_LINES = 40
LONGEST_LOG_LINE = 1 << 16
_LIST = re.compile(r"\s*\[\s*(?:[\[{\]]|\Z)")


@dataclass(slots=True)
class Opened:
    """A file whose header was read: plain column names after ``--map``, and the lines that follow.

    JSON has no header: the names are those of its first object. ``document`` is set where it isn't one object a line.
    """

    facts: FileFacts
    damage: Damage
    lines: Lines
    skipped: int  # physical lines before ``lines`` begins
    names: tuple[str, ...] = ()
    delimiter: str = ""  # none: JSON
    header: str = ""  # as written, where it is one line
    head: tuple[str, ...] = ()
    document: JsonDocument | None = None
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of JSON: those of the first object, as Sample's

    def table(self, repeated: str = "") -> Table:
        """Return what is below the header; ``repeated``: the line that may stand between rows, too."""
        wide = self.facts.encoding != "utf-8"
        return Table(self.facts.name, self.lines, self.skipped, self.names, self.delimiter, self.damage, wide, repeated)


def open_text(facts: FileFacts, mapping: Mapping[str, str], source: Source | None = None) -> Opened:
    """Read up to and including the header, or, of a JSON document, all of it. A header that no source recognises may be
    the first of some lines above the table: then it is the first one below it that a source does. ``source``: whose the
    file is, once that is known; it is asked before all others are loaded.

    Raises Findings (nothing in it, no JSON), UsageError (a mapping that names no column), StorageError.
    """
    opened = open_header(facts, mapping)
    if mapping or not opened.delimiter or (source and source.recognise(sample(opened))) or recognised(sample(opened)):
        return opened
    above = _lines_above(opened.head)
    return open_header(facts, mapping, above) if above else opened


def _lines_above(head: Sequence[str]) -> int:
    """Return how many lines stand above a header that a source of tables recognises, 0 where there is none."""
    tables = [source for _, source in SOURCES.items() if source.shape is Shape.TABLE]
    for above, line in enumerate(head[1:], 1):
        cells = next(csv.reader([line], delimiter=_sniff(line)), [])
        found = Sample(frozenset(map(plain_name, cells)) - {""}, line)
        if len(cells) > 1 and any(source.recognise(found) for source in tables):
            return above
    return 0


def open_header(facts: FileFacts, mapping: Mapping[str, str], above: int = 0) -> Opened:
    """Return the same with the first line of all, below ``above`` ones, as header."""
    damage = Damage()
    lines = lines_of(facts, damage)
    above = sum(1 for _ in islice(lines, above))
    ahead = list(islice(lines, HEAD_LINES))
    head = tuple(line[:LONGEST_LOG_LINE].rstrip("\r\n") for line in ahead)
    lines.put_back(ahead)
    blank, first = _first_line(lines, facts)
    skipped = above + blank
    if first.lstrip()[:1] == "{" or _LIST.match(first):
        lines.put_back([first])
        return _open_json(facts, mapping, Opened(facts, damage, lines, skipped - 1, head=head))
    delimiter = stated_delimiter(first)
    if delimiter:
        more, first = _first_line(lines, facts)
        skipped += more
    delimiter = delimiter or _sniff(first)
    header, used = _header(chain([first], lines), delimiter, facts)
    names = _renamed(tuple(plain_name(cell) for cell in header), mapping, facts)
    written = first.strip("\ufeff\r\n") if used == 1 else ""
    return Opened(facts, damage, lines, skipped + used - 1, names, delimiter, written, head)


def _open_json(facts: FileFacts, mapping: Mapping[str, str], opened: Opened) -> Opened:
    ahead = [line for line in opened.head if line.strip()]
    found = _first_of_lines(ahead)
    if found is None:
        opened.document = _document(opened)
        found = next(iter(opened.document.of(())), (1, {}))[1]
    opened.lists = {name: frozenset(flat(items[0])) for name, items in lists_in(found).items()}
    opened.names = _renamed(tuple(flat(found)), mapping, facts, partly=True)
    return opened


def _first_of_lines(lines: list[str]) -> Object | None:
    """Return the first of several objects on lines, empty where it can't be read; None for a document, and for several
    answers on lines, each with a list of records.
    """
    if not _is_one_a_line(lines):
        return None
    found = parse_object(lines[0])
    if isinstance(found, str):
        return {}
    lists = {plain_name(key) for key, value in found.items() if isinstance(value, list)}
    is_answer = lists and any(not lists.isdisjoint(source.records) for _, source in SOURCES.items())
    return None if is_answer else found


def _is_one_a_line(lines: list[str]) -> bool:
    """Whether these are objects on lines: the first is one and others follow, or the second line begins one too.

    A first line that goes on (``{"orders": [``, ``{"orders": [{…},``) is a document's, whatever its items look like.
    """
    if len(lines) == 1 or lines[0].lstrip()[:1] != "{":
        return False
    if len(lines[0]) < LONGEST_LOG_LINE and lines[0].rstrip()[-1:] in {",", "["}:
        return False
    return lines[1][:1] == "{" or not isinstance(parse_object(lines[0]), str)


def _document(opened: Opened) -> JsonDocument:
    parts, size = [], 0
    for line in opened.lines:
        size += len(line)
        if size > LARGEST_DOCUMENT:
            what = f"a JSON document of more than {LARGEST_DOCUMENT >> 20} MiB; write one object a line (jq -c '.[]')"
            raise refuse(NOT_A_TABLE, opened.facts.name, what)
        parts.append(line)
    text = "".join(parts)
    opened.lines = Lines([text] if text.count("\n", 0, len(text) - 1) == 0 else [])
    try:
        return parse_document(text)
    except BadJson as bad:
        number = opened.skipped + 1 + text.count("\n", 0, bad.at)
        what = bad.what or f"this isn't JSON from line {number} on"
        raise refuse(NOT_A_TABLE, opened.facts.name, what) from None


def sample(opened: Opened) -> Sample:
    """Return what detection may look at."""
    facts = opened.facts
    head = tuple(map(_unquoted_comment, dropwhile(_says_nothing, opened.head)))
    return Sample(
        names=frozenset(opened.names) - {""},
        first_line=head[0] if head else "",
        head=head,
        tail=facts.tail.decode(facts.encoding, "replace"),
        lists=opened.lists,
        only=next(iter(opened.lists.values())) if opened.document and len(opened.lists) == 1 else frozenset(),
        file=Path(facts.name).name.casefold(),
        is_json=not opened.delimiter,
    )


def _says_nothing(line: str) -> bool:
    """Whether a line above all others is blank, or only names the delimiter."""
    return not line.strip() or bool(stated_delimiter(line))


def _unquoted_comment(line: str) -> str:
    """Return a comment as it is where not every cell is quoted and padded."""
    return line.replace('"', "").rstrip(DELIMITERS) if line.lstrip("\ufeff").startswith('"#') else line


def stated_zone(opened: Opened, source: Source) -> str:
    """Return the zone in which a document says that its days are, "" where it says nothing."""
    if not opened.document:
        return ""
    pages, keys = _pages(opened, source, opened.document)
    records = records_of(pages, keys)
    first = flat(unwrapped(records[0][1], source.inside)) if records else {}
    return source.days_in(flat(pages[0].outer), first)


def _pages(opened: Opened, source: Source, document: JsonDocument) -> tuple[list[JsonDocument], Sequence[str]]:
    """Return the answers of a document, and under which keys their records are: the source's, or, where nothing of it
    is in the outer object, the only list there is.
    """
    keys: Sequence[str] = source.records
    if len(document.lists) == 1 and "" not in document.lists and not source.recognise(sample(opened)):
        keys = tuple(document.lists)
    pages = document.pages(keys)
    around = [{name: value for name, value in flat(page.outer).items() if name in source.around} for page in pages]
    if any(other != around[0] for other in around):  # no pages: the source reads each answer by itself, or none
        return [JsonDocument(lists={"": [(page.line, page.outer) for page in pages]})], keys
    return pages, keys


def feed(facts: FileFacts, source: Source, options: ReadOptions) -> Feed:
    """Return the file as the source wants it.

    Raises UsageError when the header names a used column twice or lacks a required one, or when the file isn't laid
    out like this source's.
    """
    wanted = source.columns_for(options)
    if source.shape is Shape.LINES:
        damage = Damage()
        return Feed(facts.name, frozenset(wanted), _line_rows(iter(lines_of(facts, damage)), damage))
    if source.shape is Shape.SHEET:
        return Feed(facts.name, frozenset(), iter(()), read_sheet(iter(lines_of(facts, Damage())), facts.name))
    opened = open_text(facts, options.mapping, source)
    present = frozenset(opened.names) & frozenset(wanted)
    if not opened.delimiter:
        return _json_feed(opened, source, options, wanted)
    if source.shape is Shape.OBJECTS:
        raise UsageError(f"{facts.name}: {source.title} is JSON, and this file isn't", hint="leave --source out")
    _check_header(opened, source, present)
    return Feed(facts.name, present, csv_rows(opened.table(opened.header), wanted))


def _json_feed(opened: Opened, source: Source, options: ReadOptions, wanted: tuple[str, ...]) -> Feed:
    nested = source.shape is Shape.OBJECTS
    take = nested_row(wanted, options.mapping, source.inside) if nested else flat_row(wanted, options.mapping)
    if opened.document:
        pages, keys = _pages(opened, source, opened.document)
        records = records_of(pages, keys)
        found = flat(unwrapped(records[0][1], source.inside)) if records else {}
        names = frozenset(_renamed(tuple(found), options.mapping, opened.facts, partly=True))
        outer = {name: _whole(as_text(value)) for name, value in flat(pages[0].outer).items()} if nested else {}
        return Feed(opened.facts.name, names & frozenset(wanted), object_rows(iter(records), take), outer=outer)
    present = frozenset(opened.names) & frozenset(wanted)
    return Feed(opened.facts.name, present, object_rows(_json_lines(opened), take))


def _whole(text: str) -> str:
    """Return what stands around records without halves of characters, which no cell may have."""
    return text.encode("utf-8", "replace").decode()


def _json_lines(opened: Opened) -> Iterator[tuple[int, Object | str]]:
    for number, line in enumerate(opened.lines, opened.skipped + 1):
        if not line.isspace():
            yield number, text_reason(line) or parse_object(line)


def read_lines(facts: FileFacts, numbers: Collection[int]) -> dict[int, str]:
    """Return physical lines by their numbers, without their ends; what is no text in them is shown as U+FFFD."""
    wanted, last = frozenset(numbers), max(numbers, default=0)
    lines = enumerate(islice(lines_of(facts, Damage()), last), 1)
    return {number: _as_text(line) for number, line in lines if number in wanted}


def _as_text(line: str) -> str:
    whole = line.rstrip("\r\n").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return whole.replace("\x00", "\ufffd").replace(ERROR, NO_VALUE)


def lines_of(facts: FileFacts, damage: Damage) -> Lines:
    """Return the lines of a file's text."""
    return Lines(blocks(facts, damage))


# ----------------------------------------------------------------------------------------------------------- headers


def _first_line(lines: Iterable[str], facts: FileFacts) -> tuple[int, str]:
    for number, line in enumerate(lines, 1):
        if len(line) > LARGEST_CELL and line.lstrip()[:1] not in {"[", "{"}:
            raise refuse(NOT_A_TABLE, facts.name, "its first line is longer than 1 MiB")
        if line.strip(" \t\r\n"):
            return number, line
    raise refuse(NO_RECORDS, facts.name, "the file is empty")


def _sniff(line: str) -> str:
    """Return the delimiter that cuts the header into most cells; a comma where none does."""
    counts = {delimiter: len(next(csv.reader([line], delimiter=delimiter), [])) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])


def _header(lines: Iterable[str], delimiter: str, facts: FileFacts) -> tuple[list[str], int]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        header = next(reader)
    except csv.Error:
        raise refuse(NOT_A_TABLE, facts.name, "its first line can't be read as a header") from None
    if any(LONE.search(cell) for cell in header):
        raise refuse(NOT_A_TABLE, facts.name, "its header isn't UTF-8 text")
    return header, reader.line_num


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
        hint = f"say which column it is: --map 'THEIRS={absent[0]}'"
        raise UsageError(message, hint=hint, code=BAD_HEADER.code)


# ------------------------------------------------------------------------------------------------------------- rows


def _numbered(lines: Iterator[str], skipped: int) -> Iterator[list[tuple[int, str]]]:
    numbered = enumerate(lines, skipped + 1)
    while chunk := list(islice(numbered, CHUNK)):
        yield [(number, line) for number, line in chunk if not line.isspace()]


def _line_rows(lines: Iterator[str], damage: Damage) -> Iterator[Rows]:
    for chunk in _numbered(lines, 0):
        refusals: list[Refusal] = []
        if damage.any:
            refusals = [Refusal(number, reason) for number, line in chunk if (reason := text_reason(line))]
            chunk = [item for item in chunk if not text_reason(item[1])]  # noqa: PLW2901 - the chunk without bad lines
        yield Rows([number for number, _ in chunk], [[line.rstrip("\r\n") for _, line in chunk]], refusals)
