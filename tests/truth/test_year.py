"""What commands say of a year is what its table of sales says, whatever happened to names, agreements and files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import html5lib
import pytest

from tests.truth import year
from tests.truth.shown import body, csv_rows, html_tables, label, md_tables, ndjson_rows, number, table_with
from tests.truth.year import COUNTED, LETTER, NEW, Row, run

Money = dict[tuple[str | None, ...], Counter[str]]
GROUPS: Mapping[str, Callable[[Row], str | None]] = {
    "placement": lambda row: row.placement,
    "campaign": lambda row: row.campaign,
    "partner": lambda row: "ash" if row.campaign == NEW else "elm",
    "day": lambda row: str(row.day),
}
partner_of = GROUPS["partner"]
FIGURES = ("conversions", "revenue", "refunds", "new_customers", "sales")
PERIODS = {
    "2026-10": (date(2026, 10, 1), date(2026, 10, 31)),
    "2026-11": (date(2026, 11, 1), date(2026, 11, 30)),
    "2026-12": (date(2026, 12, 1), date(2026, 12, 31)),
    "2027-Q1": (date(2027, 1, 1), date(2027, 3, 31)),
}
BACK = {"refund", "chargeback", "chargeback_reversed"}
CHANGED = date(2026, 11, 10)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year: October is settled before the campaign is renamed."""
    folder = tmp_path_factory.mktemp("year")
    urls = year.begin(folder)
    early = [row for row in year.SALES if row.day < date(2026, 11, 1)]
    year.write_orders(folder / "early.csv", early, urls)
    run(folder, "import", "early.csv", now="2026-11-02T09:00:00+00:00")
    run(folder, "settle", "freeze", "ash", "--period", "2026-10", now="2026-11-02T09:00:00+00:00")
    year.change(folder)
    year.write_orders(folder / "wrong.csv", year.WRONG, urls)
    batch = json.loads(run(folder, "import", "wrong.csv", "--format", "json").out)["data"][0]["batch"]
    year.write_orders(folder / "late.csv", [row for row in year.SALES if row not in early], urls)
    year.write_shop(folder / "shop.csv", year.RECORD)
    year.write_orders(folder / "till.csv", year.TILL, urls)
    run(folder, "import", "late.csv", "till.csv", "shop.csv")
    run(folder, "import", "--undo", str(batch))
    return folder


def data(folder: Path, *words: str) -> Any:
    return json.loads(run(folder, *words, "--format", "json").out)["data"]


def figures(row: Row) -> dict[str, int]:
    is_sale = row.kind == "sale"
    return {
        "conversions": is_sale,
        "sales": is_sale,
        "revenue": row.money,
        "refunds": -row.money * (row.kind in BACK),
        "new_customers": is_sale and bool(row.new),
    }


def summed(rows: Iterable[Row], of: Callable[[Row], str | None]) -> Money:
    """By group and currency; without a row of nothing but zeros, such as that of a sign-up."""
    found: Money = {}
    for row in rows:
        found.setdefault((of(row), row.currency or "EUR"), Counter()).update(figures(row))
    return {key: counts for key, counts in found.items() if any(counts.values())}


def kept(rows: Iterable[Mapping[str, Any]], by: str) -> Money:
    found = {
        (row[by] or None, row["currency"] or "EUR"): Counter({name: number(row[name]) for name in FIGURES})
        for row in rows
    }
    return {key: counts for key, counts in found.items() if any(counts.values())}


@pytest.mark.parametrize("by", GROUPS)
def test_reports_of_several_currencies_are_true(lived: Path, by: str) -> None:
    should, words = summed(COUNTED, GROUPS[by]), ("report", "--by", by)
    if by == "placement":  # what a shared code brought has no placement, and each campaign has such a row
        should = summed(COUNTED, lambda row: row.placement or row.campaign)
    name = "shown" if by == "placement" else by
    for form, read in (("json", None), ("csv", csv_rows), ("ndjson", ndjson_rows)):
        text = run(lived, *words, "--format", form).out
        rows = read(text) if read else json.loads(text)["data"]["rows"]
        assert kept([{**row, "shown": row.get("placement") or row.get("campaign")} for row in rows], name) == should
    totals = {
        row["currency"]: Counter({name: row[name] or 0 for name in FIGURES}) for row in data(lived, *words)["totals"]
    }
    assert totals == {currency: counts for (_, currency), counts in summed(COUNTED, lambda _: None).items()}


