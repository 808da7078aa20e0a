"""CSV without a quote in sight, cut into columns at once: three times as fast as a reader that looks for quotes.

What is cut here is what ``csv.reader`` would make of it; anything else is left to it.
"""

from __future__ import annotations

from itertools import compress, repeat
from operator import eq, ne

LARGEST = 1 << 20  # characters of a chunk: below the longest cell there may be


def cut(text: str, delimiter: str, width: int) -> list[str] | None:
    """Return the cells of whole lines, one after the other, when every line has ``width`` plain cells, else None.

    Column *i* is every ``width``-th cell from the *i*-th on.
    """
    if width == 1 or not text or not is_plain(text):
        return None
    text = _with_short_ends(text)
    # The first cell of each line but the first keeps its line end for a moment: so it shows where lines begin
    wide = text.replace("\n", delimiter + "\n")
    cells = wide.split(delimiter)
    ends = len(wide) - len(text)
    if cells[-1] == "\n":
        cells.pop()
        ends -= 1
    first = "".join(cells[::width]).split("\n")
    if len(cells) != len(first) * width or ends != len(first) - 1:
        return None
    cells[::width] = first
    return cells


def cut_ragged(text: str, delimiter: str, width: int) -> tuple[list[str], dict[int, int]] | None:
    """Return the cells of those lines that have ``width`` of them, as :func:`cut` does, and which lines haven't: number
    of the line, from 0 → its cells. None where cells can't be counted.
    """
    if width == 1 or not is_plain(text):
        return None
    lines = _with_short_ends(text).removesuffix("\n").split("\n")
    counts = list(map(str.count, lines, repeat(delimiter)))
    ragged = {
        line: counts[line] + 1 if lines[line] else 0
        for line in compress(range(len(lines)), map(ne, counts, repeat(width - 1)))
    }
    whole = delimiter.join(compress(lines, map(eq, counts, repeat(width - 1))))
    return whole.split(delimiter) if whole else [], ragged


def is_plain(text: str) -> bool:
    """Whether every delimiter separates cells and every line is a row."""
    return '"' not in text and len(text) <= LARGEST and ("\r" not in text or text.count("\r") == text.count("\r\n"))


def _with_short_ends(text: str) -> str:
    return text.replace("\r\n", "\n") if "\r" in text else text  # one character is looked for much quicker than two
