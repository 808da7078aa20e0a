"""Write what commands print now into the console blocks of pages: ``python -m tests.docs.refresh docs/tutorial.md``.

Only output that doesn't fit is replaced. Where a page leaves lines out (``...``), as many lines as before are shown
around the gap; what shows nothing goes on showing nothing (write ``?`` below a new command to have it filled in). Read
the difference before you commit it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.docs.pages import fits, with_console, written_pages
from tests.docs.playing import play
from tests.docs.terminal import Done

GAP = "..."


def refreshed(text: str, done: Sequence[Done]) -> str:
    """Return a page with the output of its commands brought up to date."""
    lines = text.splitlines()
    for item in sorted(done, key=lambda item: -item.step.line):
        step = item.step
        if step.line and step.shown and not fits(step.shown, item.printed):
            start = step.line + step.command.count("\n")
            lines[start : start + len(step.shown)] = merged(step.shown, _trimmed(item.printed))
    return "\n".join(lines) + "\n"


def merged(shown: list[str], printed: list[str]) -> list[str]:
    """Return what was printed with the gap where the page had it; lines that still fit stay as the page has them."""
    if GAP not in shown:
        return [_kept(shown, line) for line in printed]
    head = shown.index(GAP)
    tail = shown[::-1].index(GAP)
    end = printed[len(printed) - tail :] if tail else []
    return [_kept(shown, line) for line in printed[:head]] + [GAP] + [_kept(shown, line) for line in end]


def _kept(shown: list[str], line: str) -> str:
    return next((old for old in shown if "…" in old and fits([old], [line])), line)


def _trimmed(lines: list[str]) -> list[str]:
    solid = [number for number, line in enumerate(lines) if line.strip()]
    return [line.rstrip() for line in lines[solid[0] : solid[-1] + 1]] if solid else []


def main() -> None:
    """Refresh the pages that are named, else all of them."""
    for page in map(Path, sys.argv[1:]) if sys.argv[1:] else with_console(written_pages()):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "shop"
            folder.mkdir()
            done = play(page.resolve(), folder)
        page.write_text(refreshed(page.read_text(encoding="utf-8"), done), encoding="utf-8")


if __name__ == "__main__":
    main()
