"""A page that a machine drafts and people write into: what stands between its marks is the machine's, all else theirs.

A mark names the part and carries a checksum of what was written into it, so that words that somebody wrote between
marks are noticed before they are lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from xpromo.errors import Location, Problem
from xpromo.report.rules import DAMAGED_MARKS, WRITTEN_BETWEEN

_MARK = re.compile(r"<!-- (?P<end>/?)xpromo (?P<name>[a-z-]+)(?: (?P<sum>[0-9a-f]{8}))? -->\s*\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: its heading, when the page is first written, and what stands in it (lines, Markdown)."""

    name: str
    title: str
    body: Sequence[str]


def drafted(head: Sequence[str], parts: Sequence[Part], tail: Sequence[str]) -> str:
    """Return a new page."""
    lines = list(head)
    for part in parts:
        lines += [f"## {part.title}", "", *_marked(part), ""]
    return "\n".join([*lines, *tail]) + "\n"


def redrafted(text: str, parts: Sequence[Part], path: str, *, force: bool = False) -> str | list[Problem]:
    """Return the page with its parts written again and every other byte as it was, or what is wrong with its marks.

    Parts that somebody took out with both of their marks stay out; ``force`` writes over words between marks.
    """
    lines = text.splitlines(keepends=True)
    found = _spans(lines, {part.name for part in parts}, path, force=force)
    if isinstance(found, list):
        return found
    new = {part.name: part for part in parts}
    for name, (first, last) in sorted(found.items(), key=lambda item: -item[1][0]):
        ending = "\r\n" if lines[first].endswith("\r\n") else "\n"
        marked = [f"{line}{ending}" for line in _marked(new[name])]
        if not lines[last].endswith("\n"):
            marked[-1] = marked[-1].removesuffix(ending)
        lines[first : last + 1] = marked
    return "".join(lines)


def _marked(part: Part) -> list[str]:
    body = [line.rstrip() for line in part.body]
    return [f"<!-- xpromo {part.name} {_checksum(body)} -->", *body, f"<!-- /xpromo {part.name} -->"]


def _checksum(lines: Sequence[str]) -> str:
    return blake2b("\n".join(lines).encode(), digest_size=4).hexdigest()


def _spans(
    lines: Sequence[str], names: set[str], path: str, *, force: bool
) -> dict[str, tuple[int, int]] | list[Problem]:
    """Return where each part's marks stand (line numbers from 0), or the problems."""
    found: dict[str, tuple[int, int]] = {}
    problems: list[Problem] = []
    for name, marks in _by_name(lines, names).items():
        kinds = [bool(mark["end"]) for _, mark in marks]
        if kinds != [False, True]:
            place = Location(path, marks[0][0] + 1)
            problems.append(
                DAMAGED_MARKS.at(place, f"the part `{name}` hasn't exactly one mark before and one after it")
            )
            continue
        (first, mark), (last, _) = marks
        if not force and mark["sum"] != _checksum([line.rstrip() for line in lines[first + 1 : last]]):
            message = f"something between the marks of `{name}` was changed by hand"
            problems.append(WRITTEN_BETWEEN.at(Location(path, first + 2), message))
        found[name] = (first, last)
    return problems or (found if _are_apart(found) else [_crossed(found, path)])


def _by_name(lines: Sequence[str], names: set[str]) -> Mapping[str, list[tuple[int, re.Match[str]]]]:
    found: dict[str, list[tuple[int, re.Match[str]]]] = {}
    for number, mark in _marks(lines):
        if mark["name"] in names:
            found.setdefault(mark["name"], []).append((number, mark))
    return found


def _marks(lines: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(lines):
        if mark := _MARK.match(line.strip()):
            yield number, mark


def _are_apart(spans: Mapping[str, tuple[int, int]]) -> bool:
    ordered = sorted(spans.values())
    return all(before[1] < after[0] for before, after in pairwise(ordered))


def _crossed(spans: Mapping[str, tuple[int, int]], path: str) -> Problem:
    first = min(spans.values())[0]
    return DAMAGED_MARKS.at(Location(path, first + 1), "the marks of two parts stand inside each other")
