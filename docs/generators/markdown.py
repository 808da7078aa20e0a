"""The Markdown that generated pages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTICE = "<!-- Made by docs/generate.py from the code: change the code, then run `make docs`. -->"


def joined(*blocks: str) -> str:
    """Return a page from its blocks, the notice first; empty blocks are left out."""
    return "\n\n".join(block.strip("\n") for block in (NOTICE, *blocks) if block.strip()) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown on one line."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def code(text: object) -> str:
    """Return text as inline code; "" stays ""."""
    return f"`{text}`" if text != "" else ""


def block(text: str, language: str = "") -> str:
    """Return a fenced block whose fence is longer than any in the text."""
    fence = "```"
    while fence in text:
        fence += "`"
    body = text.strip("\n")
    return f"{fence}{language}\n{body}\n{fence}"


def anchor(heading: str) -> str:
    """Return the anchor that Markdown renderers give a heading: lower case, dashes, no punctuation."""
    kept = "".join(letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")
