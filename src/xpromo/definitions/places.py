"""The parser's events → where every value and every key stands; made only when a problem needs a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from xpromo.definitions.file_rules import DUPLICATE_KEY
from xpromo.definitions.text import LINE_END
from xpromo.definitions.tree import Event
from xpromo.errors import Location, Problem

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, and its key (None for items of a list and for the whole file); ``block`` for a mapping
    that is not in braces.
    """

    value: Location
    key: Location | None
    block: bool = False


def span_of(path: str, event: Event) -> Location:
    """Return the span of an event in the file ``path``."""
    start, end = event.start_mark, event.end_mark
    return Location(path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def is_empty(span: Location) -> bool:
    """Whether nothing was typed there."""
    return (span.line, span.column) == (span.end_line, span.end_column)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    path: Path
    key: Location | None
    event: Event
    mapping: bool
    waiting: tuple[str, Location] | None = None  # a key whose value comes next
    count: int = 0
    end: tuple[int, int] = (0, 0)  # of the last value inside

    @property
    def wants_key(self) -> bool:
        return self.mapping and self.waiting is None


class Places:
    """Places so far, outer before inner. Of a key that stands twice the first counts; the second is a problem."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.places: dict[Path, Place] = {}
        self.repeated: list[Problem] = []
        self.stack: list[_Open] = []

    def scalar(self, event: Event) -> None:
        """Take text: a key, or a value."""
        span = self._value_span(event)
        outer = self.stack[-1] if self.stack else None
        if outer is not None and outer.wants_key:
            self._begin(outer, event.value, span)
            return
        here, key = self._next()
        self.places[here] = Place(span, key)
        self._extend(key if key and is_empty(span) else span)

    def mapping(self, event: Event) -> None:
        """Begin a mapping."""
        self._open(event, mapping=True)

    def sequence(self, event: Event) -> None:
        """Begin a list."""
        self._open(event, mapping=False)

    def close(self, event: Event) -> None:
        """End a list or mapping: where its braces close, else with its last value (the parser has gone on by then)."""
        done = self.stack.pop()
        flow = done.event.flow_style
        line, column = (event.end_mark.line + 1, event.end_mark.column + 1) if flow else done.end
        start = done.event.start_mark
        span = Location(self.path, start.line + 1, start.column + 1, line, column)
        self.places[done.path] = Place(span, done.key, self.places[done.path].block)
        self._extend(span)

    def _open(self, event: Event, *, mapping: bool) -> None:
        here, key = self._next()
        self.places[here] = Place(span_of(self.path, event), key, mapping and not event.flow_style)
        self.stack.append(_Open(here, key, event, mapping))

    def _begin(self, outer: _Open, name: str, span: Location) -> None:
        outer.waiting = (name, span)
        first = self.places.get((*outer.path, name))
        if first is not None and first.key is not None:
            where = f"line {first.key.line}, column {first.key.column}"
            message = f"the key `{name}` stands here a second time, first in {where}"
            self.repeated.append(DUPLICATE_KEY.at(span, message, "keep one of them"))
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
            return span_of(self.path, event)
        start = event.start_mark
        lines = LINE_END.split(self.text[start.index : event.end_mark.index].rstrip())
        column = len(lines[-1]) + (start.column if len(lines) == 1 else 0)
        return Location(self.path, start.line + 1, start.column + 1, start.line + len(lines), column + 1)
