"""``settle``: drafts, frozen statements and adjustments, through the real command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import REPO, CommandLine, Outcome
from xpromo.report.schemas import load_schema

CAMPAIGN, LETTER = "2026-winter-bundle", "mug-weekly-launch"
MINTED, AFTER, LATER = ({"XPROMO_NOW": f"{day}T09:00:00+00:00"} for day in ("2026-11-25", "2027-01-05", "2027-02-05"))
HEADER = "id,at,kind,amount,currency,code,url,customer,refund_of\n"


@pytest.fixture
def workspace(cli: CommandLine, tmp_path: Path) -> Path:
    """15 % of revenue for Green Mug, costs half and half; December: 100.10 EUR by its letter, 50.00 by its code."""
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    partner = tmp_path / "campaigns/partners/green-mug.yaml"
    text = partner.read_text("utf-8").replace("  fairness_unit:", "  revenue_share: 15 %\n  fairness_unit:", 1)
    partner.write_text(text, encoding="utf-8")
    links = ok(cli("links", CAMPAIGN, "--format", "json", cwd=tmp_path, env=MINTED)).json()["data"]
    ok(cli("codes", CAMPAIGN, "--output", "codes.csv", cwd=tmp_path, env=MINTED))
    url = next(row["url"] for row in links if row["placement"] == LETTER)
    sales = (
        f"o1,2026-12-03T12:00:00Z,sale,100.10,EUR,,{url},ann@example.com,\n"
        "o2,2026-12-04T12:00:00Z,sale,50.00,EUR,MUG15,,,\n"
        "o3,2026-12-04T12:00:00Z,sale,99.00,EUR,,,,\n"
    )
    (tmp_path / "sales.csv").write_text(HEADER + sales, encoding="utf-8")
    costs = f"campaign,placement,at,amount,currency,paid_by\n{CAMPAIGN},{LETTER},2026-12-02T09:00:00Z,30.00,EUR,\n"
    (tmp_path / "costs.csv").write_text(costs, encoding="utf-8")
    ok(cli("import", "sales.csv", "costs.csv", cwd=tmp_path, env=AFTER))
    return tmp_path


def ok(done: Outcome) -> Outcome:
    assert done.code == 0, done.err
    return done


def settle(cli: CommandLine, folder: Path, *arguments: str, env: dict[str, str] = AFTER) -> Outcome:
    return cli("settle", *arguments, cwd=folder, env=env)


def test_a_draft_says_who_owes_whom(cli: CommandLine, workspace: Path) -> None:
    found = ok(settle(cli, workspace, "show", "green-mug", "--format", "json")).json()
    Draft202012Validator(load_schema("settle")).validate(found)
    data = found["data"]
    assert (data["state"], data["period"]["start"], data["period"]["end"]) == ("draft", "2026-12-01", "2026-12-31")
    # 15 % of 150.10 is 22.515; half of 30.00 is 15.00: 7.515 is left, rounded as a whole
    assert data["due"] == {"EUR": 752}
    assert sum(entry["due"] for entry in data["entries"]) == 752
    text = ok(settle(cli, workspace, "show", "green-mug")).out
    assert "northwind-coffee owes green-mug 7.52 EUR." in text
    assert "example.com" not in text


def test_what_comes_after_freezing_is_settled_in_the_next_statement(cli: CommandLine, workspace: Path) -> None:
    frozen = ok(settle(cli, workspace, "freeze", "green-mug", "--format", "json")).json()["data"]
    assert (frozen["state"], frozen["number"], frozen["due"]) == ("frozen", 1, {"EUR": 752})
    late = "o9,2026-12-29T01:00:00Z,sale,10.00,EUR,MUG15,,,\nf1,2027-01-08T01:00:00Z,refund,40.00,EUR,,,,o1\n"
    (workspace / "late.csv").write_text(HEADER + late, encoding="utf-8")
    ok(cli("import", "late.csv", cwd=workspace, env=LATER))
    again = ok(settle(cli, workspace, "freeze", "green-mug", "--period", "2026-12", "--format", "json", env=LATER))
    assert again.json()["data"] == frozen
    january = ok(settle(cli, workspace, "show", "green-mug", "--format", "json", env=LATER)).json()["data"]
    assert [(entry["adjustment"], entry["base"], entry["due"]) for entry in january["entries"]] == [
        (True, 1_000, 150),
        (True, -4_000, -600),
    ]
    listed = ok(settle(cli, workspace, "list", "--format", "json")).json()
    Draft202012Validator(load_schema("settle-list")).validate(listed)
    assert [(row["partner"], row["due"], row["sha256"]) for row in listed["data"]] == [
        ("green-mug", 752, frozen["sha256"])
    ]
    ok(cli("ledger", "verify", cwd=workspace, env=LATER))


def test_what_was_agreed_later_changes_no_day_before(cli: CommandLine, workspace: Path) -> None:
    partner = workspace / "campaigns/partners/green-mug.yaml"
    partner.write_text(partner.read_text("utf-8").replace("15 %\n", "90 %\n"), encoding="utf-8")
    ok(cli("links", CAMPAIGN, "--after-end", cwd=workspace, env=LATER))
    data = ok(settle(cli, workspace, "show", "green-mug", "--period", "2026-12", "--format", "json")).json()["data"]
    assert data["due"] == {"EUR": 752}
    assert [agreed["revenue_share"] for agreed in data["agreements"]] == [0.15, 0.9]


def test_a_dry_run_freezes_nothing(cli: CommandLine, workspace: Path) -> None:
    assert ok(settle(cli, workspace, "freeze", "green-mug", "--dry-run", "--format", "json")).json()["data"]["number"]
    text = ok(settle(cli, workspace, "freeze", "green-mug", "--dry-run")).out
    assert ("A dry run: nothing was written." in text, "Frozen; content" in text) == (True, False)
    assert ok(settle(cli, workspace, "list", "--format", "json")).json()["data"] == []


def test_a_period_that_is_settled_in_part_names_the_rest(cli: CommandLine, workspace: Path) -> None:
    ok(settle(cli, workspace, "freeze", "green-mug", "--period", "2026-12-01..2026-12-09"))
    done = settle(cli, workspace, "show", "green-mug")
    assert (done.code, "the rest is `--period 2026-12-10..2026-12-31`" in done.err) == (2, True), done.err


def test_a_file_in_a_folder_that_isnt_there_is_refused(cli: CommandLine, workspace: Path, tmp_path: Path) -> None:
    gone = tmp_path.parent / f"{tmp_path.name}-gone"
    done = settle(cli, workspace, "show", "green-mug", "--output", str(gone / "x.html"))
    assert (done.code, "there is no folder" in done.err, gone.exists()) == (2, True, False)
    ok(settle(cli, workspace, "show", "green-mug", "--output", "pages/x.html"))  # inside of the workspace it is made


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "green-mugg"), "XP450"),
        (("show", "green-mug", "--period", "2026-12-15..2027-01-10"), "XP461"),
        (("freeze", "green-mug", "--period", "2027-01"), "XP462"),
        (("show", "green-mug", "--period", "soon"), "XP603"),
        (("show", "green-mug", "--period", "2026-13"), "XP603"),
        (("show", "green-mug", "--period", "2026-12-31..2026-12-01"), "XP603"),
    ],
)
def test_wrong_usage_is_said(cli: CommandLine, workspace: Path, arguments: tuple[str, ...], code: str) -> None:
    ok(settle(cli, workspace, "freeze", "green-mug"))
    done = settle(cli, workspace, *arguments)
    assert (done.code, code in done.err, "Traceback" in done.err) == (2, True, False)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-11", ("2026-11-01", "2026-11-30")),
        ("2026-Q4", ("2026-10-01", "2026-12-31")),
        ("2026", ("2026-01-01", "2026-12-31")),
        ("2026-11-30..2026-12-20", ("2026-11-30", "2026-12-20")),
    ],
)
def test_periods_have_names(cli: CommandLine, workspace: Path, text: str, days: tuple[str, str]) -> None:
    data = ok(settle(cli, workspace, "show", "green-mug", "--period", text, "--format", "json")).json()["data"]
    assert (data["period"]["start"], data["period"]["end"]) == days
