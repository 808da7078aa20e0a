"""What a partner's reports hide can't be computed from all that they show together.

The attacker knows every report that the partner ever got, before and after a late import; reads counts off rates and
their bases; adds and subtracts; and takes a shown 0 for what it is: nobody, on any of its days, at any of its places.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import CommandLine
from tests.truth.planting import Outcome, World
from tests.truth.workspace import REED, SPOTS
from tests.truth.worlds import NOW, environment, mint, ok

SEED = int(os.environ.get("XPROMO_TRUTH_SEED", "1"))
ROUNDS = int(os.environ.get("XPROMO_TRUTH_ROUNDS", "2"))
SMALL = 4  # persons, as the workspace says: few enough for such a world to show anything
LATER = "2027-02-03T09:00:00+00:00"
ASKED: Sequence[tuple[str, tuple[int, int], str]] = (  # by what, days since October, a campaign
    *(("placement", days, "") for days in ((1, 90), (1, 15), (16, 90))),
    ("placement", (1, 90), "joint-box"),
    ("day", (1, 90), "reed-swap"),
    *(("channel", days, "") for days in ((1, 90), (1, 20))),
    *(("campaign", days, "") for days in ((1, 90), (10, 30))),
    *((by, (1, 90), "") for by in ("day", "partner", "property")),
    ("placement", (1, 16), "reed-swap"),
    ("property", (1, 57), "joint-box"),
    *(("export", days, "") for days in ((1, 61), (10, 40))),
)
Ids = frozenset[str]


class Told(NamedTuple):
    """A figure that a row shows, as a sum over outcomes of rows or of cents; ``value`` None: it is hidden."""

    name: str
    value: Fraction | None
    about: Ids


SALES: Callable[[Outcome], bool] = lambda outcome: outcome.kind == "sale"  # noqa: E731 - one of a table
NEW: Callable[[Outcome], bool] = lambda outcome: outcome.kind == "sale" and outcome.new  # noqa: E731
BACK: Callable[[Outcome], bool] = lambda outcome: outcome.kind == "refund"  # noqa: E731
PAID: Callable[[Outcome], bool] = lambda outcome: outcome.kind in {"sale", "refund"}  # noqa: E731
SIGNED: Callable[[Outcome], bool] = lambda outcome: outcome.kind == "signup"  # noqa: E731
COUNTS: Mapping[str, Callable[[Outcome], bool]] = {  # a number, a rate's base (.n), or what a rate is of (.of)
    **dict.fromkeys(("sales", "conversions", "conversion_rate.of", "kinds.sale"), SALES),
    **dict.fromkeys(("aov.n", "refund_rate.n", "new_customer_rate.n"), SALES),
    **dict.fromkeys(("new_customers", "new_customer_rate.of"), NEW),
    **dict.fromkeys(("kinds.refund", "refund_rate.of"), BACK),
    "kinds.signup": SIGNED,
}
MONEY: Mapping[str, Callable[[Outcome], bool]] = {
    **dict.fromkeys(("revenue", "epc.of"), PAID),
    "refunds": BACK,
    "aov.of": SALES,
}
EXPORTED = {"sale": SALES, "refund": BACK, "signup": SIGNED, "revenue": PAID}
OCTOBER = date(2026, 10, 31)


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_nothing_hidden_can_be_computed(cli: CommandLine, tmp_path: Path, seed: int) -> None:
    world = mint(tmp_path, seed)
    late = written_late(world, tmp_path / "files")
    told: list[tuple[dict[str, Outcome], dict[str, list[Told]]]] = []
    for now, files, missing in ((NOW, world.rows, late), (LATER, ("late",), frozenset[str]())):
        ok(cli("import", *(f"files/{name}.csv" for name in files), cwd=tmp_path, env=environment(now)))
        known = {item.id: item for item in world.outcomes if item.id not in missing and item.counted}
        for by, days, campaign in ASKED:
            asked = export if by == "export" else tell
            told.append((known, asked(cli, tmp_path, now, known, (by, days, campaign))))
    for known, found in told:
        check_truth(known, found)
    everyone = told[-1][0]
    for kind in ("rows", "cents"):
        figures = [figure for _, found in told for figure in found[kind]]
        shown = {figure.about for figure in figures if figure.value is not None and figure.about}
        few = {figure.about for figure in figures if figure.value is None and is_few(figure.about, everyone)}
        assert shown, kind
        assert few, kind
        assert 0 not in {figure.value for figure in figures}, kind  # beside a 0 all that is hidden is at least 1
        attack(sorted(shown, key=sorted), few, everyone)


def written_late(world: World, folder: Path) -> Ids:
    """Write the world's files, with every ninth sale that stays a sale in one of its own; return these."""
    world.write(folder)
    parents = {outcome.parent for outcome in world.outcomes}
    late = frozenset([one.id for one in world.outcomes if SALES(one) and one.id not in parents][::9])
    heading, *rows = csv.reader((folder / "orders.csv").read_text(encoding="utf-8").splitlines())
    for name, is_here in (("orders", False), ("late", True)):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([heading, *(row for row in rows if (row[0] in late) is is_here)])
    return late


