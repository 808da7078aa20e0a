"""Plausible's two zips as they are: what a file in them learns from its neighbours, what is passed over."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import Import, outcomes
from xpromo.sources.siblings import named_period

HEADER = "name,visitors,bounce_rate,visit_duration\n"
VISITORS = "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration\n"
EVENTS = '"date","name","link_url","path","visitors","events"\n'


def test_a_zips_name_states_its_days() -> None:
    assert named_period("x/Plausible export a.example 2026-11-01  to 2026-11-30 .zip") == "2026-11-01..2026-11-30"
    assert named_period("export 2026-11-01 to 2026-11-30.zip") == ""


def zipped(path: Path, visitors: str, **more: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("visitors.csv", VISITORS + visitors)
        archive.writestr("utm_sources.csv", HEADER + "green-mug-weekly,91,67,20\n")
        archive.writestr("utm_campaigns.csv", HEADER + "2026-winter-bundle,60,67,20\n")
        archive.writestr("pages.csv", "name,visitors,pageviews,bounce_rate,time_on_page\n/,1,1,1,1\n")
        for name, text in more.items():
            archive.writestr(f"{name}.csv", text)
    return path


DAILY = "2026-11-20,4,6,5,1.2,60,35\n2026-11-21,0,0,0,0.0,,\n2026-11-22,2,3,2,1.5,0,80\n"


@pytest.mark.parametrize(
    ("name", "visitors", "days"),
    [
        ("export.zip", DAILY, ("2026-11-20", "2026-11-22")),
        ("export.zip", "2026-11-20 09:00:00,1,1,1,1,0,0\n2026-11-20 10:00:00,1,1,1,1,0,0\n", ("2026-11-20",) * 2),
        (
            "Plausible export a.example 2026-10-01 to 2026-11-22.zip",
            "2026-10-01,1,1,1,1,1,1\n",
            ("2026-10-01", "2026-11-22"),
        ),
    ],
)
def test_a_zip_dates_its_files(importing: Import, tmp_path: Path, name: str, visitors: str, days: Any) -> None:
    path = zipped(tmp_path / name, visitors)
    first, again = importing(path), importing(path)

    site = visitors.count("\n")
    assert [batch["file"] for batch in first] == [
        f"{name}/{file}.csv" for file in ("utm_campaigns", "utm_sources", "visitors")
    ]
    counted = [batch["period"] for batch in first if batch["period"]]
    assert {(period["start"], period["end"]) for period in counted} == {days}
    recorded = (site, 0, 0, 0, site) if " " in visitors else (site, site, 0, 0, 0)
    assert [outcomes(batch) for batch in first] == [(1, 1, 0, 0, 0), (1, 1, 0, 0, 0), recorded]
    assert [batch["resolved"] for batch in first] == [0, 0, 0]  # nothing is promised in this ledger
    assert [outcomes(batch)[:2] for batch in again] == [(1, 0), (1, 0), (site, 0)]


@pytest.mark.parametrize("visitors", ["2026-10-01,1,1,1,1,1,1\n2026-11-01,1,1,1,1,1,1\n", "2026-11-01,1,1,1,1,1,1\n"])
def test_months_dont_say_where_the_last_one_ends(importing: Import, tmp_path: Path, visitors: str) -> None:
    path = zipped(tmp_path / "export.zip", visitors)
    importing(path, code=2)
    stated = importing(path, "--period", "2026-10-01..2026-11-22")

    assert {batch["period"]["end"] for batch in stated} == {"2026-11-22"}


def test_what_is_passed_over_is_named_wherever_it_lies(cli: CommandLine, workspace: Path, tmp_path: Path) -> None:
    done = cli("import", zipped(tmp_path / "export.zip", DAILY, browsers="name,visitors\na,1\n"), cwd=workspace)

    assert "passed over, as no source recognises them: browsers.csv, pages.csv" in done.err


def test_the_site_exports_zip_is_imported_as_it_is(importing: Import, tmp_path: Path) -> None:
    path = tmp_path / "northwind_example_20261101_20261130.zip"
    span = "20261101_20261130.csv"
    tags = "source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term"
    sources = f"date,{tags},pageviews,visitors,visits,visit_duration,bounces"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            f"imported_sources_{span}", f"{sources}\n2026-11-20,,,green-mug-weekly,email,x,,,4,2,3,100,1\n"
        )
        archive.writestr(f"imported_custom_events_{span}", EVENTS + '"2026-11-20","Signup","","",3,4\n')
        archive.writestr(f"imported_pages_{span}", '"date","hostname","page","visits"\n"2026-11-20","a","/",1\n')

    assert [(batch["source"], outcomes(batch)) for batch in importing(path)] == [
        ("plausible-custom-events", (1, 1, 0, 0, 0)),
        ("plausible-site-export", (1, 1, 0, 0, 0)),
    ]
