"""``# xpromo: ignore[XP151] reason``: findings that somebody looked at and decided to live with.

What a check finds can be ignored, with a reason, on its line or in the whole file. What makes a file unusable can't be,
and neither can what no link can be made with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from xpromo.definitions import file_rules as rules
from xpromo.definitions.comments import Comment
from xpromo.definitions.positions import Document
from xpromo.definitions.words import meant, nearest, shortened
from xpromo.errors import Location, Problem

MARK = "xpromo:"  # a file without it has no ignores, and isn't looked at again
LINE, FILE = "ignore", "ignore-file"

_DIRECTIVE = re.compile(r"#[ \t]*xpromo:[ \t]*(?P<word>[\w-]+)[ \t]*(?P<names>\[[^\]]*\])?(?P<reason>.*)")
_NAME = re.compile(r"[^\s,\[\]]+")
_EXAMPLE = "write `# xpromo: ignore[XP151] and why`"


@dataclass(frozen=True, slots=True)
class Ignore:
    """One name in one comment: what is ignored, the line on which it is (None: in the whole file), where it stands."""

    name: str
    line: int | None
    place: Location


@dataclass(frozen=True)
class Ignores:
    """Every ignore of a workspace, and the comments that were meant as one."""

    every: tuple[Ignore, ...] = ()
    problems: tuple[Problem, ...] = ()

    def sift(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the findings that nobody ignored."""
        return [problem for problem in problems if not self._covering(problem)] if self.every else list(problems)

    def unused(self, found: Iterable[Problem], ran: Collection[str], unread: Collection[str]) -> Iterator[Problem]:
        """Yield the ignores that none of what was ``found`` needs. Of checks that did not run, and in files that could
        not be used, nobody can tell.
        """
        used = {ignore for problem in found for ignore in self._covering(problem)} if self.every else set()
        for ignore in self.every:
            if ignore not in used and ignore.name in ran and ignore.place.path not in unread:
                where = "in this file" if ignore.line is None else "here"
                message = f"nothing {where} is found by {ignore.name}: it isn't needed"
                yield rules.UNUSED_IGNORE.at(ignore.place, message, "delete it, or move it to the line that it is for")

    def _covering(self, problem: Problem) -> list[Ignore]:
        at = problem.location
        if at is None:
            return []
        here = (*self._by_line.get((at.path, at.line), ()), *self._by_line.get((at.path, None), ()))
        return [ignore for ignore in here if ignore.name in {problem.code, problem.slug}]

    @cached_property
    def _by_line(self) -> Mapping[tuple[str, int | None], list[Ignore]]:
        lines: dict[tuple[str, int | None], list[Ignore]] = {}
        for ignore in self.every:
            lines.setdefault((ignore.place.path, ignore.line), []).append(ignore)
        return lines


def read_ignores(documents: Iterable[Document], ignorable: Mapping[str, bool]) -> Ignores:
    """Return the ignores of these files. ``ignorable`` holds every known code and name, and whether it may be."""
    found = [item for document in documents if MARK in document.text for item in _read(document, ignorable)]
    return Ignores(
        tuple(item for item in found if isinstance(item, Ignore)),
        tuple(item for item in found if isinstance(item, Problem)),
    )


def _read(document: Document, ignorable: Mapping[str, bool]) -> Iterator[Ignore | Problem]:
    comments = document.comments
    alone = {comment.line for comment in comments if comment.alone}
    for comment in comments:
        found = _DIRECTIVE.search(comment.text)
        if found and (found["names"] is not None or nearest(found["word"], (LINE, FILE))):
            yield from _names(document, comment, found, _target(comment, alone), ignorable)


def _target(comment: Comment, alone: Collection[int]) -> int:
    """Return the line that a comment is about: its own, else the next that isn't a comment."""
    line = comment.line
    while line in alone:
        line += 1
    return line


def _names(
    document: Document, comment: Comment, found: re.Match[str], line: int, ignorable: Mapping[str, bool]
) -> Iterator[Ignore | Problem]:
    wrong = _wrong(document, comment, found)
    if wrong:
        yield rules.BAD_IGNORE.at(_span(document.path, comment, *found.span()), *wrong)
        return
    for item in _NAME.finditer(comment.text, *found.span("names")):
        place = _span(document.path, comment, *item.span())
        typed = item.group()
        name = typed.upper() if typed.upper() in ignorable else typed.lower()
        if ignorable.get(name):
            yield Ignore(name, None if found["word"] == FILE else line, place)
        else:
            yield rules.NOT_IGNORABLE.at(place, *_refusal(name, typed, ignorable))


def _wrong(document: Document, comment: Comment, found: re.Match[str]) -> tuple[str, str] | None:
    """Return what keeps a comment from being an ignore, and what to do."""
    word, names = found["word"], found["names"] or ""
    if word not in {LINE, FILE}:
        return f"`{shortened(word)}` is nothing that xpromo does", meant(word, (LINE, FILE)) or _EXAMPLE
    if not _NAME.search(names[1:-1]):
        return "this ignore names no code", _EXAMPLE
    if not re.search(r"\w", found["reason"]):
        return "this ignore has no reason", "say after the bracket why it may stay as it is"
    if word == FILE and comment.line >= document.first_line:
        return f"`{FILE}` stands below the first key", "move it to the head of the file"
    return None


def _refusal(name: str, typed: str, ignorable: Mapping[str, bool]) -> tuple[str, str]:
    if name in ignorable:
        return f"{name} can't be ignored: with it the file can't be used, or no link made", "mend what it finds"
    alike = "" if name.startswith("xp") else meant(name, [known for known, may in ignorable.items() if may])
    return f"no check is called `{shortened(typed)}`", f"{alike} `xpromo explain` lists them all".lstrip()


def _span(path: str, comment: Comment, start: int, end: int) -> Location:
    return Location(path, comment.line, comment.column + start, comment.line, comment.column + end)
