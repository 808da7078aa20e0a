"""Writing into a file that somebody wrote: other text in place of some spans, and not a byte elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

from xpromo.definitions.positions import Document
from xpromo.definitions.text import LINE_END
from xpromo.errors import Edit, Location

_Span: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\\\n]*\"")
_PLAIN = re.compile(r"[A-Za-z0-9\[][A-Za-z0-9 :./+_\]-]*\Z")


def rewritten(document: Document, place: Location, text: str) -> tuple[Edit, ...]:
    """Return the edit that writes other text in place of a scalar and keeps its quotes; none where that isn't sure."""
    if not text or place.line != place.end_line:
        return ()
    source = document.source_line(place.line)[place.column - 1 : place.end_column - 1]
    if not source or source[0] in "|>!&*?-[{":
        return ()
    if source[0] in "'\"" and text[0] != "[":
        return (Edit(place, f"{source[0]}{text}{source[0]}"),) if _QUOTED.fullmatch(source) else ()
    return (Edit(place, text if _PLAIN.match(text) else f'"{text}"'),)


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with these edits made; they must lie in it and must not overlap."""
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    pieces, last = [], 0
    for start, end, new in sorted((*_span(starts, edit.place), edit.text) for edit in edits):
        if not last <= start <= end <= len(text):
            raise ValueError("edits overlap, or lie outside of the text")
        pieces += [text[last:start], new]
        last = end
    return "".join([*pieces, text[last:]])


def apart(groups: Iterable[Sequence[Edit]]) -> list[Sequence[Edit]]:
    """Return those groups of edits that can be made together: of two that touch each other, the first."""
    kept: list[Sequence[Edit]] = []
    taken: list[_Span] = []
    for group in groups:
        spans = sorted(_ends(edit.place) for edit in group)
        alone = not any(_touch(one, other) for one, other in pairwise(spans))
        if alone and not any(_touch(one, other) for one in spans for other in _around(taken, one)):
            kept.append(group)
            for span in spans:
                insort(taken, span)
    return kept


def _around(taken: Sequence[_Span], span: _Span) -> Sequence[_Span]:
    """Return the spans before and after; none of ``taken`` touches another, so these are all that may touch it."""
    place = bisect_left(taken, span)
    return taken[max(place - 1, 0) : place + 1]


def _ends(place: Location) -> _Span:
    return (place.line, place.column), (place.end_line, place.end_column)


def _touch(one: _Span, other: _Span) -> bool:
    return one == other or (one[0] < other[1] and other[0] < one[1])


def _span(starts: Sequence[int], place: Location) -> tuple[int, int]:
    return (
        starts[place.line - 1] + place.column - 1,
        starts[place.end_line - 1] + place.end_column - 1,
    )
