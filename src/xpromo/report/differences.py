"""Two texts of one file → a unified difference, as ``patch`` takes it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff


def difference(path: str, before: str, after: str) -> str:
    """Return what changed; line ends are those of the texts, and a last line without one is marked."""
    return "".join(_lines(path, before, after))


def _lines(path: str, before: str, after: str) -> Iterator[str]:
    old, new = (text.splitlines(keepends=True) for text in (before, after))
    for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"
