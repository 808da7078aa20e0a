"""Text with some spans written anew; everything else stays byte for byte."""

from __future__ import annotations

from collections.abc import Sequence

from xpromo.definitions.model import Keys
from xpromo.definitions.positions import Document
from xpromo.definitions.text import LINE_END
from xpromo.errors import Edit, Location


def rewritten(text: str, edits: Sequence[Edit]) -> str:
    """Return the text after all edits, whose places are those of the text as it was and don't overlap.

    Every line ends in a line feed afterwards.
    """
    text = LINE_END.sub("\n", text)
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    for edit in sorted(edits, key=lambda edit: edit.place, reverse=True):
        place = edit.place
        first, last = starts[place.line - 1] + place.column - 1, starts[place.end_line - 1] + place.end_column - 1
        text = text[:first] + edit.text + text[last:]
    return text


def insert_above(document: Document, keys: Keys, line: str) -> Edit:
    """Return the edit that puts a line above the one on which the value at ``keys`` begins, as far indented."""
    place = document.locate(keys)
    source = document.source_line(place.line)
    indent = source[: len(source) - len(source.lstrip())]
    return Edit(Location(place.path, place.line, 1, place.line, 1), f"{indent}{line}\n")
