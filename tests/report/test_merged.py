"""``report merged`` and what ``import`` says of sales that another tool tells of too."""

from __future__ import annotations

import csv
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


@pytest.mark.parametrize("name", ["#1002", "1002", " # 1002", "ch_3Q0aBcDe02", "5000000002"])
def test_a_sale_is_explained_by_any_number_that_it_is_known_by(cli: CommandLine, folder: Path, name: str) -> None:
    run(cli, folder, "import", "orders.csv", "payments.csv")
    found = run(cli, folder, "report", "explain", name, "--format", "json").json()["data"]

    assert {row["source_id"] for row in found["same"]} == {"5000000002", "ch_3Q0aBcDe02"}
    assert found["counts"] is (name != "ch_3Q0aBcDe02")  # that is the very id of the payment's row


def test_a_number_of_nobody_is_unknown(cli: CommandLine, folder: Path) -> None:
    run(cli, folder, "import", "orders.csv")
    done = run(cli, folder, "report", "explain", "#1009")

    assert (done.code, "no conversion '#1009'" in done.err) == (2, True)


def test_what_another_source_is_the_record_of_is_said_to_be(cli: CommandLine, folder: Path) -> None:
    (folder / "till.csv").write_text("id,at,kind,amount,currency,code\nt1,2026-11-20T10:00:00Z,sale,24.00,EUR,SLOW50\n")
    run(cli, folder, "import", "orders.csv", "till.csv")
    beside = run(cli, folder, "report").err + run(cli, folder, "report").out
    brand = folder / "campaigns" / "brand.yaml"
    brand.write_text(brand.read_text() + "sales_from: shopify\n")
    run(cli, folder, "codes", "2026-11-morning-swap")
    told = {view: run(cli, folder, *view.split()) for view in NOTED}
    told["retro"] = cli("retro", "2026-11-morning-swap", cwd=folder, env=ENV | {"XPROMO_NOW": "2026-12-15T09:00:00Z"})
    explained = run(cli, folder, "report", "explain", "t1", "--format", "json").json()["data"]
    run(cli, folder, "ledger", "export", "out")
    exported = list(csv.DictReader((folder / "out" / "conversions.csv").read_text().splitlines()))

    assert "conversions (1 sale) and shopify-orders (1 sale), tied by no id" in " ".join(beside.split())
    for view, done in told.items():
        words = " ".join((done.out + done.err).split())
        assert "1 sale of conversions in 2026-11-morning-swap, because sales_from names shopify" in words, view
    assert (explained["counts"], explained["aside"]) == (False, True)
    assert {row["source_id"]: row["counts"] for row in exported}["t1"] == "0"


NOTED = (
    "report",
    "report partners",
    "report sourced",
    "report pipeline",
    "report program slow-mornings",
    "balance",
    "settle show slow-mornings --period 2026-11",
    "attribution",
)
