"""What two brands lay beside each other is the truth of a made-up world: exports, comparisons, frozen statements."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import CommandLine
from tests.truth import truth
from tests.truth.conftest import Run
from tests.truth.planting import COLUMNS, Outcome, World
from tests.truth.shown import csv_rows, ndjson_rows, number
from tests.truth.workspace import GOALS, REED, REVENUE_SHARE, SPOTS
from tests.truth.worlds import environment, ok

SMALL = 4
FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
PERIOD = ("--period", "2026-Q4")
KINDS = ("sale", "refund", "signup")


def data(text: str) -> Any:
    return json.loads(text)["data"]


def clicks_of(world: World) -> dict[tuple[str, str, str], list[int]]:
    """(Placement, link, day) → clicks that count, and all; what a sender counted has no link."""
    links = {placement: parse_qs(urlsplit(url).query)["xp"][0] for placement, url in world.urls.items()}
    found: dict[tuple[str, str, str], list[int]] = {}

    def add(placement: str | None, link: str, day: date, kept: int, n: int) -> None:
        counted = found.setdefault((placement or "", link, str(day)), [0, 0])
        counted[0] += kept
        counted[1] += n

    for click in world.clicks:
        if click.place.partner == REED:
            add(click.place.placement, links[click.place.placement or ""], click.day, int(click.kept), 1)
    for sent in world.sends:
        if sent.place.partner == REED and sent.metric == "clicks":
            add(sent.place.placement, "", sent.day, sent.n, sent.n)
    return found


def spans_of(outcome: Outcome) -> list[str | None]:
    """The whole period, and the week from Monday."""
    monday = outcome.day - timedelta(days=outcome.day.weekday())
    return [None, str(max(monday, FIRST))]


def converted(world: World) -> dict[tuple[str | None, ...], list[Outcome]]:
    found: dict[tuple[str | None, ...], list[Outcome]] = {}
    for outcome in world.outcomes:
        place = outcome.counted
        if place and place.partner == REED and FIRST <= outcome.day <= LAST:
            for week in spans_of(outcome):
                found.setdefault((place.placement or place.campaign, week, outcome.kind), []).append(outcome)
    return found


def test_an_export_holds_the_true_counts_and_no_small_one(cli: CommandLine, run: Run, world: World, copy: Path) -> None:
    words = ("settle", "export", "--for", REED, *PERIOD)
    found = data(ok(cli(*words, "--format", "json", cwd=copy, env=environment("2027-02-01T09:00:00+00:00"))))
    says = {(row["placement"], row["link"], row["day"]): [row["clicks"], row["clicks_raw"]] for row in found["clicks"]}
    assert says == clicks_of(world)
    assert found["lost"] == 0
    should, told = converted(world), 0
    ours = [name for name, spot in SPOTS.items() if (spot.partner, spot.direction) == (REED, "received")]
    rows = [row for row in found["conversions"] if row["kind"] in KINDS]
    names = [(row["placement"] or row["campaign"], row["week"], row["kind"]) for row in rows]
    assert len(names) == len(set(names))
    assert {spot for spot, *_ in names} == {"reed-swap", "joint-box", *ours}
    for name, row in zip(names, rows, strict=True):
        outcomes = should.get(name, [])
        assert row["n"] in {None, len(outcomes)}, name
        assert row["amount"] in {None, sum(outcome.amount for outcome in outcomes)}, name
        if len({outcome.parent or outcome.id for outcome in outcomes}) < SMALL:
            assert (row["n"], row["amount"]) == (None, None), name
        told += row["n"] is not None
        assert row["week"] is None or row["n"] is not None, name
    assert told > 0


def test_an_export_says_the_same_as_csv(cli: CommandLine, world: World, copy: Path) -> None:
    now = environment("2027-02-01T09:00:00+00:00")
    rows = csv_rows(ok(cli("settle", "export", "--for", REED, *PERIOD, "--format", "csv", cwd=copy, env=now)))
    clicks = [row for row in rows if row["part"] == "clicks"]
    says = {(row["placement"], row["link"], row["day"]): [int(row["n"]), int(row["raw"])] for row in clicks}
    assert says == clicks_of(world)


def test_a_comparison_shows_the_true_numbers_of_both_sides(
    cli: CommandLine, run: Run, world: World, tmp_path: Path
) -> None:
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    with (tmp_path / "theirs.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["day", "placement", "clicks"])
        for n, ((placement, _, day), (kept, _)) in enumerate(sorted(clicks_of(world).items())):
            ours[placement] += kept
            theirs[placement] += kept + n % 3
            rows.writerow([day, placement, kept + n % 3])
    words = ("settle", "compare", str(tmp_path / "theirs.csv"), "--partner", REED, "--tolerance", "0", *PERIOD)
    pairs = [row for row in data(run(*words))["rows"] if row["metric"] == "clicks"]
    assert {row["placement"]: (row["ours"], row["theirs"]) for row in pairs} == {
        placement: (ours[placement], n) for placement, n in theirs.items()
    }
    for row in pairs:
        assert row["difference"] == row["theirs"] - row["ours"]
        assert row["standing"] == ("differ" if row["difference"] else "agree")
    table = {(row["placement"], row["metric"]): row for row in csv_rows(run(*words, form="csv"))}
    assert {name: int(table[name, "clicks"]["ours"]) for name in theirs} == dict(ours)


def test_what_comes_after_freezing_is_settled_once(cli: CommandLine, world: World, copy: Path) -> None:
    """November is frozen; then money of November and a refund of it arrive, and the next statements take them in."""
    since, until = date(2026, 11, 1), date(2026, 11, 30)
    frozen = settled(cli, copy, "freeze", "2026-11", "2026-12-05")
    _, due = truth.statement(world, since, until)
    assert frozen["due"] == {"EUR": rounded(due)}
    sale = ("60.00", "EUR", "REED10", "", "late@example.com", "", "true", "")
    refund = ("60.00", "EUR", "", "", "", "late-1", "", "")
    late = [
        ("late-1", "2026-11-29T12:00:00+01:00", "sale", *sale),
        ("late-2", "2026-12-29T12:00:00+01:00", "refund", *refund),
    ]
    with (copy / "late.csv").open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS["orders"], *late])
    ok(cli("import", "late.csv", cwd=copy, env=environment("2027-01-02T09:00:00+00:00")))
    assert settled(cli, copy, "show", "2026-11", "2027-01-02") == frozen
    december = settled(cli, copy, "show", "2026-12", "2027-01-02")
    rest, owed = truth.statement(world, date(2026, 12, 1), LAST)
    for basis, cents in (("revenue", 6000), ("reversal", -6000)):
        owed[basis, "reed-swap", None, ""] += Fraction(cents * REVENUE_SHARE, 100)
        rest[basis, "reed-swap", None, ""]["base"] += cents
    says: Counter[tuple[str | None, ...]] = Counter()
    for entry in december["entries"]:
        says[entry["basis"], entry["campaign"], entry["placement"], entry["paid_by"]] += entry["base"]
    assert {group: n for group, n in says.items() if n} == {g: row["base"] for g, row in rest.items() if row["base"]}
    assert december["due"] == {"EUR": rounded(owed)}
    sales = {outcome.id: outcome.day for outcome in world.outcomes}
    adjusted = sum(
        outcome.amount
        for outcome in world.outcomes
        if outcome.parent and outcome.counted and outcome.counted.partner == REED
        if date(2026, 12, 1) <= outcome.day <= LAST and since <= sales[outcome.parent] <= until
    )
    assert sum(entry["base"] for entry in december["entries"] if entry["adjustment"]) == adjusted


def settled(cli: CommandLine, folder: Path, verb: str, period: str, day: str) -> Any:
    now = environment(f"{day}T09:00:00+00:00")
    return data(ok(cli("settle", verb, REED, "--period", period, "--format", "json", cwd=folder, env=now)))


def rounded(due: Mapping[Any, Fraction]) -> int:
    exact = sum(due.values(), Fraction(0))
    return int(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1)


def test_a_retro_says_the_truth(cli: CommandLine, world: World, copy: Path) -> None:
    ok(cli("retro", "reed-swap", cwd=copy, env=environment("2027-01-31T09:00:00+00:00")))
    page = (copy / "campaigns" / "reed-swap.retro.md").read_text(encoding="utf-8")
    table = truth.report(world, "placement")
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| ")][1:]
    seen = set()
    for row in rows:
        cells = [cell.strip().strip("`") for cell in row]
        name = None if cells[0].startswith("by no placement") else cells[0]
        want = table["reed-swap", REED, name]
        seen.add(name)
        conversions = None if name and SPOTS[name].direction == "given" else want["conversions"]
        assert [number(cells[place]) for place in (3, 4)] == [want["reach"], want["clicks"]], name
        assert cells[7] == ("–" if conversions is None else str(conversions)), name
        assert number(cells[9]) == (0 if conversions is None else want["revenue"]), name
    assert seen == {name for name, spot in SPOTS.items() if spot.campaign == "reed-swap"} | {None}


QUARTERS = (("2026-Q4", FIRST, LAST), ("2027-Q1", date(2027, 1, 1), date(2027, 3, 31)))
PROGRAM = ("reach", "clicks", "conversions", "revenue", "refunds")


def rows_of(run: Run, form: str, *words: str) -> list[Any]:
    text = run(*words, form=form)
    rows: list[Any] = data(text)["rows"] if form == "json" else csv_rows(text) if form == "csv" else ndjson_rows(text)
    return rows


def done(world: World, since: date, until: date) -> dict[str, Counter[str]]:
    """What came of the swap both ways, by direction."""
    found = {"received": Counter[str](), "given": Counter[str]()}
    for click in world.clicks:
        found["received"]["clicks"] += click.place.partner == REED and since <= click.day <= until and click.kept
    for sent in world.sends:
        spot = SPOTS[sent.place.placement or ""]
        if spot.partner == REED and since <= sent.day <= until:
            found[spot.direction]["clicks" if sent.metric == "clicks" else "reach"] += sent.n
    for outcome in world.outcomes:
        place = outcome.counted
        if place and place.partner == REED and since <= outcome.day <= until:
            is_goal, is_refund = outcome.kind == GOALS[place.campaign], outcome.kind == "refund"
            more = {"conversions": is_goal, "revenue": outcome.amount, "refunds": -outcome.amount * is_refund}
            found["received"].update(more)
    return found


@pytest.mark.parametrize("form", ["json", "csv", "ndjson"])
def test_a_program_says_the_truth_quarter_by_quarter(run: Run, world: World, form: str) -> None:
    should = {
        (quarter, side): {name: counts[name] for name in PROGRAM}
        for quarter, *days in QUARTERS
        for side, counts in done(world, *days).items()
        if any(counts.values())
    }
    rows = rows_of(run, form, "report", "--program", REED)
    assert {(row["quarter"], row["side"]): {name: number(row[name]) for name in PROGRAM} for row in rows} == should


@pytest.mark.parametrize("form", ["json", "csv", "ndjson"])
def test_what_doesnt_count_is_true(run: Run, world: World, form: str) -> None:
    set_aside = [click for click in world.clicks if not click.kept]
    robots = len(world.received)  # one robot and one preview at each placement
    should = {"bot-agent": robots, "prefetch": robots, "repeat": len(set_aside) - 2 * robots}
    rows = rows_of(run, form, "report", "excluded")
    assert {row["reason"]: int(row["clicks"]) for row in rows} == should
