"""``report pipeline``: stages imported through the real command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import CommandLine, run_here
from tests.report.workspace import PLACEMENT, REPORT_DAY, make_workspace, report
from xpromo.report.schemas import load_schema


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(tmp_path_factory.mktemp("pipeline"))
    (folder / "stages.csv").write_text(_stages(folder), encoding="utf-8")
    done = run_here("import", "stages.csv", cwd=folder, env=REPORT_DAY)
    assert done.code == 0, done.err
    return folder


def _stages(folder: Path) -> str:
    """Three deals: one by the launch letter and won, one by the shared code and open, one of nobody's and lost."""
    url = next(line for line in (folder / "clicks.csv").read_text("utf-8").splitlines() if "xp=" in line).split(",")[2]
    return (
        "at,stage,deal,amount,currency,code,url,customer\n"
        f"2026-12-01T08:00:00Z,Lead,,,,,{url},ann@example.com\n"
        "2026-12-02T08:00:00Z,Opportunity,D1,100.00,EUR,,,ann@example.com\n"
        "2026-12-06T08:00:00Z,Closed Won,D1,120.00,EUR,,,ann@example.com\n"
        "2026-12-03T08:00:00Z,MQL,D2,,,MUG15,,\n"
        "2026-12-03T08:00:00Z,Opportunity,D3,80.00,EUR,,,\n"
        "2026-12-04T08:00:00Z,Closed Lost,D3,80.00,EUR,,,\n"
    )


def test_deals_stand_with_whom_they_began(cli: CommandLine, workspace: Path) -> None:
    found = report(cli, workspace, "pipeline", "--by", "placement", "--format", "json").json()
    Draft202012Validator(load_schema("report-pipeline")).validate(found)
    data = found["data"]
    rows = {row["placement"]: row for row in data["rows"] if row["campaign"]}
    launch = rows[PLACEMENT]
    assert [launch[name] for name in ("deals", "lead", "opportunity", "won", "won_amount")] == [1, 1, 1, 1, 12_000]
    assert [rows[None][name] for name in ("deals", "mql", "won", "open")] == [1, 1, 0, 1]
    (total,) = data["totals"]
    assert [total[name] for name in ("deals", "won", "lost", "open")] == [3, 1, 1, 1]


def test_the_funnel_stands_beside_it(cli: CommandLine, workspace: Path) -> None:
    funnel = report(cli, workspace, "pipeline", "--format", "json").json()["data"]["funnel"]
    assert {step["step"]: step["n"] for step in funnel} == {
        "acquisition": 40,
        "activation": 1,  # the lead
        "revenue": 8,
        "retention": 2,
        "referral": 0,
    }


def test_the_period_is_that_in_which_deals_begin(cli: CommandLine, workspace: Path) -> None:
    late = report(cli, workspace, "pipeline", "--since", "2026-12-02", "--format", "json").json()["data"]
    assert late["totals"][0]["deals"] == 2
    none = report(cli, workspace, "pipeline", "--since", "2026-12-07")
    assert (none.code, none.out.strip().splitlines()[-1][:19]) == (0, "No lead or deal beg")


def test_a_campaign_keeps_its_deals(cli: CommandLine, workspace: Path) -> None:
    data = report(cli, workspace, "pipeline", "2026-winter-bundle", "--format", "json").json()["data"]
    assert data["totals"][0]["deals"] == 2


def test_people_read_it_in_a_table(cli: CommandLine, workspace: Path) -> None:
    text = report(cli, workspace, "pipeline", "--format", "md").out
    assert "120.00" in text
    assert "From stage to stage" in text
    assert "example.com" not in text


def test_days_are_no_grouping_of_deals(cli: CommandLine, workspace: Path) -> None:
    done = report(cli, workspace, "pipeline", "--by", "day")
    assert (done.code, "isn't a grouping" in done.err) == (2, True)
