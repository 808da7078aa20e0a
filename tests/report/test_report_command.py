"""The report of a campaign whose numbers stand in tests/report/workspace.py, as people call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.report.workspace import CAMPAIGN, PLACEMENT, REPORT_DAY, make_workspace, report

WILSON_6_OF_40 = (0.0706, 0.2907)  # (6 + z²/2 ± z √(6·34/40 + z²/4)) ÷ (40 + z²), worked out by hand


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("report"))


def data(cli: CommandLine, workspace: Path, *arguments: str) -> Any:
    done = report(cli, workspace, *arguments, "--format", "json")
    assert done.code == 0, done.err
    return done.json()["data"]


def test_a_placement_has_the_numbers_that_were_imported(cli: CommandLine, workspace: Path) -> None:
    row = next(row for row in data(cli, workspace)["rows"] if row["placement"] == PLACEMENT)
    assert {name: row[name] for name in ("campaign", "partner", "property", "channel", "direction", "currency")} == {
        "campaign": CAMPAIGN,
        "partner": "green-mug",
        "property": "green-mug-weekly",
        "channel": "email",
        "direction": "received",
        "currency": "EUR",
    }
    assert (row["reach"], row["reach_metric"], row["ctr"]["value"]) == (1000, "reach", 0.04)
    assert (row["clicks"], row["clicks_raw"], row["excluded"]) == (40, 45, {"bot-agent": 5})
    assert (row["conversions"], row["revenue"], row["refunds"], row["new_customers"]) == (6, 11_500, 500, 4)
    assert (row["cost"], row["cpa"]) == (3_000, 500)
    rate = row["conversion_rate"]
    assert (rate["value"], rate["n"], rate["reason"]) == (0.15, 40, None)
    assert (rate["low"], rate["high"]) == pytest.approx(WILSON_6_OF_40, abs=5e-5)


def test_orders_by_a_shared_code_have_a_row_without_a_placement(cli: CommandLine, workspace: Path) -> None:
    row = data(cli, workspace)["rows"][-1]
    assert (row["campaign"], row["partner"], row["placement"], row["property"]) == (CAMPAIGN, "green-mug", None, None)
    assert (row["conversions"], row["revenue"]) == (2, 6_000)


@pytest.mark.parametrize("by", ["placement", "property", "partner", "campaign", "channel", "day"])
def test_every_grouping_adds_up_to_the_totals(cli: CommandLine, workspace: Path, by: str) -> None:
    found = data(cli, workspace, "--by", by)
    (total,) = found["totals"]
    assert (total["clicks"], total["conversions"], total["revenue"], total["cost"]) == (40, 8, 17_500, 3_000)
    for name in ("reach", "clicks", "clicks_raw", "conversions", "revenue", "refunds"):
        assert sum(row[name] or 0 for row in found["rows"]) == total[name], name


def test_what_reached_nobody_is_said_apart(cli: CommandLine, workspace: Path) -> None:
    assert data(cli, workspace)["unresolved"] == [
        {"metric": "clicks", "n": 2, "tagged": 2},
        {"metric": "sale", "n": 1, "tagged": 0},
    ]
    rows = data(cli, workspace, "tags")["rows"]
    assert [(row["link"], row["metric"], row["n"]) for row in rows] == [("zzzzzzzzzz", "clicks", 2)]


def test_excluded_clicks_are_listed_by_reason(cli: CommandLine, workspace: Path) -> None:
    rows = data(cli, workspace, "excluded")["rows"]
    assert [(row["reason"], row["source"], row["clicks"]) for row in rows] == [("bot-agent", "clicks", 5)]


def test_goals_are_of_all_that_came_whatever_the_period(cli: CommandLine, workspace: Path) -> None:
    goal = data(cli, workspace, "--until", "2026-12-03")["goals"][0]
    assert (goal["metric"], goal["achieved"], goal["target"], goal["verdict"]) == ("sales", 8, 300, "behind")
    assert goal["days_left"] == 11  # from 10 to 20 December


def test_until_is_included_and_last_ends_with_yesterday(cli: CommandLine, workspace: Path) -> None:
    found = data(cli, workspace, "--since", "2026-12-02", "--until", "2026-12-03")
    assert found["period"] == {"start": "2026-12-02", "end": "2026-12-03", "timezone": "Europe/Berlin"}
    assert found["totals"][0]["conversions"] == 6
    assert data(cli, workspace, "--last", "7d")["period"]["start"] == "2026-12-03"
    assert data(cli, workspace, "--last", "7d")["period"]["end"] == "2026-12-09"


def test_the_period_before_is_compared(cli: CommandLine, workspace: Path) -> None:
    options = ("--since", "2026-12-04", "--until", "2026-12-05", "--compare", "previous")
    changes = {item["metric"]: item for item in data(cli, workspace, *options)["comparison"]["changes"]}
    assert (changes["sales"]["now"], changes["sales"]["then"]) == (2, 6)
    assert changes["sales"]["change"] == pytest.approx(-2 / 3)


@pytest.mark.parametrize("name", ["table", "json", "html"])
def test_the_same_report_is_the_same_bytes_in_whatever_order_sets_are(
    cli: CommandLine, cli_process: CommandLine, workspace: Path, name: str
) -> None:
    again = cli_process("report", "--format", name, cwd=workspace, env=REPORT_DAY | {"PYTHONHASHSEED": "1"})
    assert again == report(cli, workspace, "--format", name)


def test_a_table_says_what_a_person_wants_to_know(cli: CommandLine, workspace: Path) -> None:
    shown = report(cli, workspace).out
    assert shown.startswith(f"{CAMPAIGN} by placement, all days\n")
    assert "15.0 % (7.1\u201329.1)" in shown
    assert "not enough data" in shown
    assert "behind" in shown
    assert "xpromo report tags" in shown
    wide = cli("report", "--by", "campaign", cwd=workspace, env=REPORT_DAY | {"COLUMNS": "140"}).out
    head, _, row = wide.splitlines()[2:5]
    assert ("CTR" in head, "Refunds EUR" in head, "Unsubscribed" in head) == (True, True, False)
    assert ("4.0 % (3.0\u20135.4)" in row, row.count(" 5.00 ")) == (True, 1)
    assert "New" in head


def test_a_row_begins_with_what_was_asked_for(cli: CommandLine, workspace: Path) -> None:
    lines = report(cli, workspace, "--by", "day").out.splitlines()
    assert lines[2].split()[0] == "Day"
    assert any(line.startswith("Total") for line in lines)


def test_a_gate_stops_after_the_report_is_written(cli: CommandLine, workspace: Path) -> None:
    done = report(cli, workspace, "--by", "campaign", "--fail-if", "cpa > 3.7", "--format", "json")
    assert done.code == 1
    assert json.loads(done.out)["data"]["rows"]
    assert "XP605" in done.err
    assert f"{CAMPAIGN}: cpa is 3.75" in done.err


def test_a_gate_that_holds_lets_pass(cli: CommandLine, workspace: Path) -> None:
    assert report(cli, workspace, "--by", "campaign", "--fail-if", "cpa > 4 and clicks > 10").code == 0


def test_a_gate_over_a_missing_number_stops_and_says_so(cli: CommandLine, workspace: Path) -> None:
    done = report(cli, workspace, "--fail-if", "cpa > 30")
    assert done.code == 1
    assert "XP606" in done.err
    assert "mug-app-reminder: no cpa" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("2026-winter-bundel",), "XP602", "did you mean `2026-winter-bundle`"),
        (("--last", "week"), "XP603", "--last 'week'"),
        (("--last", "7d", "--since", "2026-12-01"), "XP603", "exclude each other"),
        (("--since", "2026-12-02", "--until", "2026-12-01"), "XP603", "later than"),
        (("--since", "2026-13-01"), "XP603", "isn't a day"),
        (("--since", "20261201"), "XP603", "isn't a day"),
        (("--since", "9999-12-31"), "XP603", "no day after it"),
        (("--until", "0001-01-01"), "XP603", "no day before it"),
        (("--fail-if", "cpa is high"), "XP604", "METRIC OPERATOR NUMBER"),
        (("--compare", "previous"), "XP607", "both ends"),
        (("--compare", "nobody"), "XP607", "no campaign 'nobody'"),
        (("--by", "moon"), "", "one of placement"),
        (("--format", "xls"), "XP601", "no format called"),
    ],
)
def test_wrong_usage_is_said_and_ends_with_2(
    cli: CommandLine, workspace: Path, arguments: tuple[str, ...], code: str, said: str
) -> None:
    done = report(cli, workspace, *arguments)
    assert (done.code, done.out) == (2, "")
    assert code in done.err
    assert said in done.err


def test_without_a_ledger_there_is_nothing_to_report(cli: CommandLine, workspace: Path, tmp_path: Path) -> None:
    done = cli("--ledger", tmp_path / "none.db", "report", cwd=workspace)
    assert (done.code, done.out) == (3, "")
    assert "there is no ledger" in done.err


def test_a_period_counts_the_source_that_counts_over_all_time(cli: CommandLine, tmp_path: Path) -> None:
    """Our own log goes before clicks of anybody else, and it was imported for the fifth of December only."""
    workspace = make_workspace(tmp_path)
    link = cli("links", CAMPAIGN, "--format", "json", cwd=workspace, env=REPORT_DAY).json()["data"]
    path = next(row["url"] for row in link if row["placement"] == PLACEMENT and row["variant"] == "a")
    target = path.partition("northwind.example")[2].partition("#")[0]
    line = f'192.0.2.7 - - [05/Dec/2026:10:00:00 +0000] "GET {target} HTTP/1.1" 200 9 "-" "Firefox/140.0"\n'
    (workspace / "access.log").write_text(line, encoding="utf-8")
    assert cli("import", "access.log", cwd=workspace, env=REPORT_DAY).code == 0

    def row(*arguments: str) -> Any:
        return next(row for row in data(cli, workspace, *arguments)["rows"] if row["placement"] == PLACEMENT)

    whole = row()
    before, after = row("--until", "2026-12-04"), row("--since", "2026-12-05")
    assert (whole["click_source"], whole["clicks"]) == ("combined-log", 1)
    assert (before["click_source"], before["clicks"], after["clicks"]) == ("combined-log", 0, 1)


def test_a_count_that_the_period_cuts_is_not_there_instead_of_0(cli: CommandLine, tmp_path: Path) -> None:
    """The shortener's clicks of a week, 30 November to 6 December; it goes before clicks of anybody else."""
    workspace = make_workspace(tmp_path)
    week = {"link_clicks": [{"date": "2026-11-30T00:00:00+0000", "clicks": 11}], "units": 1, "unit": "week"}
    (workspace / "bitly.json").write_text(json.dumps(week), encoding="utf-8")
    options = ("--placement", PLACEMENT, "--account", "bit.ly/3abcdef")
    assert cli("import", "bitly.json", *options, cwd=workspace, env=REPORT_DAY).code == 0

    def shown(*arguments: str) -> tuple[object, list[str]]:
        row = next(row for row in data(cli, workspace, *arguments)["rows"] if row["placement"] == PLACEMENT)
        text = " ".join(report(cli, workspace, *arguments).out.split())
        notes = ("40 of clicks", "27 of clicks", "clicks of bitly-clicks at mug-weekly-launch")
        return row["clicks"], [note for note in notes if note in text]

    assert shown() == (11, ["40 of clicks"])
    assert shown("--since", "2026-11-30", "--until", "2026-12-06") == (11, ["40 of clicks"])
    cut = shown("--since", "2026-12-02", "--until", "2026-12-03")
    assert cut == (None, ["27 of clicks", "clicks of bitly-clicks at mug-weekly-launch"])  # 14 of 40 and 13 of 40
    assert shown("--since", "2026-12-07") == (0, [])
