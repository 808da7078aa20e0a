"""The hand-written pages as data: their blocks of code, their commands with the output they show, their links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import REPO

FENCE = re.compile(r"^(?P<fence>`{3,})(?P<language>\w*)\s*$")
FILE_NAME = re.compile(r"^(?:#|//) (?P<name>[\w./-]+\.\w+)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text without fences, the line of its first fence."""

    language: str
    text: str
    line: int

    @property
    def file(self) -> tuple[str, str] | None:
        """Name and content, where the first line is a comment that names a file; that line isn't part of it."""
        first, _, rest = self.text.partition("\n")
        found = FILE_NAME.match(first)
        return (found["name"], rest) if found and self.language != "console" else None


@dataclass(slots=True)
class Step:
    """A command as typed, and the lines that the page shows after it."""

    command: str
    line: int
    shown: list[str] = field(default_factory=list)


def all_pages() -> list[Path]:
    """Every Markdown page that readers meet, generated ones too."""
    top = [REPO / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
    return [*top, *sorted((REPO / "docs").rglob("*.md"))]


def written_pages() -> list[Path]:
    """The pages that people write."""
    return [page for page in all_pages() if "docs/reference/" not in page.as_posix()]


def with_console(pages: list[Path]) -> list[Path]:
    """Those of the pages that show commands."""
    return [page for page in pages if "```console" in page.read_text(encoding="utf-8")]


def title(page: Path) -> str:
    """Return a page's path in the repository."""
    return page.relative_to(REPO).as_posix()


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    found: list[Block] = []
    opened: tuple[str, str, int, list[str]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if opened is None:
            if start := FENCE.match(line):
                opened = (start["fence"], start["language"], number, [])
        elif line == opened[0]:
            found.append(Block(opened[1], "".join(f"{item}\n" for item in opened[3]), opened[2]))
            opened = None
        else:
            opened[3].append(line)
    assert opened is None, "a block has no end"
    return found


def steps(block: Block) -> list[Step]:
    r"""Return the commands of a console block; one that ends with ``\`` goes on in the next line."""
    found: list[Step] = []
    goes_on = False
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if goes_on:
            found[-1].command += "\n" + line
            goes_on = line.endswith("\\")
        elif line.startswith("$ "):
            found.append(Step(line[2:], number))
            goes_on = line.endswith("\\")
        else:
            assert found, f"line {number} shows output before any command"
            found[-1].shown.append(line)
    return found


def fits(shown: list[str], printed: list[str]) -> bool:
    """Whether a command printed what a page shows. ``...`` alone stands for any lines, ``…`` for any text in a line;
    empty lines and spaces at the end of a line don't count.
    """
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else _line(line) for line in _solid(shown))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _solid(printed))) is not None


def _line(line: str) -> str:
    return r".*?".join(re.escape(part) for part in line.split("…")) + r"\n"


def _solid(lines: list[str]) -> list[str]:
    return [line.rstrip() for line in lines if line.strip()]
