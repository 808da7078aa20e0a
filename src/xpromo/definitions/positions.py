"""YAML text → a tree of plain values, and the exact place of every one of them; the only module that imports yaml.

Every scalar is the text that was typed; a plain ``null``, ``~`` or nothing is None. What can hurt (size, depth, aliases,
tags …) is refused while the parser's events pass by, before a tree exists. Positions cost nothing until a problem
needs one: then the text is parsed once more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from xpromo.definitions import rules
from xpromo.definitions.syntax import explain_syntax
from xpromo.errors import Location, Problem, Rule

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_NODES = 20_000

Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"
Path: TypeAlias = tuple[str | int, ...]

_NULLS = frozenset({"", "~", "null"})
# What YAML, terminals or people would read as something else: C0, C1, line separators, direction overrides,
# non-characters, a byte order mark in the middle.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """The parser in Python, for a PyYAML that was built without libyaml."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


try:
    from yaml.cyaml import CParser as _Parser
except ImportError:  # pragma: no cover - every wheel of PyYAML holds libyaml
    _Parser = _PureParser


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """What was read breaks a rule at a place; raised inside a pass over events."""

    def __init__(self, rule: Rule, event: Any, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.start = event.start_mark
        self.end = event.end_mark
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands and where its key stands (None for items of a list and for the whole file)."""

    value: Location
    key: Location | None
    block: bool = False


@dataclass(frozen=True)
class Document:
    """One file as read: its text and its values. ``path`` is what problems call the file."""

    path: str
    text: str
    data: Data

    @cached_property
    def places(self) -> dict[Path, Place]:
        """Every value's place; made when the first problem asks."""
        return _locate_all(self.path, self.text)[0]

    def locate(self, path: Path = (), *, key: bool = False) -> Location:
        """Return the span of the value at ``path`` (of its key with ``key``), else of the nearest value around it.

        A value that is nothing (``key:``) has no extent: its key stands for it.
        """
        while path and path not in self.places:
            path = path[:-1]
        place = self.places.get(path)
        if place is None:
            return Location(self.path)
        return place.key if place.key and (key or _is_empty(place.value)) else place.value

    def locate_missing(self, path: Path = ()) -> Location:
        """Return where something missing in the mapping at ``path`` would go: its first key, else its own span."""
        place = self.places.get(path)
        if place is not None and place.block:
            for inner, found in self.places.items():
                if len(inner) == len(path) + 1 and inner[:-1] == path and found.key:
                    return found.key
        return self.locate(path)

    def source_line(self, number: int) -> str:
        """Return the text of a line (from 1) without its end; "" beyond the last."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    @cached_property
    def _lines(self) -> list[str]:
        return _LINE_END.split(self.text)


def load_document(path: str, content: str | bytes) -> tuple[Document | None, list[Problem]]:
    """Return the document, or None and why not. Nothing that a file can hold raises.

    Duplicate keys are problems too, but the document is returned with the first of them, so that the rest of the
    file is looked at.
    """
    decoded = _decode(path, content)
    if isinstance(decoded, Problem):
        return None, [decoded]
    text = decoded
    try:
        data, repeated = _read(text)
    except _Refused as refused:
        location = _span(path, refused.start, refused.end)
        return None, [refused.rule.at(location, str(refused), refused.hint)]
    except yaml.MarkedYAMLError as error:
        return None, [explain_syntax(path, text, error)]
    except (yaml.YAMLError, ValueError, UnicodeError, RecursionError):  # the parser in Python knows more ways to fail
        return None, [rules.YAML_SYNTAX.at(Location(path), "this file can't be read as YAML")]
    if data is None:
        hint = "`xpromo init` writes a workspace that works, `xpromo plan` a campaign"
        return None, [rules.EMPTY_FILE.at(Location(path), "the file holds nothing", hint)]
    return Document(path, text, data), _locate_all(path, text)[1] if repeated else []


def _decode(path: str, content: str | bytes) -> str | Problem:
    if len(content) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024} KiB"
        return rules.FILE_TOO_LARGE.at(Location(path), message, "split it: one file a campaign, one file a partner")
    if isinstance(content, bytes):
        if content[:2] in _BYTE_ORDER_MARKS:
            return rules.NOT_UTF8.at(Location(path), "byte 0 begins a file in UTF-16", "save the file as UTF-8")
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            return _not_utf8(path, content, error.start)
    else:
        text = content
    text = text.removeprefix("\ufeff")
    found = None if text.isascii() and text.isprintable() else _CONTROL.search(text)
    return text if found is None else _control(path, text, found.start())


def _not_utf8(path: str, content: bytes, offset: int) -> Problem:
    before = content[:offset].decode().removeprefix("\ufeff")
    message = f"byte {offset} (0x{content[offset]:02x}) is not UTF-8"
    return rules.NOT_UTF8.at(_point(path, before), message, "save the file as UTF-8")


def _control(path: str, text: str, index: int) -> Problem:
    name = f"U+{ord(text[index]):04X}"
    return rules.CONTROL_CHARACTER.at(_point(path, text[:index]), f"the character {name} is not allowed", "delete it")


def _point(path: str, before: str) -> Location:
    """Return the place of the one character that follows ``before``."""
    lines = _LINE_END.split(before)
    line, column = len(lines), len(lines[-1]) + 1
    return Location(path, line, column, line, column + 1)


def _span(path: str, start: Any, end: Any) -> Location:
    return Location(path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _is_empty(span: Location) -> bool:
    return (span.line, span.column) == (span.end_line, span.end_column)


# ------------------------------------------------------------------------------------------------ values


def _read(text: str) -> tuple[Data, bool]:
    """Return the tree and whether a key stands twice somewhere; one pass, no recursion, this is the hot path."""
    root: list[Data] = []
    container: Any = root
    key: str | None = None
    stack: list[tuple[Any, str | None]] = []
    nodes = documents = 0
    repeated, escapes = False, "\\" in text
    value: Any
    get_event: Callable[[], Any] = _Parser(text).get_event
    for event in iter(get_event, None):
        kind = type(event)
        if kind is ScalarEvent:
            value = event.value
            if event.tag is not None or event.anchor is not None or escapes:
                _check_scalar(event)
            if value in _NULLS and event.implicit[0] and (key is not None or type(container) is list):
                value = None
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None or event.anchor is not None:
                _refuse_property(event)
            if len(stack) >= MAX_DEPTH:
                raise _Refused(rules.TOO_DEEP, event, f"nested more than {MAX_DEPTH} levels deep")
            if type(container) is dict and key is None:
                raise _Refused(rules.BAD_KEY, event, "a key must be plain text")
            value = {} if kind is MappingStartEvent else []
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            container, key = stack.pop()
            continue
        else:
            if kind is AliasEvent:
                raise _Refused(rules.ALIAS, event, f"the alias `*{event.anchor}`", "write the value out again")
            documents += kind is DocumentStartEvent
            if documents > 1:
                raise _Refused(
                    rules.SEVERAL_DOCUMENTS, event, "a second document begins here", "one file, one document"
                )
            continue
        nodes += 1
        if nodes > MAX_NODES:
            raise _Refused(rules.TOO_MANY_NODES, event, f"more than {MAX_NODES:,} values")
        if type(container) is list:
            container.append(value)
        elif key is None:
            if value == "<<" and event.implicit[0]:
                raise _Refused(rules.MERGE_KEY, event, "the merge key `<<`", "write the keys out again")
            key = value
            repeated = repeated or key in container
            continue
        else:
            container.setdefault(key, value)
            key = None
        if kind is not ScalarEvent:
            stack.append((container, key))
            container, key = value, None
    return (root[0] if root else None), repeated


def _check_scalar(event: Any) -> None:
    if event.tag is not None or event.anchor is not None:
        _refuse_property(event)
    found = _CONTROL.search(event.value)
    if found:
        message = f"this text holds the character U+{ord(found.group()):04X}"
        raise _Refused(rules.CONTROL_CHARACTER, event, message, "delete the escape")


def _refuse_property(event: Any) -> None:
    if event.anchor is not None:
        raise _Refused(rules.ALIAS, event, f"the anchor `&{event.anchor}`", "write the value out where it is used")
    raise _Refused(
        rules.TAG, event, f"the tag `{event.tag}`", "delete it: values are text until a key gives them a type"
    )


# ------------------------------------------------------------------------------------------------ places


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    path: Path
    key: Location | None
    start: Any
    mapping: bool
    flow: bool
    pending: tuple[str, Location] | None = None  # a key whose value comes next
    count: int = 0
    end: tuple[int, int] = (0, 0)


def _locate_all(path: str, text: str) -> tuple[dict[Path, Place], list[Problem]]:
    """Return the place of every value, outer before inner, and a problem for every key that stands twice.

    Only for text that :func:`_read` took.
    """
    places: dict[Path, Place] = {}
    problems: list[Problem] = []
    stack: list[_Open] = []
    for event in _events(text):
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            closed = stack.pop()
            line, column = (event.end_mark.line + 1, event.end_mark.column + 1) if closed.flow else closed.end
            value = Location(path, closed.start.line + 1, closed.start.column + 1, line, column)
            places[closed.path] = Place(value, closed.key, closed.mapping and not closed.flow)
            _extend(stack, value)
            continue
        span = _value_span(path, text, event)
        outer = stack[-1] if stack else None
        if outer and outer.mapping and outer.pending is None:
            outer.pending = (event.value, span)
            if (*outer.path, event.value) in places:
                problems.append(_repeated(places, outer.path, event.value, span))
            continue
        here, key = _step(outer)
        places.setdefault(here, Place(span, key))
        if isinstance(event, ScalarEvent):
            _extend(stack, key if key and _is_empty(span) else span)
        else:
            mapping = isinstance(event, MappingStartEvent)
            stack.append(_Open(here, key, event.start_mark, mapping, bool(event.flow_style)))
    return places, problems


def _events(text: str) -> Iterator[Any]:
    wanted = ScalarEvent | MappingStartEvent | SequenceStartEvent | MappingEndEvent | SequenceEndEvent
    return (event for event in iter(_Parser(text).get_event, None) if isinstance(event, wanted))


def _step(outer: _Open | None) -> tuple[Path, Location | None]:
    """Return the path of the value that comes next in ``outer``, and its key."""
    if outer is None:
        return (), None
    if outer.pending is not None:
        name, key = outer.pending
        outer.pending = None
        return (*outer.path, name), key
    outer.count += 1
    return (*outer.path, outer.count - 1), None


def _extend(stack: list[_Open], inner: Location) -> None:
    if stack:
        stack[-1].end = (inner.end_line, inner.end_column)


def _value_span(path: str, text: str, event: Any) -> Location:
    """Return a value's extent; a block scalar's without the line ends that the parser counts to it."""
    if not isinstance(event, ScalarEvent) or event.style not in ("|", ">"):
        return _span(path, event.start_mark, event.end_mark)
    start = event.start_mark
    lines = _LINE_END.split(text[start.index : event.end_mark.index].rstrip())
    column = len(lines[-1]) + (start.column if len(lines) == 1 else 0)
    return Location(path, start.line + 1, start.column + 1, start.line + len(lines), column + 1)


def _repeated(places: dict[Path, Place], outer: Path, name: str, key: Location) -> Problem:
    first = places[(*outer, name)].key
    where = f"line {first.line}, column {first.column}" if first else "above"
    message = f"the key `{name}` stands here for the second time, first in {where}"
    return rules.DUPLICATE_KEY.at(key, message, "keep one of them")
