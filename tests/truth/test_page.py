"""What people read on the page of a report is the truth of a made-up world: figures, goals, channels, who owes whom."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.truth import truth
from tests.truth.conftest import Run
from tests.truth.credits import MODELS, credited, paths
from tests.truth.planting import World
from tests.truth.shown import body, html_tables, label, number, table_with
from tests.truth.workspace import REED, SALT, TARGETS

FUNNEL = {"Leads": "lead", "MQLs": "mql", "SQLs": "sql", "Opportunities": "opportunity", "Deals won": "won"}
TITLE = "How much depends on the model"
HALF = 0.0051  # of the last digit shown
Parts = dict[str, list[str]]


@pytest.fixture
def page(run: Run) -> Element:
    found: Element = html5lib.parse(run("report", form="html"), namespaceHTMLElements=False)
    return found


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def section(page: Element, title: str) -> Element:
    return next(part for part in page.iter("section") if words(next(part.iter("h2"))) == title)


def figures(page: Element) -> Parts:
    """The headline figures: what each says, line by line."""
    return {words(next(one.iter("dt"))): [words(line) for line in one.iter("dd")] for one in page.iter("div")
            if one.find("dt") is not None and one.find("dd[@class='value']") is not None}  # fmt: skip


def sides(world: World) -> dict[str, Counter[str]]:
    """Clicks and reach by direction."""
    found = {"received": Counter[str](), "given": Counter[str]()}
    rows = truth.report(world, "placement")
    for group, row in rows.items():
        found["given" if (group[-1] or "").startswith("us-") else "received"].update(
            reach=row["reach"], n=row["clicks"]
        )
    return found


def test_headline_figures_are_true(page: Element, world: World) -> None:
    whole, found, halves = truth.report(world, "all")[()], figures(page), sides(world)
    for title, name in (("Reach", "reach"), ("Clicks", "n")):
        received, given = halves["received"][name], halves["given"][name]
        assert found[title][:2] == [f"{received + given:,}", f"{received:,} received, {given:,} given"]
    assert found["Conversions"][0] == f"{whole['conversions']:,}"
    assert found["Revenue"][:2] == [
        f"{whole['revenue'] / 100:,.2f} EUR",
        f"after {whole['refunds'] / 100:,.2f} EUR of refunds",
    ]
    assert found["New customers"][0] == str(whole["new_customers"])
    assert found["Cost per conversion"][0] == f"{round(whole['cost'] / whole['conversions']) / 100:,.2f} EUR"
    assert found["Cost per conversion"][1].startswith(f"{whole['cost'] / 100:,.2f} EUR")
    low, high = truth.wilson(whole["conversions"], whole["ours"])
    share = f"{100 * whole['conversions'] / whole['ours']:.1f} % of clicks"
    assert found["Conversions"][1] == f"{share}, likely between {100 * low:.1f} and {100 * high:.1f} %"


def test_the_first_sentences_are_true(page: Element, world: World) -> None:
    lead = words(next(one for one in page.iter("p") if one.get("class") == "lead"))
    whole, halves = truth.report(world, "all")[()], sides(world)
    assert f"Partners brought {halves['received']['n']:,} clicks." in lead
    assert (
        f"{whole['conversions']} conversions and {whole['revenue'] / 100:,.2f} EUR of revenue are tied to them." in lead
    )
    assert f"We gave {halves['given']['n']:,} clicks." in lead


def test_goals_are_true(page: Element, world: World) -> None:
    goals = truth.goals(world)
    said = [words(one) for one in section(page, "Goals").iter("li")]
    should = {
        (f"{value / 100:,.2f} EUR of {target:,.2f} EUR" if metric == "revenue" else f"{value:,} of {target:,}")
        for campaign, stated in TARGETS.items()
        for metric, target in stated
        for value in [goals[campaign, metric]]
    }
    assert {one for one in should if any(one in line for line in said)} == should
    assert len(said) == len(goals)


def test_the_way_from_reach_to_result_is_true(page: Element, world: World) -> None:
    found = {}
    for line in section(page, "From reach to result").iter("li"):
        name, count = (words(next(line.iter(tag))) for tag in ("span", "b"))
        found[name] = number(count)
    halves, deals = sides(world)["received"], Counter[str]()
    for _, end, _ in world.deals:
        deals.update(truth.STAGES[: truth.STAGES.index(end) + 1])
    kinds = Counter(outcome.kind for outcome in world.outcomes if outcome.counted)
    should = {"Reach": halves["reach"], "Clicks": halves["n"], "Sales": kinds["sale"], "Sign-ups": kinds["signup"]}
    should |= {title: deals[stage] for title, stage in FUNNEL.items()}
    assert found == {title: n for title, n in should.items() if n}


def test_channels_are_true(run: Run, world: World) -> None:
    columns = {"Clicks": "clicks", "Conv.": "conversions", "Revenue EUR": "revenue", "Reach": "reach"}
    rows = table_with(html_tables(run("report", form="html")), "Channel", *columns)
    should = {group[0]: {name: row[name] for name in columns.values()} for group, row in
              truth.report(world, "channel").items()}  # fmt: skip
    assert {
        label(row, "Channel"): {n: number(row[h]) for h, n in columns.items()} for row in body(rows, "Channel")
    } == {channel: row for channel, row in should.items() if any(row.values())}


def test_who_owes_whom_is_true(page: Element, world: World) -> None:
    said = {words(next(one.iter("span"))): words(one) for one in section(page, "Who owes whom").iter("li")}
    for partner in (REED, SALT):
        given, received = (truth.balance(world, partner)[side]["clicks"] for side in ("given", "received"))
        line, owed = said[partner.title()], given - received
        assert f"{received:,} clicks received, {given:,} clicks given" in line
        if "even" not in line:
            assert f"{'they' if owed > 0 else 'we'} owe {abs(owed):,} clicks" in line


def test_how_much_depends_on_the_model_is_true(page: Element, world: World) -> None:
    ways = paths(world, lambda placement: placement)
    if not any(len(way.touches) > 1 for way in ways if way.cents is not None):
        return
    found = {model: credited(ways, model)[0] for model in MODELS}
    lines = [[words(part) for part in line.iter("span")] for line in section(page, TITLE).iter("li")]
    said = {name: re.findall(r"[\d.]+", told) for name, told in lines}
    assert said.keys() == {name for credit in found.values() for name, part in credit.items() if part}
    for name, (low, high, linear) in said.items():
        parts = [float(credit.get(name, 0)) for credit in found.values()]
        assert float(low) <= min(parts) + HALF, name  # one of the rates game may lie beyond these
        assert float(high) >= max(parts) - HALF, name
        assert abs(float(linear) - float(found["linear"].get(name, 0))) < HALF, name
