"""``report --program``: all campaigns with a partner, by quarter."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest
from jsonschema import Draft202012Validator

from tests.conftest import CommandLine, run_here
from tests.report.paging import words as words_of
from tests.report.workspace import make_workspace, report
from xpromo.report.schemas import load_schema

LATER = {"XPROMO_NOW": "2027-04-02T09:00:00+00:00"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(tmp_path_factory.mktemp("program"))
    url = next(line for line in (folder / "clicks.csv").read_text("utf-8").splitlines() if "xp=" in line).split(",")[2]
    clicks = [f"n{n},2027-01-0{1 + n % 9}T10:{n:02}:00Z,{url}" for n in range(50)]
    (folder / "january.csv").write_text("\n".join(["id,at,url", *clicks]) + "\n", encoding="utf-8")
    sales = [f"j{n},2027-01-05T12:0{n}:00Z,sale,10.00,EUR,{url}" for n in range(2)]
    (folder / "sales.csv").write_text("\n".join(["id,at,kind,amount,currency,url", *sales]) + "\n", encoding="utf-8")
    done = run_here("import", "january.csv", "sales.csv", cwd=folder, env=LATER)
    assert done.code == 0, done.err
    return folder


def test_each_quarter_has_a_row_for_each_side(cli: CommandLine, workspace: Path) -> None:
    done = cli("report", "--program", "green-mug", "--format", "json", cwd=workspace, env=LATER)
    assert done.code == 0, done.err
    Draft202012Validator(load_schema("report-program")).validate(done.json())
    data = done.json()["data"]
    found = {(row["quarter"], row["side"]): row for row in data["rows"]}
    first, second = found["2026-Q4", "received"], found["2027-Q1", "received"]
    # six orders by the link, one of them refunded by 5.00, and two of 30.00 by the shared code
    assert (first["clicks"], first["conversions"], first["revenue"], first["reach"]) == (40, 8, 17_500, 1_000)
    assert (second["clicks"], second["conversions"], second["revenue"]) == (50, 2, 2_000)
    (trend,) = [item for item in data["trends"] if item["side"] == "received"]
    assert (trend["before"], trend["after"], trend["clicks_before"], trend["clicks_after"]) == (
        "2026-Q4",
        "2027-Q1",
        40,
        50,
    )


def test_people_read_what_changed(cli: CommandLine, workspace: Path) -> None:
    done = cli("report", "program", "green-mug", cwd=workspace, env=LATER)
    assert "Received, 2026-Q4 to 2027-Q1: +25 % clicks." in done.out
    assert "conversion rate 20.0 %, then 4.0 %, lower." in done.out


@pytest.mark.parametrize(
    ("words", "said"), [(("program",), "takes one partner"), (("program", "nobody"), "nothing was promised")]
)
def test_wrong_usage_is_said(cli: CommandLine, workspace: Path, words: tuple[str, ...], said: str) -> None:
    done = report(cli, workspace, *words)
    assert (done.code, said in done.err) == (2, True)


def test_the_page_is_the_scorecard_of_that_partner_around_the_quarters(cli: CommandLine, workspace: Path) -> None:
    done = cli("report", "--program", "green-mug", "--format", "html", cwd=workspace, env=LATER)
    assert done.code == 0, done.err
    told = words_of(done.out)
    tree = html5lib.parse(done.out, namespaceHTMLElements=False)
    headings = [item.text for name in ("h1", "h2") for item in tree.iterfind(f".//{name}")]
    around = headings.index("Quarter by quarter")
    assert (headings[0], headings[around : around + 2]) == (
        "Program with Green Mug",
        ["Quarter by quarter", "By campaign"],
    )
    assert any(text.startswith("Partners brought 90 clicks. 10 sales, worth 195.00 EUR,") for text in told)
    assert "slow-mornings" not in done.out


def test_the_page_says_how_it_was_counted(cli: CommandLine, workspace: Path) -> None:
    done = cli("report", "--program", "green-mug", "--format", "html", cwd=workspace, env=LATER)
    page = html5lib.parse(done.out, namespaceHTMLElements=False)
    notes = [str(note.text).replace("\u00a0", " ") for note in page.iterfind(".//ul[@class='notes']/li")]
    assert notes == [
        "Received, 2026-Q4 to 2027-Q1: +25 % clicks.",
        "Received: conversion rate 20.0 %, then 4.0 %, lower.",
        "Received: their placements for us. Days in Europe/Berlin; rates: Wilson 95 %, from 30 observations.",
    ]
