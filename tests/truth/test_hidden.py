"""What a partner's reports hide can't be computed from all that they show together.

The attacker knows every report that the partner ever got, adds and subtracts their figures, and takes a shown 0 for
what it is: nobody, on any of its days, at any of its places.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import run_here
from tests.truth.planting import Outcome, World
from tests.truth.workspace import REED, SPOTS
from tests.truth.worlds import NOW, environment, mint, ok

SEED = int(os.environ.get("XPROMO_TRUTH_SEED", "1"))
ROUNDS = int(os.environ.get("XPROMO_TRUTH_ROUNDS", "2"))
SMALL = 4  # persons, as the workspace says: few enough for such a world to show anything
MEASURES = {  # figure → of which conversions
    "sales": lambda outcome: outcome.kind == "sale",
    "conversions": lambda outcome: outcome.kind == "sale",
    "revenue": lambda outcome: outcome.kind == "sale",
    "new_customers": lambda outcome: outcome.kind == "sale" and outcome.new,
    "refunds": lambda outcome: outcome.kind == "refund",
}
ASKED = (
    *(("placement", days) for days in ((1, 90), (1, 15), (16, 90))),
    *(("channel", days) for days in ((1, 90), (1, 20))),
    *(("campaign", days) for days in ((1, 90), (10, 30))),
    *((by, (1, 90)) for by in ("day", "partner", "property")),
    ("placement", (1, 16)),
)
Atom = tuple[str, date]
Vector = list[Fraction]


class Line(NamedTuple):
    """A row of a report: what it said, and the conversions that it is about."""

    row: Mapping[str, Any]
    about: list[Outcome]
    atoms: frozenset[Atom]


def test_nothing_hidden_can_be_computed(lines: list[Line]) -> None:
    for measure, counts in MEASURES.items():
        shown = [line for line in lines if line.row[measure] is not None]
        hidden = [line for line in lines if line.row[measure] is None and 0 < sum(map(counts, line.about)) < SMALL]
        assert (bool(shown), bool(hidden)) == (True, True), measure
        nobody = [line for line in shown if line.row[measure] == 0 and measure != "revenue"]  # a sale and its refund
        empty = {atom for line in nobody for atom in line.atoms}
        atoms = apart([line.atoms - empty for line in (*shown, *hidden)])
        known = reduced([vector(line, atoms) for line in shown])
        for line in hidden:
            assert any(remainder(vector(line, atoms), known)), (measure, line.row)


def test_what_is_shown_is_true(lines: list[Line]) -> None:
    for row, about, _ in lines:
        sums = {measure: sum(map(counts, about)) for measure, counts in MEASURES.items()}
        sums["revenue"] = sum(outcome.amount for outcome in about)
        sums["refunds"] = -sum(outcome.amount for outcome in about if outcome.kind == "refund")
        for measure, value in sums.items():
            assert row[measure] in {None, value}, (measure, row)


@pytest.fixture(scope="module", params=range(SEED, SEED + ROUNDS))
def lines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    """All rows of all reports that the partner got of a world, one after the other."""
    folder = tmp_path_factory.mktemp("hidden")
    world = mint(folder, request.param)
    ok(run_here("import", *world.write(folder / "files"), cwd=folder, env=environment(NOW)))
    return [line for by, days in ASKED for line in seen(world, folder, by, days)]


def seen(world: World, folder: Path, by: str, days: tuple[int, int]) -> list[Line]:
    """What a report for the partner shows: its rows but those that we gave, and its total."""
    since, until = (date.fromordinal(date(2026, 10, 31).toordinal() + day) for day in days)
    words = ("report", "--for", REED, "--by", by, "--since", str(since), "--until", str(until), "--format", "json")
    found = json.loads(ok(run_here(*words, cwd=folder, env=environment(NOW))))["data"]
    all_days = [date.fromordinal(day) for day in range(since.toordinal(), until.toordinal() + 1)]
    theirs = [spot.placement for spot in SPOTS.values() if (spot.partner, spot.direction) == (REED, "received")]
    lines = []
    for row in [*found["rows"], *found["totals"]]:
        is_total = row in found["totals"]
        places = [name for name in (*theirs, "") if is_total or _is_of(row, by, name)]
        on = [day for day in all_days if is_total or by != "day" or row["day"] == str(day)]
        atoms = frozenset((place, day) for place in places for day in on)
        about = [
            outcome
            for outcome in world.outcomes
            if outcome.counted and outcome.counted.partner == REED and outcome.kind in {"sale", "refund"}
            if (outcome.counted.placement or "", outcome.day) in atoms
        ]
        lines += [Line(row, about, atoms)] if row["direction"] != "given" else []
    return lines


def _is_of(row: Mapping[str, Any], by: str, placement: str) -> bool:
    """Whether a row is about a placement; "" is what only the shared code of the swap tells of."""
    spot = SPOTS.get(placement)
    of: dict[str, str | None] = {
        "placement": placement or None,
        "channel": spot.channel if spot else None,
        "property": spot.where if spot else None,
        "campaign": spot.campaign if spot else "reed-swap",
    }
    return by not in of or row[by] == of[by]


def apart(groups: Sequence[frozenset[Atom]]) -> list[Atom]:
    """One of all atoms that no group tells apart."""
    found = {tuple(atom in group for group in groups): atom for atom in sorted(frozenset().union(*groups))}
    return list(found.values())


def vector(line: Line, atoms: Sequence[Atom]) -> Vector:
    return [Fraction(atom in line.atoms) for atom in atoms]


def remainder(row: Vector, known: Mapping[int, Vector]) -> Vector:
    """What is left of a row when all known ones are taken off; ``known``: by their first column."""
    for column, other in known.items():
        if row[column]:
            times = row[column]
            row = [a - times * b if b else a for a, b in zip(row, other, strict=True)]
    return row


def reduced(rows: Sequence[Vector]) -> dict[int, Vector]:
    """The rows in echelon form, by their first column, in the order in which they must be taken off."""
    known: dict[int, Vector] = {}
    for row in rows:
        left = remainder(row, known)
        first = next((column for column, value in enumerate(left) if value), None)
        if first is not None:
            known[first] = [value / left[first] for value in left]
    return known
