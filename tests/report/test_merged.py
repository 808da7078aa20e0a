"""``report merged`` and what ``import`` says of sales that another tool tells of too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import CommandLine, Outcome

ENV = {"XPROMO_NOW": "2026-11-24T09:00:00+01:00", "COLUMNS": "110"}
SHOP = """\
Name,Email,Financial Status,Currency,Total,Discount Code,Created at,Refunded Amount,Id,Lineitem name,Payment Reference
#1001,,paid,EUR,24.00,SLOW50,2026-11-20 10:00:00 +0100,0.00,5000000001,Beans,ch_3Q0aBcDe01
#1002,,paid,EUR,36.00,,2026-11-21 10:00:00 +0100,0.00,5000000002,Beans,
"""
PAYMENTS = """\
id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Description,Status,order_id (metadata)
ch_3Q0aBcDe01,2026-11-20 09:00:41,24.00,0.00,eur,true,,Paid,
ch_3Q0aBcDe02,2026-11-21 09:00:41,36.00,0.00,eur,true,,Paid,1002
ch_3Q0aBcDe03,2026-11-22 09:00:41,50.00,0.00,eur,true,,Paid,
"""


@pytest.fixture
def folder(tmp_path: Path, repo: Path, cli: CommandLine) -> Path:
    shutil.copytree(repo / "campaigns", tmp_path / "campaigns")
    (tmp_path / "orders.csv").write_text(SHOP)
    (tmp_path / "payments.csv").write_text(PAYMENTS)
    assert cli("codes", "2026-11-morning-swap", cwd=tmp_path, env=ENV).code == 0
    return tmp_path


def run(cli: CommandLine, folder: Path, *words: str) -> Outcome:
    return cli(*words, cwd=folder, env=ENV)


def test_import_says_who_tells_of_the_sales_too(cli: CommandLine, folder: Path) -> None:
    alone = run(cli, folder, "import", "orders.csv", "--format", "json")
    assert alone.json()["data"][0]["merged"] == {}
    assert "tells of" not in alone.err

    both = run(cli, folder, "import", "payments.csv", "--format", "json")
    assert both.json()["data"][0]["merged"] == {"shopify-orders": 2}
    assert "payments.csv: shopify-orders tells of 2 sales in it too; each counts once" in both.err


def test_a_dry_run_says_it_and_merges_nothing(cli: CommandLine, folder: Path) -> None:
    run(cli, folder, "import", "orders.csv", "--account", "vienna")
    dry = run(cli, folder, "import", "payments.csv", "--dry-run", "--format", "json")

    assert dry.json()["data"][0]["merged"] == {"shopify-orders (vienna)": 2}
    assert run(cli, folder, "report", "merged", "--format", "json").json()["data"]["rows"] == []


def test_each_row_that_does_not_count_stands_beside_the_one_that_does(cli: CommandLine, folder: Path) -> None:
    run(cli, folder, "import", "orders.csv", "payments.csv")
    rows = run(cli, folder, "report", "merged", "--format", "json").json()["data"]["rows"]

    assert [(row["source"], row["id"], row["other_source"], row["other_id"]) for row in rows] == [
        ("shopify-orders", "5000000001", "stripe-payments", "ch_3Q0aBcDe01"),
        ("shopify-orders", "5000000002", "stripe-payments", "ch_3Q0aBcDe02"),
    ]
    assert {row["amount"] - row["other_amount"] for row in rows} == {0}


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (["--since", "2026-11-21"], ["2026-11-21"]),
        (["--until", "2026-11-20"], ["2026-11-20"]),
        (["2026-11-morning-swap"], ["2026-11-20"]),
    ],
    ids=["since", "until", "campaign"],
)
def test_it_takes_a_period_and_campaigns(cli: CommandLine, folder: Path, words: list[str], days: list[str]) -> None:
    run(cli, folder, "import", "orders.csv", "payments.csv")
    rows = run(cli, folder, "report", "merged", *words, "--format", "json").json()["data"]["rows"]

    assert [row["day"] for row in rows] == days


def test_without_any_it_says_so(cli: CommandLine, folder: Path) -> None:
    run(cli, folder, "import", "orders.csv")

    assert "No two tools tell of the same sale." in run(cli, folder, "report", "merged").out
