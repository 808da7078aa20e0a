"""JSON → rows: one object a line, or objects inside one document; nested keys become one name.

``{"context": {"campaign": {"name": …}}}`` is the column ``context campaign name``. A list stays what it is, as JSON
text. Numbers are the texts that they were written as.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from xpromo.records import Refusal
from xpromo.sources.source import CHUNK, Rows, plain_name

LARGEST_CELL = 1 << 20
DEEPEST = 8

Object: TypeAlias = dict[str, object]
_SPACE = re.compile(r"[ \t\r\n]*")
LONE = re.compile("[\ud800-\udfff]")


class BadJson(ValueError):
    """A text that isn't the JSON that was looked for; ``at`` is where it stops to be, ``what`` why it is no table where
    it is JSON.
    """

    def __init__(self, at: int, what: str = "") -> None:
        super().__init__(at)
        self.at = at
        self.what = what


@dataclass(slots=True)
class JsonDocument:
    """A whole JSON text: ``outer``, its top-level object (empty for a list), and every list of objects in it with the
    line of each item; a top-level list is called "". ``lines``: of each list in it, the lines of the items.
    ``further``: the values that follow, where several answers were saved one behind the other.
    """

    outer: Object = field(default_factory=dict)
    lists: dict[str, list[tuple[int, Object]]] = field(default_factory=dict)
    line: int = 1
    lines: dict[str, list[int]] = field(default_factory=dict)
    further: list[JsonDocument] = field(default_factory=list)

    def pages(self, keys: Sequence[str]) -> list[JsonDocument]:
        """Return the answers in it: one for each value, and of a list each item that holds records under these keys."""
        return [page for value in (self, *self.further) for page in _paged(value, keys)]

    def of(self, keys: Sequence[str]) -> list[tuple[int, Object]]:
        """Return the objects under the first of these keys that is there; the outer object itself where none is."""
        found = next((self.lists[key] for key in ("", *keys) if key in self.lists), None)
        if found is not None:
            return found
        empty = any(isinstance(value, list) and plain_name(key) in keys for key, value in self.outer.items())
        return [] if empty or not self.outer else [(self.line, self.outer)]


def records_of(pages: Sequence[JsonDocument], keys: Sequence[str]) -> list[tuple[int, Object]]:
    """Return the records of all answers; those that share lines are told apart by their place instead."""
    found = [item for page in pages for item in page.of(keys)]
    shared = len({line for line, _ in found}) < len(found)
    return [(number, item) for number, (_, item) in enumerate(found, 1)] if shared else found


def lists_in(found: Object) -> dict[str, list[Object]]:
    """Return the lists of objects that an object holds, by plain name."""
    lists = {plain_name(key): value for key, value in found.items() if isinstance(value, list) and value}
    return {key: value for key, value in lists.items() if all(isinstance(item, dict) for item in value)}


def _paged(value: JsonDocument, keys: Sequence[str]) -> list[JsonDocument]:
    items = value.lists.get("", [])
    if not any(key in keys for _, item in items[:1] for key in lists_in(item)):
        return [value]
    return [
        JsonDocument(item, {key: [(line, inner) for inner in inside] for key, inside in lists_in(item).items()}, line)
        for line, item in items
    ]


def parse_document(text: str) -> JsonDocument:
    """Take a JSON text apart, or several with space between them; raises BadJson for what is neither an object nor a
    list of objects, or of lists that a header begins.
    """
    found, at = _value(text, _skip(text, 0), 1, 0)
    line, counted = found.line, _skip(text, 0)
    while (following := _skip(text, at)) < len(text):
        if following == at:
            raise BadJson(at)
        line, counted = line + text.count("\n", counted, following), following
        more, at = _value(text, following, line, following)
        found.further.append(more)
    return found


def _value(text: str, at: int, line: int, counted: int) -> tuple[JsonDocument, int]:
    """Return the object or list that begins at ``at`` and where it ends. ``line`` is that of ``counted``."""
    found = JsonDocument(line=line + text.count("\n", counted, at))
    try:
        if text[at : at + 1] == "[":
            items, at = _items(text, at, found.line)
            is_table = items and all(isinstance(item, list) for _, item in items)
            found.lists[""] = _rows(items) if is_table else _objects(items, at)
        elif text[at : at + 1] == "{":
            at = _outer(text, at, found)
            _name_columns(found)
        else:
            raise BadJson(at)
    except json.JSONDecodeError as error:
        raise BadJson(error.pos) from None
    except (ValueError, RecursionError) as error:
        raise (error if isinstance(error, BadJson) else BadJson(at)) from None
    return found, at


def _outer(text: str, at: int, found: JsonDocument) -> int:
    line, counted = found.line, at
    at = _skip(text, at + 1)
    if text[at : at + 1] == "}":
        return at + 1
    while True:
        key, at = _decoder.raw_decode(text, at)
        at = _expect(text, at, ":")
        if not isinstance(key, str) or key in found.outer:
            raise BadJson(at)
        if text[at : at + 1] == "[":
            line, counted = line + text.count("\n", counted, at), at
            items, at = _items(text, at, line)
            found.outer[key] = [item for _, item in items]
            found.lines[key] = [line for line, _ in items]
            if items and all(isinstance(item, dict) for _, item in items):
                found.lists[plain_name(key)] = _objects(items, at)
        else:
            found.outer[key], at = _decoder.raw_decode(text, at)
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            return at + 1
        at = _expect(text, at, ",")


def _name_columns(found: JsonDocument) -> None:
    """Make objects of a query's answer, ``{"columns": ["a", "b"], "results": [[1, 2], [3, 4]]}``, and of the values of
    a sheet.
    """
    values = found.outer.get("values")
    if found.outer.get("majorDimension") == "ROWS" and isinstance(values, list):
        found.lists[""] = _rows(list(zip(found.lines["values"], values, strict=True)))
    columns, rows = found.outer.get("columns"), found.outer.get("results")
    if not columns or not isinstance(columns, list) or not isinstance(rows, list):
        return
    named = [dict(zip(map(str, columns), row, strict=False)) for row in rows if isinstance(row, list)]
    if len(named) == len(rows):
        found.lists[""] = list(zip(found.lines["results"], named, strict=True))


def _items(text: str, at: int, line: int) -> tuple[list[tuple[int, object]], int]:
    """Return the items of the list that begins at ``at``, on ``line``, with their lines, and where it ends."""
    items: list[tuple[int, object]] = []
    counted = at
    at = _skip(text, at + 1)
    if text[at : at + 1] == "]":
        return items, at + 1
    while True:
        line, counted = line + text.count("\n", counted, at), at
        item, at = _decoder.raw_decode(text, at)
        items.append((line, item))
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return items, at + 1
        at = _expect(text, at, ",")


def _objects(items: Sequence[tuple[int, object]], at: int) -> list[tuple[int, Object]]:
    if not all(isinstance(item, dict) for _, item in items):
        raise BadJson(at)
    return [(line, item) for line, item in items if isinstance(item, dict)]


def _rows(items: Sequence[tuple[int, object]]) -> list[tuple[int, Object]]:
    """Return the rows of a table as objects: ``[["a", "b"], [1, 2], [3, 4]]``; cells at a row's end may be missing."""
    found, rows = [], [(line, item) for line, item in items if isinstance(item, list)]
    header = rows[0][1] if 0 < len(rows) == len(items) else []
    names = [name for name in header if isinstance(name, str)]
    if not names or len(set(names)) < len(header):
        raise BadJson(0, "the first of its lists names no columns, each once, so the others are no rows")
    for line, row in rows[1:]:
        if len(row) > len(names):
            raise BadJson(0, f"a list that begins on line {line} is longer than the first, which names the columns")
        found.append((line, dict(zip(names, row, strict=False))))
    return found


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _expect(text: str, at: int, sign: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        raise BadJson(at)
    return _skip(text, at + 1)


# ------------------------------------------------------------------------------------------------------------ objects


def parse_object(line: str) -> Object | str:
    """Return the object on a line, or the slug of why there is none."""
    if len(line) > LARGEST_CELL:
        return "bad-json"
    try:
        found = _decoder.decode(line.strip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return "bad-json"
    return found if isinstance(found, dict) else "bad-json"


def flat(found: Object) -> dict[str, object]:
    """Return plain names → values; the keys of inner objects are joined to those around them."""
    result: dict[str, object] = {}
    _flatten(found, "", 1, result)
    return result


def _flatten(found: Object, prefix: str, depth: int, into: dict[str, object]) -> None:
    for key, value in found.items():
        name = f"{prefix} {plain_name(key)}".strip()
        if isinstance(value, dict) and depth < DEEPEST:
            _flatten(value, name, depth + 1, into)
        else:
            into.setdefault(name, value)


def as_text(value: object) -> str:
    """Return a value as a cell: nothing is "", lists and what lies too deep are JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def listed(text: str) -> list[Object]:
    """Return the objects in a cell that holds a list as JSON; none for anything else."""
    if text[:1] != "[":
        return []
    items = json.loads(text)  # our own writing: numbers are texts already
    return [item for item in items if isinstance(item, dict)]


def unwrapped(found: Object, paths: Sequence[str]) -> Object:
    """Return the object inside an envelope such as ``{"data": {"object": {…}}}``: the first path that leads to one."""
    for path in paths:
        inner: object = found
        for step in path.split():
            inner = inner.get(step) if isinstance(inner, dict) else None
        if isinstance(inner, dict):
            return inner
    return found


def object_rows(records: Iterator[tuple[int, Object | str]], take: Take) -> Iterator[Rows]:
    """Yield rows in chunks; a record that is a text is the slug of why it isn't taken."""
    while chunk := list(islice(records, CHUNK)):
        lines, cells, refusals = list[int](), list[list[str]](), list[Refusal]()
        for line, found in chunk:
            row = found if isinstance(found, str) else take(found)
            if isinstance(row, str):
                refusals.append(Refusal(line, row))
            else:
                lines.append(line)
                cells.append(row)
        columns = list(zip(*cells, strict=True)) if cells else [()] * take.width
        yield Rows(lines, columns, refusals)


@dataclass(frozen=True, slots=True)
class Take:
    """How an object becomes a row: ``read`` returns its cells, or the slug of why there are none."""

    width: int
    read: Callable[[Object], list[str] | str]

    def __call__(self, found: Object) -> list[str] | str:
        """Return the row of an object."""
        return self.read(found)


def nested_row(wanted: Sequence[str], mapping: Mapping[str, str], paths: Sequence[str]) -> Take:
    """Take objects as deep as they are; of a list the cell is JSON. What lies around an object in an envelope is called
    ``envelope …``.
    """

    def read(found: Object) -> list[str] | str:
        inner = unwrapped(found, paths)
        values = flat(inner)
        if inner is not found:
            values |= {f"envelope {name}": value for name, value in flat(found).items()}
        values |= {ours: values[theirs] for theirs, ours in mapping.items() if theirs in values}
        return _texts([values.get(name) for name in wanted])

    return Take(len(wanted), read)


def flat_row(wanted: Sequence[str], mapping: Mapping[str, str]) -> Take:
    """Take objects whose values are plain, as our own formats have them."""

    def read(found: Object) -> list[str] | str:
        values: dict[str, object] = {}
        for key, value in found.items():
            name = plain_name(key)
            ours = mapping.get(name) or ("" if name in mapping.values() else name)
            if ours in values and ours in wanted:
                return "bad-json"
            values[ours] = value
        row = [values.get(name) for name in wanted]
        return "bad-cell" if any(isinstance(value, list | dict) for value in row) else _texts(row)

    return Take(len(wanted), read)


def _texts(row: Sequence[object]) -> list[str] | str:
    texts = [as_text(value) for value in row]
    return next((reason for text in texts if (reason := text_reason(text))), None) or texts


def text_reason(text: str) -> str:
    """Return the slug of why a text can't be kept, "" when it can."""
    if "\x00" in text:
        return "nul-byte"
    if len(text) > LARGEST_CELL:
        return "bad-cell"
    return "bad-encoding" if not text.isascii() and LONE.search(text) else ""


def _no_constant(text: str) -> object:
    raise ValueError(text)


def _no_twins(pairs: list[tuple[str, object]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


_decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_constant, object_pairs_hook=_no_twins)
