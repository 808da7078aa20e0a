"""Where in a template the fault stands: Jinja tells the line on which a tag begins, and a tag can have several."""

from __future__ import annotations

import re

from xpromo.errors import Location

_MISSING = re.compile(r"'([^']+)' is undefined|no attribute '([^']+)'")
_IN_TAG = r"\{[{%](?:(?![}%]\}).)*?"


def line_of(source: str, place: Location) -> Location:
    """Return the whole line of a place, but for what indents it."""
    lines = source.split("\n")
    text = lines[place.line - 1].rstrip() if place.line <= len(lines) else ""
    column = len(text) - len(text.lstrip()) + 1
    return Location(place.path, place.line, column, place.line, max(column, len(text) + 1))


def word_of(source: str, place: Location, message: str) -> Location:
    """Return where the name that a message calls missing stands, from the line of ``place`` on; else that line."""
    missing = _MISSING.search(message)
    if not missing:
        return line_of(source, place)
    start = sum(len(line) + 1 for line in source.split("\n")[: place.line - 1])
    name = rf"\b({re.escape(missing[1] or missing[2])})\b"
    word = re.compile(name if _is_inside(source, start) else _IN_TAG + name, re.DOTALL).search(source, start)
    if not word:
        return line_of(source, place)
    line = source.count("\n", 0, word.start(1)) + 1
    column = word.start(1) - source.rfind("\n", 0, word.start(1))
    return Location(place.path, line, column, line, column + len(word[1]))


def _is_inside(source: str, offset: int) -> bool:
    """Whether a tag that began before is still open."""
    opened, closed = (max(source.rfind(sign, 0, offset) for sign in signs) for signs in (("{{", "{%"), ("}}", "%}")))
    return opened > closed
