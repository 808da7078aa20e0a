"""YAML text → a tree of plain values, and the exact place of every one of them; the only module that imports yaml.

Every scalar is the text that was typed; a plain ``null``, ``~`` or nothing is None. What can hurt (depth, aliases,
tags …) is refused while the parser's events pass by, before there is a tree. Positions cost nothing until a problem
needs one: then the text is parsed once more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import yaml
from yaml import events

from xpromo.definitions import file_rules as rules
from xpromo.definitions.syntax import explain_syntax
from xpromo.definitions.text import CONTROL, LINE_END, decode
from xpromo.errors import Location, Problem, Rule

MAX_DEPTH = 32
MAX_NODES = 20_000

Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"
Path: TypeAlias = tuple[str | int, ...]
Event: TypeAlias = Any  # PyYAML's events have marks, which their published types call optional
Parser: TypeAlias = Callable[[str], Any]

_NULLS = frozenset({"", "~", "null"})


class PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """The parser in Python, for a PyYAML that was built without libyaml: slower, the same answers."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


_parser: Parser = getattr(yaml.cyaml, "CParser", PureParser) if yaml.__with_libyaml__ else PureParser


class _Refused(Exception):
    """What an event brings breaks a rule; never leaves this module."""

    def __init__(self, rule: Rule, event: Event, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.event = event
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, and its key (None for items of a list and for the whole file); ``block`` for a mapping
    that is not in braces.
    """

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
        """Every value's place, in the order of the file; made when the first problem asks."""
        return _locate_all(self.path, self.text).places

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
        """Return where something that the mapping at ``path`` lacks would go: its first key, else its own span."""
        place = self.places.get(path)
        if place is not None and place.block:
            inside = (found for inner, found in self.places.items() if len(inner) > len(path) and inner[:-1] == path)
            first = next(inside, None)
            if first is not None and first.key is not None:
                return first.key
        return self.locate(path)

    def source_line(self, number: int) -> str:
        """Return the text of a line (from 1) without its end; "" beyond the last."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    @cached_property
    def _lines(self) -> list[str]:
        return LINE_END.split(self.text)


def load_document(path: str, content: str | bytes) -> tuple[Document | None, list[Problem]]:
    """Return the document, or None and why not. Nothing that a file can hold raises.

    Keys that stand twice are problems too, but the document is returned with the first of each, so that the rest of
    the file can be looked at.
    """
    text = decode(path, content)
    if isinstance(text, Problem):
        return None, [text]
    try:
        tree = _read(text)
    except _Refused as refused:
        return None, [refused.rule.at(_span(path, refused.event), str(refused), refused.hint)]
    except yaml.MarkedYAMLError as error:
        return None, [explain_syntax(path, text, error)]
    except (yaml.YAMLError, ValueError, RecursionError):  # the parser in Python knows more ways to fail
        return None, [rules.YAML_SYNTAX.at(Location(path), "this file can't be read as YAML")]
    if not any(item is not None for item in tree.root):
        hint = "`xpromo init` writes a workspace that passes, `xpromo plan` a campaign"
        return None, [rules.EMPTY_FILE.at(Location(path), "the file holds nothing", hint)]
    document = Document(path, text, tree.root[0])
    return document, _locate_all(path, text).repeated if tree.repeated else []


def _span(path: str, event: Event) -> Location:
    start, end = event.start_mark, event.end_mark
    return Location(path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _is_empty(span: Location) -> bool:
    return (span.line, span.column) == (span.end_line, span.end_column)


# ------------------------------------------------------------------------------------------------ values


def _read(text: str) -> _Tree:
    """Return the values; raises _Refused and yaml.YAMLError. No recursion: depth is a file's to choose."""
    tree = _Tree(escapes="\\" in text)
    steps: dict[type, Callable[[Event], None]] = {
        events.ScalarEvent: tree.scalar,
        events.MappingStartEvent: tree.mapping,
        events.SequenceStartEvent: tree.sequence,
        events.MappingEndEvent: tree.close,
        events.SequenceEndEvent: tree.close,
        events.AliasEvent: tree.alias,
        events.DocumentStartEvent: tree.document,
    }
    for event in iter(_parser(text).get_event, None):
        step = steps.get(type(event))
        if step is not None:
            step(event)
    return tree


class _Tree:
    """The values so far: an open list or mapping, the key that waits for its value, and what is open around them."""

    __slots__ = ("container", "documents", "escapes", "key", "nodes", "repeated", "root", "stack")

    def __init__(self, *, escapes: bool) -> None:
        self.root: list[Data] = []
        self.container: Any = self.root
        self.key: str | None = None
        self.stack: list[Any] = []
        self.nodes = self.documents = 0
        self.repeated = False
        self.escapes = escapes

    def scalar(self, event: Event) -> None:
        value: str | None = event.value
        plain = event.implicit[0]
        if event.tag is not None or event.anchor is not None:
            _refuse_property(event)
        if self.escapes and not plain:
            _refuse_control(event)
        if self.key is None and type(self.container) is dict:
            self._begin(event, plain=plain)
        else:
            self._add(event, None if plain and value in _NULLS else value)

    def mapping(self, event: Event) -> None:
        self._open(event, {})

    def sequence(self, event: Event) -> None:
        self._open(event, [])

    def close(self, _event: Event) -> None:
        self.container = self.stack.pop()

    def alias(self, event: Event) -> None:
        raise _Refused(
            rules.YAML_ALIAS, event, f"the alias `*{event.anchor}` is not allowed", "write the value out again"
        )

    def document(self, event: Event) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Refused(rules.SEVERAL_DOCUMENTS, event, "a second document begins here", "make it another file")

    def _begin(self, event: Event, *, plain: bool) -> None:
        """Take a key; it waits for its value."""
        name = event.value
        if plain and name == "<<":
            raise _Refused(rules.MERGE_KEY, event, "the merge key `<<` is not allowed", "write the keys out again")
        if plain and name == "":
            raise _Refused(rules.BAD_KEY, event, "a key is missing before this `:`")
        self._count(event)
        self.repeated = self.repeated or name in self.container
        self.key = name

    def _add(self, event: Event, value: Any) -> None:
        self._count(event)
        if self.key is None:
            self.container.append(value)
        else:
            self.container.setdefault(self.key, value)
            self.key = None

    def _open(self, event: Event, value: Any) -> None:
        if event.tag is not None or event.anchor is not None:
            _refuse_property(event)
        if len(self.stack) >= MAX_DEPTH:
            raise _Refused(rules.TOO_DEEP, event, f"nested more than {MAX_DEPTH} levels deep", "write it flatter")
        if self.key is None and type(self.container) is dict:
            raise _Refused(rules.BAD_KEY, event, "a key must be text, not a list or a mapping")
        self._add(event, value)
        self.stack.append(self.container)
        self.container = value

    def _count(self, event: Event) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _Refused(rules.TOO_MANY_VALUES, event, f"more than {MAX_NODES:,} values", "split the file")


def _refuse_property(event: Event) -> None:
    if event.anchor is not None:
        hint = "write the value out where it is used"
        raise _Refused(rules.YAML_ALIAS, event, f"the anchor `&{event.anchor}` is not allowed", hint)
    tag = event.tag.replace("tag:yaml.org,2002:", "!!")
    raise _Refused(rules.YAML_TAG, event, f"the tag `{tag}` is not allowed", "delete it: the key decides on the type")


def _refuse_control(event: Event) -> None:
    found = CONTROL.search(event.value)
    if found:
        message = f"this text holds the invisible character U+{ord(found.group()):04X}"
        raise _Refused(rules.CONTROL_CHARACTER, event, message, "delete the escape")


# ------------------------------------------------------------------------------------------------ places


def _locate_all(path: str, text: str) -> _Places:
    """Return the place of every value of a text that :func:`_read` took."""
    places = _Places(path, text)
    steps: dict[type, Callable[[Event], None]] = {
        events.ScalarEvent: places.scalar,
        events.MappingStartEvent: places.open,
        events.SequenceStartEvent: places.open,
        events.MappingEndEvent: places.close,
        events.SequenceEndEvent: places.close,
    }
    for event in iter(_parser(text).get_event, None):
        step = steps.get(type(event))
        if step is not None:
            step(event)
    return places


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    path: Path
    key: Location | None
    event: Event
    waiting: tuple[str, Location] | None = None  # a key whose value comes next
    count: int = 0
    end: tuple[int, int] = (0, 0)  # of the last value inside

    @property
    def wants_key(self) -> bool:
        return self.waiting is None and isinstance(self.event, events.MappingStartEvent)


class _Places:
    """Places so far, outer before inner. Of a key that stands twice the first counts; the second is a problem."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.places: dict[Path, Place] = {}
        self.repeated: list[Problem] = []
        self.stack: list[_Open] = []

    def scalar(self, event: Event) -> None:
        span = self._value_span(event)
        outer = self.stack[-1] if self.stack else None
        if outer is not None and outer.wants_key:
            self._begin(outer, event.value, span)
            return
        here, key = self._next()
        self.places[here] = Place(span, key)
        self._extend(key if key and _is_empty(span) else span)

    def open(self, event: Event) -> None:
        here, key = self._next()
        block = isinstance(event, events.MappingStartEvent) and not event.flow_style
        self.places[here] = Place(_span(self.path, event), key, block)
        self.stack.append(_Open(here, key, event))

    def close(self, event: Event) -> None:
        """End a list or mapping: where its braces close, else with its last value (the parser has gone on by then)."""
        done = self.stack.pop()
        flow = done.event.flow_style
        line, column = (event.end_mark.line + 1, event.end_mark.column + 1) if flow else done.end
        start = done.event.start_mark
        span = Location(self.path, start.line + 1, start.column + 1, line, column)
        self.places[done.path] = Place(span, done.key, self.places[done.path].block)
        self._extend(span)

    def _begin(self, outer: _Open, name: str, span: Location) -> None:
        outer.waiting = (name, span)
        first = self.places.get((*outer.path, name))
        if first is not None and first.key is not None:
            where = f"line {first.key.line}, column {first.key.column}"
            message = f"the key `{name}` stands here a second time, first in {where}"
            self.repeated.append(rules.DUPLICATE_KEY.at(span, message, "keep one of them"))
            outer.waiting = (f"{name}\0{len(self.repeated)}", span)  # a path that nobody can ask for

    def _next(self) -> tuple[Path, Location | None]:
        """Return the path of the value that comes now, and its key."""
        if not self.stack:
            return (), None
        outer = self.stack[-1]
        if outer.waiting is not None:
            name, key = outer.waiting
            outer.waiting = None
            return (*outer.path, name), key
        outer.count += 1
        return (*outer.path, outer.count - 1), None

    def _extend(self, inner: Location) -> None:
        if self.stack:
            self.stack[-1].end = (inner.end_line, inner.end_column)

    def _value_span(self, event: Event) -> Location:
        """Return a scalar's extent; of text after ``|`` or ``>`` without the line ends that the parser counts to it."""
        if event.style not in {"|", ">"}:
            return _span(self.path, event)
        start = event.start_mark
        lines = LINE_END.split(self.text[start.index : event.end_mark.index].rstrip())
        column = len(lines[-1]) + (start.column if len(lines) == 1 else 0)
        return Location(self.path, start.line + 1, start.column + 1, start.line + len(lines), column + 1)
