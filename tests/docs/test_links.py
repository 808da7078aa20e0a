"""A link that leads nowhere is found before a reader finds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generators.markdown import anchor
from tests.docs.pages import all_pages, title

LINK = re.compile(
    r"(?<!!)\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<target>[^)\s]+)\)|(?:src|srcset|href)=\"(?P<attribute>[^\"]+)\""
)
PICTURE = re.compile(r"!\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)
FENCED = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`[^`\n]+`")
ELSEWHERE = ("https://", "http://", "mailto:")


def prose(text: str) -> str:
    """Return a page without its code."""
    return INLINE.sub(lambda found: found.group().strip("`").replace("[", "(").replace("]", ")"), FENCED.sub("", text))


def targets(text: str) -> list[str]:
    found = [match["target"] or match["attribute"] for match in LINK.finditer(prose(text))]
    return [*found, *(match["target"] for match in PICTURE.finditer(prose(text)))]


def anchors(text: str) -> set[str]:
    return {anchor(match["text"]) for match in HEADING.finditer(prose(text))}


def dead(page: Path) -> list[str]:
    """Return the targets of a page that aren't there."""
    text = page.read_text(encoding="utf-8")
    return [
        target for target in targets(text) if not target.startswith(ELSEWHERE) and not leads_somewhere(page, target)
    ]


def leads_somewhere(page: Path, target: str) -> bool:
    name, _, place = target.partition("#")
    path = page.parent / name if name else page
    return path.exists() and (not place or place in anchors(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", all_pages(), ids=title)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert dead(page) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# One `two` three\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](other.md) [b](other.md#one-two-three) [c](other.md#four) [d](gone.md) ![e](gone.svg)\n"
        '<img src="gone.png"> [`f`](gone.txt) `[g](code.md)` [h](https://example.com/gone)\n'
        "```\n[i](fenced.md)\n```\n",
        encoding="utf-8",
    )
    assert dead(page) == ["other.md#four", "gone.md", "gone.png", "gone.txt", "gone.svg"]
