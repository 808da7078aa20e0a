"""Where the numbers of shorteners arrive."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import, outcomes

LAUNCH = "utm_source=slow-mornings-letter&utm_campaign=2026-11-morning-swap&utm_content=sm-letter-launch_a"


def test_a_lifetime_counter_is_never_added_up(
    importing: Import, tmp_path: Path, cli: CommandLine, workspace: Path
) -> None:
    cli("links", cwd=workspace, env={"XPROMO_KEY": KEY})
    for count, day in ((100, "2026-11-01"), (150, "2026-11-08")):
        path = tmp_path / f"links-{day}.csv"
        path.write_text(
            "Short link,Destination URL,Clicks\n"
            f"https://go.example.com/swap,https://northwind.example/first-bag?{LAUNCH},{count}\n"
        )
        (batch,) = importing(path, "--period", f"{day}..{day}")
        assert batch["resolved"] == 1

    assert clicks(cli, workspace) == 150
    assert clicks(cli, workspace, "--since", "2026-11-01", "--until", "2026-11-30") == 50


def clicks(cli: CommandLine, workspace: Path, *period: str) -> int:
    done = cli("report", "2026-11-morning-swap", "--format", "json", *period, cwd=workspace, env={"XPROMO_KEY": KEY})
    rows = {row["placement"]: row for row in done.json()["data"]["rows"]}
    found: int = rows["sm-letter-launch"]["clicks"]
    return found


def test_bitlys_clicks_by_another_unit_overlap_and_are_never_added(
    importing: Import, tmp_path: Path, cli: CommandLine, workspace: Path
) -> None:
    cli("links", cwd=workspace, env={"XPROMO_KEY": KEY})

    def bring(unit: str, *counts: tuple[str, int], replace: bool = False, code: int = 0) -> Any:
        path = tmp_path / f"{unit}.json"
        clicks = [{"date": f"2026-11-{when}+0000", "clicks": n} for when, n in counts]
        path.write_text(json.dumps({"link_clicks": clicks, "unit": unit, "units": -1}))
        more = ["--replace"] if replace else []
        return importing(path, "--placement", "sm-letter-launch", *more, code=code)[0]

    hours = [(f"19T{hour:02d}:00:00", 1) for hour in range(11)]
    assert outcomes(bring("hour", *hours)) == (1, 1, 0, 0, 0)
    assert outcomes(bring("day", ("19T00:00:00", 11), ("20T00:00:00", 4))) == (2, 1, 1, 0, 0)
    assert bring("week", ("16T00:00:00", 30), code=1)["refusals"] == {"overlap": 1}
    assert clicks(cli, workspace) == 15
    assert bring("week", ("16T00:00:00", 30), replace=True)["recorded"] == 1
    assert clicks(cli, workspace) == 30


def test_counts_for_two_placements_stand_beside_each_other(
    importing: Import, tmp_path: Path, cli: CommandLine, workspace: Path
) -> None:
    """Only ``--placement`` says whose the counts of a filtered dashboard, or of a link that isn't named, are."""
    goals = "name,unique_conversions,total_conversions\nSignup,{0},{0}\n"
    clicks = '{{"link_clicks": [{{"date": "2026-09-02T00:00:00+0000", "clicks": {0}}}], "unit": "day"}}'
    for name, text, period in (("conversions.csv", goals, ["--period=2026-09-02"]), ("clicks.json", clicks, [])):
        for count, placement in ((4, "sm-letter-launch"), (7, "sm-letter-reminder")):
            path = tmp_path / placement / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text.format(count))
            importing(path, "--placement", placement, *period)

    again = cli(
        "import",
        tmp_path / "sm-letter-reminder" / "clicks.json",
        "--placement",
        "sm-letter-launch",
        cwd=workspace,
        env={"XPROMO_KEY": KEY},
    )
    assert "batch 4 holds this very file, read with other options; both count: `xpromo import --undo 4`" in again.err
    cli("import", "--undo", "5", cwd=workspace, env={"XPROMO_KEY": KEY})

    counted = [(count, standing) for _, count, standing in totals_of(tmp_path / "workspace" / ".xpromo" / "ledger.db")]
    assert counted == [(4, True), (7, True), (4, True), (7, True)]


def totals_of(ledger: Path) -> list[tuple[str, int, bool]]:
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as connection:
        query = "SELECT metric, count, superseded_by IS NULL FROM totals WHERE undone = 0 ORDER BY id"
        found = connection.execute(query).fetchall()
    connection.close()
    return found
