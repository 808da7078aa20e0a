"""Which columns of a table there is room for, how wide each becomes, and where a text may be broken.

A number is never broken: where there is no room for it, its column goes, the most dispensable first. This is the only
door to rich, which knows how wide a character is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from xpromo.report.document import CellKind, Column

GAP = 2  # between columns
READABLE = 16  # sentences give way first, down to this
WHOLE = 28  # an id as long as this is kept in one piece while there is a column to spare
NARROWEST = 8
_BREAK = re.compile(r"(?<=[-./_&])")
_SENTENCES = frozenset({CellKind.TEXT, CellKind.URL})
_WORDS = _SENTENCES | {CellKind.ID}
_FLOORS = {CellKind.TEXT: READABLE, CellKind.URL: READABLE, CellKind.ID: WHOLE}


@dataclass(frozen=True, slots=True)
class Fit:
    """The places of the columns that are shown, their widths, and the width that all columns would take."""

    places: tuple[int, ...]
    widths: tuple[int, ...]
    full: int


def fit(columns: Sequence[Column], lines: Sequence[Sequence[str]], width: int) -> Fit:
    """Return what of a table fits into ``width``; headings may break between words."""
    texts = list(zip(*lines, strict=True)) if lines else [() for _ in columns]
    cells = [max(map(cell_len, column), default=0) for column in texts]
    titled = [max(cell, cell_len(column.title)) for cell, column in zip(cells, columns, strict=True)]
    if _sum(titled) <= width:
        return Fit(tuple(range(len(columns))), tuple(titled), _sum(titled))
    needs = [max([cell, *map(cell_len, column.title.split())]) for cell, column in zip(cells, columns, strict=True)]
    places = _places(columns, needs, width)
    kept = [columns[place] for place in places]
    return Fit(tuple(places), tuple(_narrowed(kept, [needs[place] for place in places], width)), _sum(needs))


def _sum(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _places(columns: Sequence[Column], needs: Sequence[int], width: int) -> list[int]:
    """Return the places of the columns to show; the first one stays whatever happens."""
    least = [min(need, _FLOORS.get(column.kind, need)) for need, column in zip(needs, columns, strict=True)]
    places = list(range(len(columns)))
    spare = sorted((place for place in places[1:] if columns[place].spare), key=lambda place: columns[place].spare)
    while spare and _sum([least[place] for place in places]) > width:
        places.remove(spare.pop())
    narrowest = [
        min(need, NARROWEST) if column.kind in _WORDS else need for need, column in zip(needs, columns, strict=True)
    ]
    while len(places) > 1 and _sum([narrowest[place] for place in places]) > width:
        places.remove(max([place for place in places[1:] if columns[place].kind.is_number] or places[1:]))
    return places


def _narrowed(columns: Sequence[Column], needs: list[int], width: int) -> list[int]:
    """Take what is too much from the widest, column by column: from sentences first, then from names."""
    for kinds, floor in ((_SENTENCES, READABLE), ({CellKind.ID}, WHOLE), (_WORDS, NARROWEST), (_WORDS, 1)):
        places = [place for place, column in enumerate(columns) if column.kind in kinds]
        for _ in range(_sum(needs) - width):
            widest = max(places, key=needs.__getitem__, default=None)
            if widest is None or needs[widest] <= floor:
                break
            needs[widest] -= 1
    return needs


def padded(column: Column, width: int, text: str) -> str:
    """Return a cell as wide as its column, numbers on the right."""
    space = " " * (width - cell_len(text))
    return space + text if column.kind.is_number else text + space


def fold(text: str, width: int) -> list[str]:
    """Return text as lines of at most ``width``, broken between words where there are any, else after a dash or dot."""
    found, lead = [], " " * (len(text) - len(text.lstrip(" ")))
    while cell_len(text) > width > len(lead):
        cut = _cut(text, width, len(lead))
        found.append(text[:cut].rstrip())
        text = lead + text[cut:].lstrip()
    return [*found, text]


def _cut(text: str, width: int, lead: int) -> int:
    """Return where to break a text that is too wide; always behind at least one character."""
    room = lead + 1
    while cell_len(text[: room + 1]) <= width:
        room += 1
    between = text.rfind(" ", lead + 1, room + 1)
    if between > lead:
        return between
    return max((place for place in _breaks(text, room) if place > lead + (room - lead) // 3), default=room)


def _breaks(text: str, room: int) -> Iterator[int]:
    return (found.end() for found in _BREAK.finditer(text, 0, room))
