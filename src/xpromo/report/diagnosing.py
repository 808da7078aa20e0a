"""The formats of ``check``'s findings and how one is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Literal

from xpromo.errors import Location, Problem, Rule, Severity, by_place
from xpromo.registry import Registry
from xpromo.report.envelope import Envelope

Style = Literal["error", "warning", "note", "place", "source", "help"]

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def _plain(text: str, _style: Style) -> str:
    return text


@dataclass(frozen=True, slots=True)
class View:
    """What a format may use besides the problems.

    ``source_line`` gives the text of a line (path, number from 1), "" when there is none. ``paint`` puts a style on a
    piece of text; the default leaves it alone. ``envelope`` is needed by ``json`` and ``sarif`` only, ``rules`` (code →
    rule) tells of the kinds that were found, ``failing`` which severities end the command with 1.
    """

    source_line: Callable[[str, int], str]
    paint: Callable[[str, Style], str] = _plain
    envelope: Envelope | None = None
    rules: Mapping[str, Rule] = field(default_factory=dict)
    failing: frozenset[Severity] = frozenset({Severity.ERROR})


@dataclass(frozen=True, slots=True)
class ProblemFormat:
    """A way to write problems. The text ends with a line break, or is empty when there is nothing to say."""

    title: str
    render: Callable[[Sequence[Problem], View], str]


PROBLEM_FORMATS = Registry("xpromo.report.problems", "problem_format", ProblemFormat)


MENDABLE = "[*]"  # beside what `xpromo check --fix` mends
_NOWHERE = Location("")


def as_row(problem: Problem) -> dict[str, object]:
    """Return a problem as scripts see it; without a place the five keys of the place are null."""
    place = problem.location
    at = place or _NOWHERE
    return {
        "code": problem.code,
        "slug": problem.slug,
        "severity": problem.severity.value,
        "message": problem.message,
        "path": at.path if place else None,
        "line": at.line if place else None,
        "column": at.column if place else None,
        "end_line": at.end_line if place else None,
        "end_column": at.end_column if place else None,
        "hint": problem.hint or None,
        "fixable": bool(problem.edits),
    }


def fingerprints(problems: Sequence[Problem], view: View) -> list[str]:
    """Return a text for each problem that stays the same while lines move, and that no other of them has.

    It follows from the kind, the file and the line's own words; of equal ones the first, second … is told apart.
    """
    line_of = cache(lambda path, line: _digest(" ".join(view.source_line(path, line).split())))
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for problem in problems:
        at = problem.location or _NOWHERE
        kind = (problem.code, at.path, line_of(at.path, at.line) or problem.message)
        seen[kind] += 1
        found.append(_digest("\0".join([*kind, str(seen[kind])])))
    return found


def _digest(text: str) -> str:
    """Return 32 characters that stand for a text; "" for none."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32] if text else ""


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems with errors first, then by place."""
    return sorted(problems, key=lambda problem: (_RANK[problem.severity], *by_place(problem)))


def counted(problems: Sequence[Problem]) -> str:
    """``2 errors and 1 note in 2 files``: how many of each severity, in how many files."""
    found = Counter(problem.severity for problem in problems)
    parts = [plural(found[severity], severity.value) for severity in Severity if found[severity]]
    files = len({problem.location.path for problem in problems if problem.location})
    where = f" in {plural(files, 'file')}" if files else ""
    return f"{', '.join(parts[:-1])}{' and ' if len(parts) > 1 else ''}{parts[-1]}{where}" if parts else "no findings"


def plural(count: int, noun: str, several: str = "") -> str:
    """Return ``1 file``, ``2 files``; ``several`` where an s isn't enough."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {several or f'{noun}s'}"
