"""For people: each problem with its source line, a caret under the very words, and what to do.

The caret counts columns of a terminal, not characters: a tab goes to the next stop of four, wide characters take two
columns, combining marks none, and everything unseen is spelled out. A long line is shown around the place only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category, combining, east_asian_width

from xpromo.errors import Location, Problem, by_place
from xpromo.report.cells import visible
from xpromo.report.diagnosing import MENDABLE, ProblemFormat, View, counted

TAB = 4
WIDEST = 110  # columns of source shown
_NEAR = 500  # characters on each side of the place that are looked at
_BEFORE = 40  # of them before the place, when a line has to be cut
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    width: int


def _cell(character: str, column: int, following: str) -> _Cell:
    if character == "\t":
        width = TAB - column % TAB
        return _Cell(" " * width, width)
    if character == "#" and following == "#[":  # "##[" would be a command to a CI runner
        return _Cell("\\x23", 4)
    if category(character) in _UNSEEN:
        shown = ascii(character)[1:-1]
        return _Cell(shown, len(shown))
    if combining(character) or category(character) == "Mn":
        return _Cell(character, 0)
    return _Cell(character, 2 if east_asian_width(character) in "WF" else 1)


def _cells(line: str) -> list[_Cell]:
    cells: list[_Cell] = []
    column = 0
    for number, character in enumerate(line):
        cells.append(_cell(character, column, line[number + 1 : number + 3]))
        column += cells[-1].width
    return cells


def _width(cells: Sequence[_Cell]) -> int:
    return sum(cell.width for cell in cells)


def _window(cells: list[_Cell], start: int) -> tuple[int, int]:
    """Return which cells of a line to show: all, or those around the place."""
    if _width(cells) <= WIDEST:
        return 0, len(cells)
    first = start
    while first and _width(cells[first - 1 : start]) <= _BEFORE:
        first -= 1
    last = first
    room = WIDEST
    while last < len(cells) and room >= cells[last].width:
        room -= cells[last].width
        last += 1
    return first, last


def excerpt(line: str, place: Location) -> tuple[str, str]:
    """Return a source line as it can be shown, and the carets to print under it."""
    text = line.rstrip("\r\n")
    skipped = max(place.column - 1 - _NEAR, 0) if len(text) > 2 * _NEAR else 0
    near = text[skipped : skipped + 2 * _NEAR]  # no more than can be shown, for a line may be the whole file
    cells = _cells(near)
    start = min(max(place.column - 1 - skipped, 0), len(cells))
    end = place.end_column - 1 - skipped if place.end_line == place.line else len(cells)
    first, last = _window(cells, start)
    end = min(max(end, start), last)
    lead = "…" if first or skipped else ""
    shown = "".join(cell.text for cell in cells[first:last])
    carets = "^" * max(_width(cells[start:end]), 1)
    return (
        f"{lead}{shown}{'…' if last < len(cells) or skipped + len(near) < len(text) else ''}".rstrip(),
        " " * (len(lead) + _width(cells[first:start])) + carets,
    )


def _source(place: Location, view: View) -> list[str]:
    margin = " " * len(str(place.line))
    arrow = view.paint(f"{margin}-->", "place")
    lines = [f"{arrow} {visible(str(place))}"]
    line = view.source_line(place.path, place.line)
    if not line.strip():
        return lines
    bar = view.paint(f"{margin} |", "place")
    shown, carets = excerpt(line, place)
    gutter = view.paint(f"{place.line} |", "place")
    return [*lines, bar, f"{gutter} {shown}", f"{bar} {view.paint(carets, 'error')}"]


def _problem(problem: Problem, view: View) -> str:
    mark = f" {MENDABLE}" if problem.edits else ""
    name = view.paint(f"{problem.code} {problem.slug}", problem.severity.value) + mark
    kind = "" if problem.is_error else f"{problem.severity.value}: "
    lines = [f"{name}: {kind}{visible(problem.message)}"]
    margin = ""
    if problem.location:
        lines += _source(problem.location, view)
        margin = " " * len(str(problem.location.line))
    if problem.hint:
        lines.append(f"{view.paint(f'{margin} = help:', 'help')} {visible(problem.hint)}")
    return "\n".join(lines) + "\n"


def render(problems: Sequence[Problem], view: View) -> str:
    """Return the problems in the order of their places, and a line that counts them."""
    if not problems:
        return ""
    shown = [_problem(problem, view) for problem in sorted(problems, key=by_place)]
    mendable = sum(bool(problem.edits) for problem in problems)
    fix = f" `xpromo check --fix` mends {mendable:,}, marked {MENDABLE}." if mendable else ""
    return "\n".join([*shown, f"Found {counted(problems)}.{fix}\n"])


problem_format = ProblemFormat("for people, with source and caret", render)
