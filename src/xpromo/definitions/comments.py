"""The parser's events → where the file's comments are. The parser drops them, and not every ``#`` begins one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xpromo.definitions.text import LINE_END
from xpromo.definitions.tree import Event

_BEGIN = re.compile(r"(?:^|(?<=[ \t]))#")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: where its ``#`` stands (from 1), the line from there on, and whether nothing stands before it."""

    line: int
    column: int
    text: str
    alone: bool


class Covered:
    """The quoted texts and the texts after ``|`` and ``>`` so far: in them a ``#`` is a ``#``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[tuple[int, int]] = []
        self.begin: int | None = None

    def scalar(self, event: Event) -> None:
        """Take text: a key, or a value."""
        self._content(event)
        start, end = event.start_mark.index, event.end_mark.index
        if event.style in {"|", ">"}:
            header = LINE_END.search(self.text, start, end)  # what follows the mark may be a comment
            self.spans.append((header.end() if header else end, end))
        elif event.style in {"'", '"'}:
            self.spans.append((start, end))

    def mapping(self, event: Event) -> None:
        """Begin a mapping."""
        self._content(event)

    def sequence(self, event: Event) -> None:
        """Begin a list."""
        self._content(event)

    def close(self, event: Event) -> None:
        """End a list or mapping."""

    def _content(self, event: Event) -> None:
        if self.begin is None:
            self.begin = event.start_mark.line + 1

    def comments(self) -> Iterator[Comment]:
        """Yield the comments in the order of the file."""
        spans = iter([*self.spans, (len(self.text), len(self.text))])
        start, end = next(spans)
        offset = 0
        for number, line in enumerate(self.text.splitlines(keepends=True), start=1):
            for found in _BEGIN.finditer(line):
                at = offset + found.start()
                while end <= at:
                    start, end = next(spans)
                if at < start:
                    written = line[found.start() :].rstrip("\r\n")
                    yield Comment(number, found.start() + 1, written, not line[: found.start()].strip())
                    break
            offset += len(line)
