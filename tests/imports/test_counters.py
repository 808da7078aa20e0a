"""Where the numbers of shorteners arrive."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import

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