def test_people_read_the_same(lived: Path) -> None:
    columns = {"Conv.": "conversions", "Revenue": "revenue", "Refunds": "refunds"}
    should = summed(COUNTED, GROUPS["campaign"])
    for form, read in (("md", md_tables), ("html", html_tables)):
        text = run(lived, "report", "--by", "campaign", "--format", form).out
        shown = {
            (label(row, "Campaign"), row["Currency"]): {name: number(row[head]) for head, name in columns.items()}
            for row in body(table_with(read(text), "Campaign", *columns), "Campaign")
        }
        assert shown == {group: {name: row[name] for name in columns.values()} for group, row in should.items()}, form


def test_headline_figures_are_of_all_currencies(lived: Path) -> None:
    page = html5lib.parse(run(lived, "report", "--format", "html").out, namespaceHTMLElements=False)
    said = [
        (one.findtext("dt"), " ".join("".join(value.itertext()).split()))
        for one in page.iter("div")
        for value in one.iterfind("dd[@class='value']")
    ]
    totals = summed(COUNTED, lambda _: None)
    whole = sum(totals.values(), Counter[str]())
    assert [value for name, value in said if name == "Sales"] == [str(whole["sales"])]
    assert [value for name, value in said if name == "New customers"] == [str(whole["new_customers"])]
    shown = {value.split()[1]: number(value.split()[0]) for name, value in said if name == "Revenue"}
    assert shown == {currency: row["revenue"] for (_, currency), row in totals.items()}


def test_days_of_all_lengths_begin_at_midnight(lived: Path) -> None:
    for since, until in (("2026-10-25", "2026-10-25"), ("2026-10-26", "2026-11-01"), ("2027-03-28", "2027-03-28")):
        inside = [row for row in COUNTED if since <= str(row.day) <= until]
        rows = data(lived, "report", "--by", "partner", "--since", since, "--until", until)["rows"]
        assert kept(rows, "partner") == summed(inside, partner_of)


def test_a_campaign_alone_says_what_all_of_them_say(tmp_path: Path) -> None:
    """A 0 doesn't become a blank where the only campaign asked for brought nothing."""
    urls = year.begin(tmp_path)
    year.write_orders(tmp_path / "orders.csv", year.SALES[:1], urls)
    (tmp_path / "clicks.csv").write_text(f"id,at,url\nc1,2026-10-08T10:00:00Z,{urls[LETTER]}\n", encoding="utf-8")
    run(tmp_path, "import", "orders.csv", "clicks.csv")
    whole = data(tmp_path, "report")["rows"]
    alone = {campaign: data(tmp_path, "report", campaign)["rows"] for campaign in (year.OLD, "elm-box")}
    for campaign, rows in alone.items():
        assert rows == [row for row in whole if row["campaign"] == campaign]
    assert {(row["clicks"], row["conversions"]) for row in alone["elm-box"]} == {(0, 0), (None, None)}


def test_periods_add_up_to_the_year(lived: Path) -> None:
    whole: Counter[tuple[str, str]] = Counter()
    for since, until in PERIODS.values():
        for row in data(lived, "report", "--since", str(since), "--until", str(until))["totals"]:
            whole.update({(row["currency"], name): row[name] or 0 for name in FIGURES})
    assert +whole == +Counter(
        {(cur, name): n for (_, cur), row in summed(COUNTED, lambda _: None).items() for name, n in row.items()}
    )


def test_what_another_shop_tells_is_said_and_counts_nowhere(lived: Path) -> None:
    conflicts = data(lived, "report", "conflicts")
    aside = [row for row in year.TILL if row.aside]
    says = {(row["kind"], row["currency"]): (row["n"], row["amount"]) for row in conflicts["aside"]}
    should: dict[tuple[str, str], tuple[int, int]] = {}
    for row in aside:
        n, money = should.get((row.kind, row.currency), (0, 0))
        should[row.kind, row.currency] = (n + 1, money + row.money)
    assert says == should
    assert data(lived, "report")["aside"] == conflicts["aside"]
    assert data(lived, "report", "--for", "elm")["aside"] == []
    assert data(lived, "report", NEW)["aside"] == []
    notes = {partner: run(lived, "report", "--program", partner, "--format", "md").out for partner in ("ash", "elm")}
    assert {partner: "shopify-orders" in text for partner, text in notes.items()} == {
        "ash": False,
        "elm": True,
    }
    (elm,) = (row for row in data(lived, "report", "--by", "partner")["rows"] if row["partner"] == "elm")
    assert elm["kinds"] == {"sale": 2, "signup": 1}


def test_the_next_campaign_begins_with_what_truly_came(lived: Path) -> None:
    """Of all currencies together."""
    plan = run(lived, "plan", "--repeat", NEW, "--start", "2027-10-01", "--dry-run").out.splitlines()
    said = {
        plan[at + 1].split("id: ")[1].split(",")[0]: line for at, line in enumerate(plan) if "last time: conv" in line
    }
    sold = Counter(row.placement for row in year.SALES if row.kind == "sale")
    assert {name.removesuffix("-2027-10"): int(line.split()[-1]) for name, line in said.items()} == {
        name: n for name, n in sold.items() if name
    }


