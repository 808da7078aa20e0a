"""Findings for the tests of formats: one of each severity, hostile ones, one that is mended."""

from __future__ import annotations

from datetime import UTC, datetime

from xpromo.errors import Edit, Location, Problem, Rule, Severity
from xpromo.report.diagnosing import View
from xpromo.report.envelope import Envelope

SOURCE = {
    1: "schema_version: 1",
    3: "campaign: A b",
    5: "currency: eur",
    7: "name: 名前 😀 x",
}
HOSTILE = "\x1b]0;owned\x07\u202e\r\n::error::x ]]><script>&\"' | [a](b) {0} @everyone \ufffe\x00"


def at(line: int, column: int, end: int, path: str = "campaigns/swap.yaml", end_line: int | None = None) -> Location:
    return Location(path, line, column, end_line or line, end)


PLACE = at(5, 11, 14)
BAD_ID = Problem("XP112", "bad-id", "`A b` is no id", at(3, 11, 14), "write `a-b`")
MENDED = Problem(
    "XP108", "bad-currency-code", "`eur` is no currency code", PLACE, "write `EUR`", edits=(Edit(PLACE, "EUR"),)
)
WARNING = Problem("XP158", "roles", "nobody owns the numbers", at(7, 7, 9), severity=Severity.WARNING)
NOTE = Problem("XP151", "dates", "no `at`", at(1, 1, 7, "campaigns/ü b#%.yaml", 3), severity=Severity.NOTE)
NOWHERE = Problem("XP015", "no-brand", "there is no brand")
NASTY = Problem("XP1", "a", HOSTILE, at(1, 1, 2, f"campaigns/{HOSTILE}"), HOSTILE)
ALL = [BAD_ID, MENDED, WARNING, NOTE, NOWHERE, NASTY]

RULES = {
    "XP112": Rule("XP112", "bad-id", "An id that isn't kebab-case", "Ids stand in {links}.", fix="Write [it](so)."),
    "XP158": Rule("XP158", "roles", "Roles are missing", "Somebody must decide.", Severity.WARNING),
}


def view(*failing: Severity, shift: int = 0) -> View:
    """A view of the source above, moved down by ``shift`` lines."""
    return View(
        lambda _path, line: SOURCE.get(line - shift, ""),
        envelope=Envelope("0.1.0", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        rules=RULES,
        failing=frozenset(failing or [Severity.ERROR]),
    )
