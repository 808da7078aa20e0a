"""The lines of a file's text, one by one or many at once, in any mixture and each once."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import chain

from xpromo.sources.source import CHUNK

SAMPLE = 1 << 14  # characters of a block that tell how long its lines are
_FURTHER_ENDS = "\v\f\x1c\x1d\x1e"


class Lines:
    r"""Physical lines with their ends (``\n``, ``\r\n`` or ``\r`` and nothing else) of blocks of whole lines."""

    def __init__(self, blocks: Iterable[str]) -> None:
        self._blocks = iter(blocks)
        self._block, self._at, self._size = "", 0, 0
        self._begun: Iterator[str] = iter(())

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._each())

    def piece(self) -> str:
        """Return the text of about as many lines as a chunk has, "" at the end."""
        return "".join(self._begun) or self._next()

    def put_back(self, lines: Iterable[str]) -> None:
        """Let these be the next lines."""
        self._begun = chain(lines, self._begun)

    def _each(self) -> Iterator[Iterator[str]]:
        yield self._begun
        while piece := self._next():
            self._begun = iter(split(piece))
            yield self._begun

    def _next(self) -> str:
        if self._at == len(self._block):
            self._block, self._at = next(self._blocks, ""), 0
            sample = self._block[:SAMPLE]
            lines = sample.count("\n") * len(self._block) / max(1, len(sample))
            self._size = len(self._block) // max(1, round(lines / CHUNK)) + 1
        begin = self._at
        self._at = self._block.find("\n", begin + self._size) + 1 or len(self._block)
        return self._block[begin : self._at]


def split(text: str) -> Iterable[str]:
    """Return the lines of a text, with their ends."""
    if text.isascii() and not any(end in text for end in _FURTHER_ENDS):
        return text.splitlines(keepends=True)  # the quickest, but it knows more line ends than CSV
    return io.StringIO(text, newline="")