def test_sourced_and_unowned_are_all_there_is_in_each_currency(lived: Path) -> None:
    """A new customer who came by a link was sourced; what came by a shared code alone, and renewals, were not."""
    sales = {row.id: row for row in COUNTED}
    should: dict[str, Counter[str]] = {}
    for row in COUNTED:
        sale = sales.get(row.of, row)
        role = "sourced" if sale.new and sale.link else "unowned"
        counts = should.setdefault(row.currency or "EUR", Counter())
        counts.update({role: row.kind == "sale", f"{role}_revenue": row.money})
    names = ("sourced", "sourced_revenue", "unowned", "unowned_revenue")
    found = data(lived, "report", "sourced")["totals"]
    assert {row["currency"]: {name: row[name] for name in names} for row in found} == {
        currency: {name: counts[name] for name in names} for currency, counts in should.items()
    }


# ------------------------------------------------------------------------------------------------ statements


def share(row: Row) -> Fraction:
    """What was agreed when it was earned: 10 % until the day of the change, 25 % from it on; always 15 % with Elm."""
    if partner_of(row) == "elm":
        return Fraction(15, 100)
    days = {item.id: item.day for item in COUNTED}
    return Fraction(10 if days.get(row.of, row.day) < CHANGED else 25, 100)


def owed(rows: Iterable[Row]) -> dict[str, int]:
    exact: dict[str, Fraction] = {}
    for row in rows:
        if row.money:
            exact[row.currency] = exact.get(row.currency, Fraction(0)) + row.money * share(row)
    return {cur: int(abs(due) + Fraction(1, 2)) * (1 if due >= 0 else -1) for cur, due in exact.items()}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("partner", ["ash", "elm"])
def test_statements_settle_each_currency_by_what_was_agreed(lived: Path, partner: str, period: str) -> None:
    since, until = PERIODS[period]
    inside = [row for row in COUNTED if partner_of(row) == partner and since <= row.day <= until]
    found = data(lived, "settle", "show", partner, "--period", period)
    assert found["due"] == owed(inside)
    says: Counter[tuple[str, str]] = Counter()
    for entry in found["entries"]:
        says[entry["basis"], entry["currency"]] += entry["base"]
    should: Counter[tuple[str, str]] = Counter()
    for row in inside:
        if row.money:
            should["reversal" if row.kind in BACK else "revenue", row.currency] += row.money
    assert says == should


def test_a_renaming_settles_nothing_twice(lived: Path) -> None:
    """October was frozen under the old names; November adjusts what came back of October, and nothing else."""
    found = data(lived, "settle", "show", "ash", "--period", "2026-11")
    adjusted = {(item["basis"], item["campaign"], item["placement"]) for item in found["entries"] if item["adjustment"]}
    assert adjusted == {("reversal", NEW, LETTER), ("reversal", NEW, year.APP)}
    frozen = data(lived, "settle", "show", "ash", "--period", "2026-10")
    assert {entry["campaign"] for entry in frozen["entries"]} == {year.OLD}


# ------------------------------------------------------------------------------------------------ claims


def test_what_a_partner_claims_is_never_added(lived: Path, tmp_path: Path) -> None:
    """They report an order that we have, with our id, and what they sold by our letter: only the latter is news."""
    before = data(lived, "report")["rows"]
    given = {row["placement"]: row["url"] for row in csv_rows(run(lived, "links", "--format", "csv").out)}["us-ash"]
    ours = {**year.begin(tmp_path), "us-ash": given}
    claims = [
        Row("s2", "2026-10-24T22:00:00Z", "sale", 10_000, "EUR", date(2026, 10, 25), NEW, LETTER, link=LETTER),
        Row("a1", "2026-10-08T12:00:00Z", "sale", 1_900, "EUR", date(2026, 10, 8), NEW, "us-ash", link="us-ash"),
        Row("a2", "2026-10-09T12:00:00Z", "sale", 500, "USD", date(2026, 10, 9), NEW, "us-ash", link="us-ash"),
    ]
    year.write_orders(lived / "claims.csv", claims, ours)
    run(lived, "import", "claims.csv", "--reported-by", "ash")
    assert data(lived, "report")["rows"] == before
    (ash,) = (row for row in data(lived, "balance") if row["partner"] == "ash")
    assert (ash["given"]["conversions"], ash["given"]["revenue"]) == (2, {"EUR": 1_900, "USD": 500})
    assert ash["received"]["conversions"] == sum(row.kind == "sale" for row in year.SALES)
