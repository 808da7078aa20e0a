"""The demo is the whole loop: what it prints and leaves behind must be true, and what is planted must be found."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import CommandLine, Outcome
from xpromo.operations.demo import Difference, reconcile
from xpromo.operations.demo_data import DemoLink, Truth, generate

START = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "demo"


@pytest.fixture(scope="module")
def shown(folder: Path) -> Outcome:
    from tests.conftest import run_here

    return run_here("demo", folder.name, cwd=folder.parent)


def link(**changes: object) -> DemoLink:
    url = "https://northwind.example/x?utm_source=a&utm_content=p1&xp=0123456789"
    settings = {"placement": "p1", "campaign": "c1", "url": url, "at": START, "clicks": 2000, "sells": True}
    return DemoLink(**{**settings, **changes})  # type: ignore[arg-type]


def test_ends_well_and_reconciles(shown: Outcome) -> None:
    assert shown.code == 0, shown.out + shown.err
    assert "Every click and every cent reconciles" in shown.out


def test_second_import_records_nothing(shown: Outcome) -> None:
    again = shown.out.split("Again, as a cron job would:")[1].split("What was left out")[0]
    assert again.count("imported before as batch") == 5


def test_planted_mistakes_are_found_by_check(shown: Outcome) -> None:
    assert "XP152 landing-domain" in shown.out
    assert "XP150 references" in shown.out
    assert "Found 2 errors in 1 file." in shown.out


def test_every_file_it_names_is_there(shown: Outcome, folder: Path) -> None:
    named = shown.out.split("What to open next:")[1].split()
    paths = [folder.parent / word for word in named if word.startswith(folder.name + "/")]
    assert len(paths) == 5
    assert all(path.exists() for path in paths)


def test_runs_again_in_its_own_folder_only(shown: Outcome, folder: Path, cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    refused = cli("demo", tmp_path)
    assert refused.code == 2
    assert "isn't a demo" in refused.err
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_data_is_the_same_on_every_machine() -> None:
    until = START + timedelta(days=90)
    first, second = generate([link()], until), generate([link()], until)
    assert first.files == second.files


def test_data_holds_what_its_truth_says() -> None:
    data = generate([link(clicks=3000)], START + timedelta(days=90))
    rows = [
        line.split(",")
        for name in ("clicks-autumn.csv", "clicks-winter.csv")
        for line in data.files[name].splitlines()[1:]
    ]
    human = {row[0]: (row[-1], row[2], row[1][:13]) for row in rows if row[0].startswith("c")}  # who, which link, hour
    assert len(set(human.values())) == data.truth.clicks["p1"] > 2000
    assert len(human) - len(set(human.values())) == data.truth.planted["repeats within an hour"] > 0
    assert sum(row[0].startswith("t") for row in rows) >= data.truth.planted["unreadable times"] > 0
    shop = csv.DictReader(data.files["shopify-orders.csv"].splitlines(keepends=True))
    orders = [row for row in shop if row["Financial Status"]]
    assert len(orders) == data.truth.sales["p1"] > 50
    assert sum(row["New customer"] == "true" for row in orders) == data.truth.new["p1"] > 25
    assert len({row["Email"] for row in orders if row["New customer"] == "true"}) == data.truth.new["p1"]


def test_reconcile_names_each_number_that_differs() -> None:
    truth = Truth()
    truth.clicks["a"] = 10
    truth.revenue["a"] = 500
    truth.new["a"] = 2
    report = {
        "rows": [
            {"placement": "a", "clicks": 9, "revenue": 500, "new_customers": 1},
            {"placement": "b", "clicks": 1, "revenue": None, "new_customers": None},
        ]
    }
    assert reconcile(report, truth) == [
        Difference("clicks of a", 10, 9),
        Difference("clicks of b", 0, 1),
        Difference("new_customers of a", 2, 1),
    ]
