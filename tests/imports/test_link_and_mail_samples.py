"""The samples of shorteners and mail tools that leave something to options, and where their numbers arrive."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import, outcomes

UTC = ["--tz", "UTC"]
LAUNCH = "utm_source=slow-mornings-letter&utm_campaign=2026-11-morning-swap&utm_content=sm-letter-launch_a"


@pytest.mark.parametrize(
    ("name", "options", "source", "counts"),
    [
        ("bitly_link_clicks_api.json", ["--account", "bit.ly/3abcdef"], "bitly-clicks", (3, 3, 0, 0, 0)),
        ("yourls_log_table_SYNTH.csv", UTC, "yourls-clicks", (2, 2, 0, 0, 0)),
        ("mailchimp_campaigns.csv", UTC, "mailchimp-campaigns", (1, 1, 0, 0, 0)),
        ("mailchimp_audience.csv", UTC, "mailchimp-audience", (1, 1, 0, 0, 0)),
        ("klaviyo_campaigns.csv", UTC, "klaviyo-campaigns", (1, 1, 0, 0, 0)),
        ("mailerlite_classic_campaign_report.csv", UTC, "mailerlite-report", (5, 3, 0, 0, 2)),
    ],
)
def test_a_sample_asks_for_its_option_and_is_known_the_second_time(
    exports: Path,
    importing: Import,
    name: str,
    options: list[str],
    source: str,
    counts: tuple[int, ...],
    tmp_path: Path,
) -> None:
    importing(exports / name, code=2)
    (first,) = importing(exports / name, *options)
    touched = tmp_path / name
    touched.write_bytes((exports / name).read_bytes() + b"\n")
    (again,) = importing(touched, *options)

    assert (first["source"], outcomes(first)) == (source, counts)
    assert outcomes(again) == (counts[0], 0, counts[1], *counts[3:])


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
