"""``retro --winners``: what did better than chance explains is planned again."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import CommandLine, Outcome, run_here
from tests.report.workspace import CAMPAIGN, MINT_DAY, make_workspace
from xpromo.report.schemas import load_schema

AFTER = {"XPROMO_NOW": "2026-12-28T09:00:00+00:00"}
WINNER = "green-mug-instagram"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twice the clicks that were expected on one property, a fifth of them buy; a fifteenth on another."""
    folder = make_workspace(tmp_path_factory.mktemp("winners"))
    links = ok(run_here("links", CAMPAIGN, "--format", "json", cwd=folder, env=MINT_DAY)).json()["data"]
    expected = {
        row["placement"]: row["expected_clicks"]
        for row in ok(run_here("retro", CAMPAIGN, "--dry-run", "--format", "json", cwd=folder, env=AFTER)).json()[
            "data"
        ]["placements"]
    }
    rows = ["id,at,url"]
    for link in {row["placement"]: row for row in links if row["property"] == WINNER}.values():
        rows += [
            f"{link['placement']}-{n},2026-12-05T10:00:00Z,{link['url']}"
            for n in range(2 * expected[link["placement"]])
        ]
    sales = ["id,at,kind,amount,currency,url"]
    sales += [f"s{row.replace('10:00', '11:00').replace('Z,', 'Z,sale,10.00,EUR,')}" for row in rows[1::5]]
    (folder / "more.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "sales.csv").write_text("\n".join(sales) + "\n", encoding="utf-8")
    ok(run_here("import", "more.csv", "sales.csv", cwd=folder, env=AFTER))
    return folder


def ok(done: Outcome) -> Outcome:
    assert done.code == 0, done.err
    return done


def test_a_property_that_did_better_is_a_winner_with_the_command_that_plans_it(
    cli: CommandLine, workspace: Path
) -> None:
    found = ok(cli("retro", "--winners", "--format", "json", cwd=workspace, env=AFTER)).json()
    Draft202012Validator(load_schema("winners")).validate(found)
    data = found["data"]
    assert data["quarter"] == "2027-Q1"
    assert "as-expected" not in ok(cli("retro", "--winners", cwd=workspace, env=AFTER | {"COLUMNS": "80"})).out
    rows = {row["property"]: row for row in data["rows"]}
    assert [name for name, row in rows.items() if row["winner"]] == [WINNER]
    assert (rows[WINNER]["clicks_standing"], rows["green-mug-weekly"]["clicks_standing"]) == ("more", "less")
    start = date.fromisoformat(rows[WINNER]["start"])
    assert (start.weekday(), start >= date(2027, 1, 1), rows["green-mug-weekly"]["command"]) == (0, True, None)
    planned = cli(*shlex.split(rows[WINNER]["command"])[1:], "--dry-run", cwd=workspace, env=AFTER)
    assert (ok(planned).code, WINNER in planned.out) == (0, True)


@pytest.mark.parametrize("quarter", ["2027-05", "2027", "soon"])
def test_only_a_quarter_is_a_quarter(cli: CommandLine, workspace: Path, quarter: str) -> None:
    done = cli("retro", "--winners", "--quarter", quarter, cwd=workspace, env=AFTER)
    assert (done.code, "XP603" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([CAMPAIGN, "--winners"], "--winners looks at every campaign"),
        ([CAMPAIGN, "--quarter", "2027-Q1"], "--quarter is for --winners"),
        (["--winners", "--quarter", "2026-Q5"], "--quarter '2026-Q5' isn't a period"),
        (["--winners", "--quarter", "2026-05"], "--quarter '2026-05' isn't a quarter\n help: write it as 2027-Q1"),
    ],
)
def test_words_that_would_do_nothing_are_refused(
    cli: CommandLine, workspace: Path, words: list[str], says: str
) -> None:
    done = cli("retro", *words, cwd=workspace, env=AFTER)
    assert (done.code, says in done.err) == (2, True), done.err
