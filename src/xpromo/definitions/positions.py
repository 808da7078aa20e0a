"""YAML text → a tree of plain values, and the exact place of every one of them; the only module that imports yaml.

Every scalar is the text that was typed; a plain ``null``, ``~`` or nothing is None. What can hurt (depth, aliases,
tags …) is refused while the parser's events pass by, before there is a tree. Positions cost nothing until a problem
needs one: then the text is parsed once more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

import yaml
from yaml import events

from xpromo.definitions import file_rules as rules
from xpromo.definitions.comments import Comment, Covered
from xpromo.definitions.places import Path, Place, Places, is_empty, span_of
from xpromo.definitions.syntax import explain_syntax
from xpromo.definitions.text import LINE_END, decode, point
from xpromo.definitions.tree import Data, Event, Refused, Tree
from xpromo.errors import Location, Problem

Parser: TypeAlias = Callable[[str], Any]
Builder = TypeVar("Builder", Tree, Places, Covered)


class PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """The parser in Python, for a PyYAML that was built without libyaml: slower, the same answers."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


HAS_LIBYAML: bool = yaml.__with_libyaml__
_parser: Parser = getattr(yaml.cyaml, "CParser", PureParser) if HAS_LIBYAML else PureParser


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
        return place.key if place.key and (key or is_empty(place.value)) else place.value

    def locate_missing(self, path: Path = ()) -> Location:
        """Return where something that the mapping at ``path`` lacks would go: its first key, else its own span."""
        place = self.places.get(path)
        if place is not None and place.block:
            inside = (found for inner, found in self.places.items() if len(inner) > len(path) and inner[:-1] == path)
            first = next(inside, None)
            if first is not None and first.key is not None:
                return first.key
        return self.locate(path)

    @cached_property
    def comments(self) -> list[Comment]:
        """Every comment, in the order of the file; for the few who ask, the text is parsed once more."""
        return list(self._covered.comments())

    @property
    def first_line(self) -> int:
        """The line on which the first value begins; what stands above it is the head."""
        return self._covered.begin or 1

    @cached_property
    def _covered(self) -> Covered:
        return _walk(self.text, Covered(self.text), {})

    def source_of(self, place: Location) -> str:
        """Return what was typed at a place, its lines joined by single line ends."""
        lines = [self.source_line(number) for number in range(place.line, place.end_line + 1)]
        lines[-1] = lines[-1][: place.end_column - 1]
        lines[0] = lines[0][place.column - 1 :]
        return "\n".join(lines)

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
    except Refused as refused:
        place = span_of(path, refused.event) if refused.at is None else point(path, text[: refused.at])
        return None, [refused.rule.at(place, str(refused), refused.hint)]
    except yaml.MarkedYAMLError as error:
        return None, [explain_syntax(path, text, error)]
    except (yaml.YAMLError, ValueError, RecursionError):  # the parser in Python knows more ways to fail
        return None, [rules.YAML_SYNTAX.at(Location(path), "this file can't be read as YAML")]
    if not any(item is not None for item in tree.root):
        hint = "`xpromo init` writes a workspace that passes, `xpromo plan` a campaign"
        return None, [rules.EMPTY_FILE.at(Location(path), "the file holds nothing", hint)]
    document = Document(path, text, tree.root[0])
    return document, _locate_all(path, text).repeated if tree.repeated else []


def _read(text: str) -> Tree:
    """Return the values; raises Refused and yaml.YAMLError. No recursion: depth is a file's to choose."""
    tree = Tree(text)
    return _walk(text, tree, {events.AliasEvent: tree.alias, events.DocumentStartEvent: tree.document})


def _locate_all(path: str, text: str) -> Places:
    """Return the place of every value of a text that :func:`_read` took."""
    return _walk(text, Places(path, text), {})


def _walk(text: str, builder: Builder, more: dict[type, Callable[[Event], None]]) -> Builder:
    """Hand the parser's events to a builder, one after the other, and return it."""
    steps = more | {
        events.ScalarEvent: builder.scalar,
        events.MappingStartEvent: builder.mapping,
        events.SequenceStartEvent: builder.sequence,
        events.MappingEndEvent: builder.close,
        events.SequenceEndEvent: builder.close,
    }
    for event in iter(_parser(text).get_event, None):
        step = steps.get(type(event))
        if step is not None:
            step(event)
    return builder