def tell(
    cli: CommandLine, folder: Path, now: str, known: Mapping[str, Outcome], asked: tuple[str, tuple[int, int], str]
) -> dict[str, list[Told]]:
    """What a report for the partner tells: its rows but those that we gave, and its total."""
    by, days, campaign = asked
    since, until = (OCTOBER + timedelta(days=day) for day in days)
    period = ("--since", str(since), "--until", str(until))
    words = ("report", *filter(None, [campaign]), "--for", REED, "--by", by, *period, "--format", "json")
    done = cli(*words, cwd=folder, env=environment(now))
    ok(done)
    data = done.json()["data"]
    found: dict[str, list[Told]] = {"rows": [], "cents": []}
    for row in [*data["rows"], *data["totals"]]:
        if row["direction"] == "given":
            continue
        wanted = None if row in data["totals"] else row
        about = [item for item in known.values() if since <= item.day <= until and is_of(item, by, wanted, campaign)]
        for kind, measures in (("rows", COUNTS), ("cents", MONEY)):
            for name, counts in measures.items():
                found[kind] += [Told(name, value_of(row, name), frozenset(one.id for one in about if counts(one)))]
    return found


def export(
    cli: CommandLine, folder: Path, now: str, known: Mapping[str, Outcome], asked: tuple[str, tuple[int, int], str]
) -> dict[str, list[Told]]:
    """What an export tells of conversions: of the whole period and of its weeks."""
    since, until = (OCTOBER + timedelta(days=day) for day in asked[1])
    words = ("settle", "export", "--for", REED, "--period", f"{since}..{until}", "--format", "json")
    done = cli(*words, cwd=folder, env=environment(now))
    ok(done)
    found: dict[str, list[Told]] = {"rows": [], "cents": []}
    for row in done.json()["data"]["conversions"]:
        if row["kind"] in EXPORTED:
            first = date.fromisoformat(row["week"]) if row["week"] else since
            last = min(until, first + timedelta(days=6 - first.weekday())) if row["week"] else until
            spot, counts = row["placement"] or row["campaign"], EXPORTED[row["kind"]]
            about = [one for one in known.values() if first <= one.day <= last and counts(one) and is_at(one, spot)]
            ids = frozenset(one.id for one in about)
            for kind, name in (("rows", "n"), ("cents", "amount")):
                value = None if row[name] is None else Fraction(row[name])
                found[kind] += [Told(name, value, ids)] if (row["kind"], name) != ("revenue", "n") else []
    return found


def is_at(item: Outcome, spot: str) -> bool:
    place = item.counted
    return place is not None and place.partner == REED and spot == (place.placement or place.campaign)


def is_of(item: Outcome, by: str, row: Mapping[str, Any] | None, campaign: str) -> bool:
    """Whether an outcome belongs to a row; None: to the total. What only a shared code tells of has no placement."""
    place = item.counted
    if place is None or place.partner != REED or campaign not in {"", place.campaign}:
        return False
    spot = SPOTS.get(place.placement or "")
    of: dict[str, str | None] = {
        "placement": place.placement,
        "channel": spot.channel if spot else None,
        "property": spot.where if spot else None,
        "campaign": place.campaign,
        "day": str(item.day),
    }
    return row is None or by not in of or row[by] == of[by]


def value_of(row: Mapping[str, Any], name: str) -> Fraction | None:
    field, _, part = name.partition(".")
    if row["revenue"] is not None:
        assert row["sales"] is not None  # where all pay one price, it would tell them
    if field == "kinds":
        return None if name in row["suppressed"] else Fraction(row["kinds"].get(part, 0))
    value = row[field]
    if not part or value is None:
        return None if value is None else Fraction(value)
    if part == "n":
        return None if value["n"] is None else Fraction(value["n"])
    return None if value["value"] is None else Fraction(round(value["value"] * value["n"]))


def check_truth(known: Mapping[str, Outcome], found: Mapping[str, Sequence[Told]]) -> None:
    for name, value, about in found["rows"]:
        assert value in {None, len(about)}, name
    for name, value, about in found["cents"]:
        cents = sum(known[one].amount for one in about)
        assert value in {None, -cents if name == "refunds" else cents}, name


def is_few(ids: Ids, everyone: Mapping[str, Outcome]) -> bool:
    return 0 < len({everyone[one].parent or one for one in ids}) < SMALL


# ---------------------------------------------------------------------------------------------------- the attacker


def attack(shown: Sequence[Ids], few: set[Ids], everyone: Mapping[str, Outcome]) -> None:
    """Try whether a sum over few persons follows: of a hidden row, of any outcomes that nothing tells apart, of two
    such groups, of a difference of two shown numbers.
    """
    groups: dict[tuple[bool, ...], set[str]] = {}
    for one in frozenset().union(*shown, *few):
        groups.setdefault(tuple(one in about for about in (*shown, *few)), set()).add(one)
    pieces = [frozenset(group) for group in groups.values()]
    known = reduced([vector(about, pieces) for about in shown])
    few |= {one for one in pieces if is_few(one, everyone)}
    few |= {one | other for one, other in combinations(pieces, 2) if is_few(one | other, everyone)}
    few |= {one - other for one in shown for other in shown if other < one and is_few(one - other, everyone)}
    for about in few:
        assert any(remainder(vector(about, pieces), known)), sorted(about)


def vector(about: Ids, pieces: Sequence[Ids]) -> list[Fraction]:
    return [Fraction(piece <= about) for piece in pieces]


def remainder(row: list[Fraction], known: Mapping[int, list[Fraction]]) -> list[Fraction]:
    """What is left of a row when all known ones are taken off; ``known``: by their first column."""
    for column, other in known.items():
        if row[column]:
            times = row[column]
            row = [a - times * b if b else a for a, b in zip(row, other, strict=True)]
    return row


def reduced(rows: Sequence[list[Fraction]]) -> dict[int, list[Fraction]]:
    """The rows in echelon form, by their first column, in the order in which they must be taken off."""
    known: dict[int, list[Fraction]] = {}
    for row in rows:
        left = remainder(row, known)
        first = next((column for column, value in enumerate(left) if value), None)
        if first is not None:
            known[first] = [value / left[first] for value in left]
    return known
