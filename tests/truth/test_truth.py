"""Every figure in every format equals the truth of a world that was made up, by arithmetic that isn't xpromo's.

``XPROMO_TRUTH_ROUNDS=100 XPROMO_TRUTH_SEED=7 pytest tests/truth`` looks at more worlds.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.truth import truth
from tests.truth.conftest import Run
from tests.truth.planting import World
from tests.truth.shown import (
    body,
    csv_rows,
    html_tables,
    label,
    md_tables,
    ndjson_rows,
    number,
    page_files,
    table_with,
)
from tests.truth.workspace import REED, SALT

BY = ("placement", "partner", "campaign", "channel", "day")
SCORECARD = {
    "Reach": "reach",
    "Clicks": "clicks",
    "Conv.": "conversions",
    "Revenue EUR": "revenue",
    "New": "new_customers",
}
SOURCED = {
    "Conv.": "conversions",
    "Revenue EUR": "revenue",
    "Sourced": "sourced",
    "Sourced EUR": "sourced_revenue",
    "Influenced": "influenced",
    "Code only": "code_only",
    "Unowned": "unowned",
}
PARTNERS = {"Clicks": "clicks", "Conv.": "conversions", "Revenue EUR": "revenue"}
PIPELINE = {
    "Deals": "deals",
    "MQL": "mql",
    "SQL": "sql",
    "Opp.": "opportunity",
    "Won": "won",
    "Open": "open",
    "Won EUR": "won_amount",
    "Open EUR": "open_amount",
}
BALANCE = {
    "Promised": "placements",
    "On time": "on_time",
    "Late": "late",
    "Missed": "missed",
    "Reach": "reach",
    "Clicks": "clicks",
    "Conv.": "conversions",
    "New": "new_customers",
    "Revenue": "revenue",
}
STATEMENTS = {"2026-11": (date(2026, 11, 1), date(2026, 11, 30)), "2026-Q4": (date(2026, 10, 1), date(2026, 12, 31))}

Figures = Mapping[Any, Mapping[str, int]]


def data(run: Run, *words: str) -> Any:
    return json.loads(run(*words))["data"]


def groups(by: str) -> tuple[str, ...]:
    return ("campaign", "partner", "placement") if by == "placement" else (by,)


def keyed(rows: Sequence[Mapping[str, Any]], by: str, names: Sequence[str]) -> dict[Any, dict[str, int]]:
    """The rows of a JSON or CSV table by what they are of; absent is 0, rows of nothing but 0 are left out."""
    found = {}
    for row in rows:
        values = {name: number(row[name]) for name in names}
        found[tuple(row[name] or None for name in groups(by))] = values
    assert len(found) == len(rows)
    return {group: values for group, values in found.items() if any(values.values())}


def true(table: truth.Table, names: Sequence[str]) -> dict[Any, dict[str, int]]:
    kept = {group: {name: int(row[name]) for name in names} for group, row in table.items()}
    return {group: values for group, values in kept.items() if any(values.values())}


def differences(says: Figures, should: Figures) -> dict[Any, Any]:
    return {key: (says.get(key), should.get(key)) for key in {*says, *should} if says.get(key) != should.get(key)}


def hold_shown(run: Run, words: Sequence[str], heading: str, columns: Mapping[str, str], table: truth.Table) -> None:
    """What people read in Markdown and on the page is the table, row by row."""
    read = {"md": md_tables, "html": html_tables}
    wanted = Counter((group[-1], *(int(row[name]) for name in columns.values())) for group, row in table.items())
    for form, tables in read.items():
        rows = body(table_with(tables(run(*words, form=form)), heading, *columns), heading)
        shown = Counter((label(row, heading), *(number(row[name]) for name in columns)) for row in rows)
        assert +Counter({k: n for k, n in (shown - wanted).items() if any(k[1:])}) == Counter(), (form, words)
        assert +Counter({k: n for k, n in (wanted - shown).items() if any(k[1:])}) == Counter(), (form, words)


@pytest.mark.parametrize("by", BY)
def test_a_report_says_the_truth_in_every_format(run: Run, world: World, by: str) -> None:
    table, words = truth.report(world, by), ("report", "--by", by)
    should = true(table, truth.FIGURES)
    found = data(run, *words)
    assert differences(keyed(found["rows"], by, truth.FIGURES), should) == {}
    (total,) = found["totals"]
    whole = truth.report(world, "all")[()]
    assert {name: total[name] for name in truth.FIGURES} == {name: whole[name] for name in truth.FIGURES}
    assert differences(keyed(ndjson_rows(run(*words, form="ndjson")), by, truth.FIGURES), should) == {}
    assert differences(keyed(csv_rows(run(*words, form="csv")), by, truth.FIGURES), should) == {}
    page = page_files(run(*words, form="html"))["xpromo-report.csv"]
    assert differences(keyed(page, by, truth.FIGURES), should) == {}
    hold_shown(run, words, by.capitalize(), SCORECARD, table)


@pytest.mark.parametrize("by", BY)
def test_rates_follow_from_the_truth(run: Run, world: World, by: str) -> None:
    table = truth.report(world, by)
    for row in data(run, "report", "--by", by)["rows"]:
        group = tuple(row[name] for name in groups(by))
        for name, value in truth.rates(table[group], by).items():
            assert row[name]["value"] == (value if value is None else pytest.approx(float(value))), (group, name)
        rate = row["conversion_rate"]
        if rate["value"] is not None:
            low, high = truth.wilson(table[group]["conversions"], table[group]["ours"])
            assert (rate["low"], rate["high"]) == (pytest.approx(low, abs=1e-12), pytest.approx(high))


def test_nothing_is_known_of_what_happens_on_a_partners_site(run: Run) -> None:
    given = [row for row in data(run, "report")["rows"] if row["direction"] == "given"]
    assert {(row["conversions"], row["revenue"], row["sourced"]) for row in given} == {(None, None, None)}


def test_a_page_draws_the_true_days(run: Run, world: World) -> None:
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for click in world.clicks:
        days[str(click.day)]["received"] += click.kept
    for sent in world.sends:
        days[str(sent.day)]["given"] += sent.n * (sent.metric == "clicks")
    for day, row in truth.report(world, "day").items():
        days[str(day[0])]["conversions"] += row["conversions"]
    columns = {"Clicks received": "received", "Clicks given": "given", "Conversions": "conversions"}
    rows = table_with(html_tables(run("report", form="html")), "Day", *columns)
    shown = {row["Day"]: {name: number(row[head]) for head, name in columns.items()} for row in rows}
    should = {day: {name: int(row[name]) for name in columns.values()} for day, row in days.items()}
    assert (
        differences(
            {day: row for day, row in shown.items() if any(row.values())},
            {d: r for d, r in should.items() if any(r.values())},
        )
        == {}
    )


@pytest.mark.parametrize("by", BY)
def test_who_began_it_and_who_took_part_is_true(run: Run, world: World, by: str) -> None:
    table, words = truth.report(world, by), ("report", "sourced", "--by", by)
    names = ["conversions", "revenue", *truth.ROLES, *(f"{role}_revenue" for role in truth.ROLES)]
    should = true(table, names)
    found = data(run, *words)
    nobody = truth.nobody(world)
    for rows in (found["rows"], ndjson_rows(run(*words, form="ndjson")), csv_rows(run(*words, form="csv"))):
        (none,) = (row for row in rows if row["nobody"] in {True, "true"})
        assert {name: number(none[name]) for name in names} == {name: nobody[name] for name in names}
        assert differences(keyed([row for row in rows if row is not none], by, names), should) == {}
    hold_shown(run, words, by.capitalize(), SOURCED, table | {("nobody",): nobody})
    (total,) = found["totals"]
    assert total["revenue"] == sum(outcome.amount for outcome in world.outcomes)
    for end, whole in (("", "conversions"), ("_revenue", "revenue")):
        assert total[f"sourced{end}"] + total[f"unowned{end}"] == total[whole]
        for name in (f"sourced{end}", f"unowned{end}", f"code_only{end}", whole):
            assert sum(row[name] or 0 for row in found["rows"]) == total[name]


def test_goals_and_what_reached_nobody_are_true(run: Run, world: World) -> None:
    found = data(run, "report")
    assert {(goal["campaign"], goal["metric"]): goal["achieved"] for goal in found["goals"]} == truth.goals(world)
    assert {row["metric"]: row["n"] for row in found["unresolved"]} == truth.unresolved(world)
    excluded = sum(number(n) for row in found["rows"] for n in row["excluded"].values())
    assert excluded == truth.exclusions(world) > 0


def test_who_owes_whom_is_true(run: Run, world: World) -> None:
    found = {row["partner"]: row for row in data(run, "balance")}
    tables = {form: read(run("balance", form=form)) for form, read in (("md", md_tables), ("html", html_tables))}
    lines = {row["partner"]: row for row in csv_rows(run("balance", form="csv"))}
    objects = {row["partner"]: row for row in ndjson_rows(run("balance", form="ndjson"))}
    for partner in (REED, SALT):
        should, row = truth.balance(world, partner), found[partner]
        for direction, counts in should.items():
            says = row[direction] | {"revenue": (row[direction]["revenue"] or {}).get("EUR")}
            assert {name: says[name] or 0 for name in BALANCE.values()} == {n: counts[n] for n in BALANCE.values()}
            for name in BALANCE.values():
                for row_ in (lines[partner], objects[partner]):
                    assert number(row_[f"{direction}_{name}"]) == counts[name], (partner, direction, name)
            for form, shown in tables.items():
                (cells,) = (
                    cells
                    for cells in table_with(shown, "Direction", *(h for h in BALANCE if h in shown[1][0]))
                    if (cells["Partner"], cells["Direction"]) == (partner, direction)
                )
                assert {n: number(cells[h]) for h, n in BALANCE.items() if h in cells} == {
                    n: counts[n] for h, n in BALANCE.items() if h in cells
                }, form
        owed = should["given"]["clicks"] - should["received"]["clicks"]
        assert (row["owed"]["value"], int(lines[partner]["owed_value"].lstrip("'"))) == (owed, owed)
    pairs = {
        (swap["give"]["placement"], swap["get"]["placement"]): (swap["give"]["number"], swap["get"]["number"])
        for row in found.values()
        for swap in row["swaps"]
    }
    assert pairs == truth.swaps(world)


def test_partners_counts_are_true(run: Run, world: World) -> None:
    names = [name for name in truth.COUNTS if name not in {"clicks_raw", "sales"}]
    whole = truth.report(world, "partner")
    table = {group: row for group, row in whole.items() if group[0]}
    should, words = true(table, names), ("report", "partners")
    assert differences(keyed(data(run, *words)["rows"], "partner", names), should) == {}
    for form, read in (("ndjson", ndjson_rows), ("csv", csv_rows)):
        rows = [{**row, "refunds": row["refunded"]} for row in read(run(*words, form=form))]
        assert differences(keyed(rows, "partner", names), should) == {}
    hold_shown(run, words, "Partner", PARTNERS, table)


@pytest.mark.parametrize("period", STATEMENTS)
def test_a_statement_settles_the_truth(run: Run, world: World, period: str) -> None:
    base, due = truth.statement(world, *STATEMENTS[period])
    words = ("settle", "show", REED, "--period", period)
    found = data(run, *words)
    exact = sum(due.values(), Fraction(0))
    whole = int(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1)
    assert found["due"] == {"EUR": whole}
    assert sum(entry["due"] for entry in found["entries"]) == whole
    for rows in (found["entries"], csv_rows(run(*words, form="csv")), ndjson_rows(run(*words, form="ndjson"))):
        says = {
            (row["basis"], row["campaign"] or None, row["placement"] or None, row["paid_by"] or ""): (
                number(row["base"]),
                number(row["due"]),
            )
            for row in rows
        }
        assert {key: cents for key, (cents, _) in says.items()} == {key: row["base"] for key, row in base.items()}
        assert all(abs(owed - due[key]) < 1 for key, (_, owed) in says.items())
    wanted = Counter((row["placement"] or None, row["base"], row["due"]) for row in found["entries"])
    for form, read in (("md", md_tables), ("html", html_tables)):
        rows_ = table_with(read(run(*words, form=form)), "What", "Amount EUR", "Due EUR")
        shown = [(label(row, "Placement"), number(row["Amount EUR"]), number(row["Due EUR"])) for row in rows_]
        assert Counter(shown[:-1] if rows_[-1]["What"] == "Due" else shown) == wanted, form


def test_the_pipeline_is_true(run: Run, world: World) -> None:
    names = ("deals", *truth.STAGES, "open", "won_amount", "open_amount")
    table, words = truth.pipeline(world), ("report", "pipeline")
    found = data(run, *words)
    for rows in (found["rows"], ndjson_rows(run(*words, form="ndjson")), csv_rows(run(*words, form="csv"))):
        assert differences(keyed(rows, "partner", names), true(table, names)) == {}
    hold_shown(run, words, "Partner", PIPELINE, table)
    steps = truth.funnel(world)
    assert {step["step"]: step["n"] for step in found["funnel"]} == steps
    for form, read in (("md", md_tables), ("html", html_tables)):
        rows = table_with(read(run(*words, form=form)), "Step", "n")
        assert {row["Step"]: number(row["n"]) for row in rows} == steps
