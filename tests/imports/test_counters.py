"""Where the numbers of shorteners arrive."""

from __future__ import annotations

import json
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
