"""What a file states itself wins over an option, and both the batch and the report say so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import

ORDERS = "id,at,kind,amount,currency\n1,2026-11-18T09:00:00Z,sale,12.00,{}\n"
CLICKS = "id,at,url\n1,2026-11-18T09:00:00Z,https://northwind.example/\n"
REACH = "placement,at,metric,count\nsm-letter-launch,2026-11-18,sends,12\n"
COUNTER = "Short link,Destination URL,Clicks,Created at\nhttps://go.example/a,https://northwind.example/,7,2026-08-20T12:00:00Z\n"
TAGS = {"sessionSource": "slow-mornings-letter", "sessionCampaignName": "2026-11-morning-swap"}


def answer(**metadata: str) -> dict[str, Any]:
    return {
        "dimensionHeaders": [{"name": "date"}, *({"name": name} for name in TAGS)],
        "metricHeaders": [{"name": "sessions", "type": "TYPE_INTEGER"}],
        "rows": [{"dimensionValues": [{"value": "20261118"}, *({"value": text} for text in TAGS.values())],
                  "metricValues": [{"value": "7"}]}],
        "rowCount": 1,
        "metadata": metadata,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "option", "said"),
    [
        (ORDERS.format("GBP"), "--currency=USD", "the file states its own currency (GBP); --currency USD was not used"),
        (ORDERS.format("USD"), "--currency=USD", ""),
        (ORDERS.format(""), "--currency=USD", ""),
        (CLICKS, "--currency=USD", "clicks have no currency; --currency USD was not used"),
        (CLICKS, "--period=2026-09-01..2026-09-30", "the file states its own days; --period 2026-09-01..2026-09-30"),
        (REACH, "--period=2026-09-01..2026-09-30", "the file states its own days; --period 2026-09-01..2026-09-30"),
        (COUNTER, "--period=2026-09-01..2026-09-30", ""),
        (json.dumps(answer(timeZone="America/New_York")), "--tz=UTC", "--tz UTC was not used"),
    ],
)
def test_an_option_that_the_file_makes_needless_is_named(
    cli: CommandLine, workspace: Path, tmp_path: Path, text: str, option: str, said: str
) -> None:
    path = tmp_path / "export"
    path.write_text(text)
    done = cli("import", path, option, cwd=workspace, env={"XPROMO_KEY": KEY})
    assert (done.code, said in done.err, "not used" in done.err) == (0, True, bool(said))


def test_the_currency_of_a_batch_is_that_of_its_amounts(importing: Import, tmp_path: Path) -> None:
    for text, name, expected in ((ORDERS.format("GBP"), "a.csv", "GBP"), (CLICKS, "b.csv", None)):
        (tmp_path / name).write_text(text)
        assert importing(tmp_path / name, "--currency", "USD")[0]["currency"] == expected


def test_days_of_another_zone_are_said_in_the_batch_and_under_the_report(
    cli: CommandLine, importing: Import, workspace: Path, tmp_path: Path
) -> None:
    cli("links", cwd=workspace, env={"XPROMO_KEY": KEY})
    path = tmp_path / "answer.json"
    for document, zone in (
        (answer(timeZone="America/New_York"), ("America/New_York", "file")),
        ({"reports": [answer(timeZone="Asia/Tokyo")]}, ("Asia/Tokyo", "file")),
        (answer(), ("Europe/Berlin", "brand")),
        (answer(timeZone="nowhere"), ("Europe/Berlin", "brand")),
    ):
        path.write_text(json.dumps(document))
        (dry,) = importing(path, "--dry-run")
        assert (dry["timezone"], dry["timezone_from"]) == zone
    path.write_text(json.dumps({"link_clicks": [{"date": "2026-11-18T00:00:00-0800", "clicks": 4}], "unit": "day"}))
    (batch,) = importing(path, "--placement", "sm-letter-launch")
    assert (batch["timezone"], batch["timezone_from"]) == ("UTC-08:00", "file")
    report = cli("report", cwd=workspace, env={"XPROMO_KEY": KEY}).out
    assert "Counts that keep their own days: bitly-clicks in UTC-08:00." in report
