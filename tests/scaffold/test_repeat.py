"""``xpromo plan --repeat``: a campaign's next one, with its text kept and its dates, ids and codes renewed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import REPO, CommandLine
from tests.report.workspace import REPORT_DAY, make_workspace
from tests.scaffold.filling import filled
from xpromo.definitions.positions import load_document
from xpromo.definitions.project import load_project
from xpromo.definitions.repeating import Repeat, repeated_text

BUNDLE = "2026-winter-bundle"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    return tmp_path


def again(cli: CommandLine, folder: Path, *arguments: str, env: dict[str, str] | None = None) -> list[Path]:
    done = cli("plan", "--repeat", *arguments, "--format", "json", cwd=folder, env=env)
    assert done.code == 0, done.err
    return [folder / row["path"] for row in done.json()["data"]]


def moments(text: str) -> list[datetime]:
    return [datetime.fromisoformat(item["at"]) for item in yaml.safe_load(text)["placements"]]


def test_dates_keep_their_weekday_and_codes_are_the_only_blanks(cli: CommandLine, shop: Path) -> None:
    (path,) = again(cli, shop, BUNDLE, "--start", "2027-02-01")
    before = (shop / "campaigns" / f"{BUNDLE}.yaml").read_text(encoding="utf-8")
    after = path.read_text(encoding="utf-8")
    to_do = cli("check", "--format", "json", cwd=shop).json()["data"]

    assert path.name == "2027-winter-bundle.yaml"
    assert [new - old for old, new in zip(moments(before), moments(after), strict=True)] == [timedelta(weeks=9)] * 9
    assert "flight: {start: 2027-02-01, end: 2027-02-21}   # both days count\n" in after
    assert {item["slug"] for item in to_do} == {"code-fields"}
    assert len(to_do) == 2
    partner = shop / "campaigns/partners/green-mug.yaml"
    partner.write_text(partner.read_text(encoding="utf-8").replace("end: 2027-09-30", "end: 2028-09-30"), "utf-8")
    path.write_text(
        after.replace("code: }", "code: WINTER27}", 1).replace("code: }", "code: NORTH27}"), encoding="utf-8"
    )
    assert cli("check", "--strict", cwd=shop).out == ""


def test_comments_stay_and_what_names_a_day_is_listed(cli: CommandLine, shop: Path) -> None:
    (path,) = again(cli, shop, BUNDLE)
    text = path.read_text(encoding="utf-8")
    assert "# Why this partner, why now, for each audience.\n" in text
    assert text.splitlines()[1:4] == [
        f"# Begun with {BUNDLE}, 364 days later. Read again what names a time or a code:",
        "#   terms of winter15-2027-11: Until 20 December, once per customer.",
        "#   code of winter15-2027-11: it was MUG15; another one keeps the two campaigns apart",
    ]


def test_ids_are_new_everywhere_and_nothing_is_moved_from(cli: CommandLine, shop: Path) -> None:
    old = shop / "campaigns" / f"{BUNDLE}.yaml"
    text = old.read_text(encoding="utf-8").replace("campaign: 2026-", "moved_from: winter\ncampaign: 2026-", 1)
    text = text.replace(
        "    kind: feature\n", "    external: {mailchimp: abc}\n    moved_from: x\n    kind: feature\n", 1
    )
    old.write_text(text, encoding="utf-8")
    (path,) = again(cli, shop, BUNDLE, "--campaign", "frost", "--start", "2028-01-03")
    campaign = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert campaign["campaign"] == "frost"
    assert all(item["id"].endswith("-2028-01") for item in (*campaign["offers"], *campaign["placements"]))
    assert {item["offer"] for item in campaign["placements"]} == {item["id"] for item in campaign["offers"]}
    assert campaign["swaps"][0] == {
        "give": "nw-weekly-launch-2028-01",
        "get": "mug-weekly-launch-2028-01",
        "tolerance_days": 2,
    }
    assert "moved_from" not in path.read_text(encoding="utf-8")
    assert all(not item.get("external") for item in campaign["placements"])


@pytest.mark.parametrize(
    "line", ["{id: a, moved_from: b, kind: feature}", "{moved_from: b, id: a}", "{id: a, moved_from: b}"]
)
def test_nothing_is_left_of_a_former_name_between_braces(cli: CommandLine, shop: Path, line: str) -> None:
    old = shop / "campaigns" / f"{BUNDLE}.yaml"
    at = "property: green-mug-app, promotes: northwind-coffee, offer: winter15, at: 2026-12-11 10:00"
    placement = line.replace("id: a", f"id: a-post, {at}")
    text = old.read_text(encoding="utf-8").replace("placements:\n", f"placements:\n  - {placement}\n", 1)
    old.write_text(text, encoding="utf-8")
    (path,) = again(cli, shop, BUNDLE, "--campaign", "frost", "--start", "2028-01-03")
    (written,) = (row for row in path.read_text(encoding="utf-8").splitlines() if "a-post" in row)
    (read,) = yaml.safe_load(written)
    assert read["id"] == "a-post-2028-01"
    assert "moved_from" not in read
    assert None not in read.values()


def test_a_repeated_repeat_is_named_after_its_own_month(cli: CommandLine, shop: Path) -> None:
    again(cli, shop, BUNDLE)
    path = shop / "campaigns" / "2027-winter-bundle.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("code: }", "code: A1B2}", 1).replace("code: }", "code: C3D4}")
    )
    (second,) = again(cli, shop, "2027-winter-bundle")
    assert second.name == "2028-winter-bundle.yaml"
    assert "id: mug-weekly-launch-2028-11\n" in second.read_text(encoding="utf-8")


def test_what_the_old_one_brought_stands_beside_goals_and_placements(cli: CommandLine, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    (path,) = again(cli, folder, BUNDLE, env=REPORT_DAY)
    text = path.read_text(encoding="utf-8")
    placed = "  # last time: reach 1,000, clicks 40, conversions 6\n  - id: mug-weekly-launch-2027-11\n"
    assert placed in text
    assert "  # last time: sales 8 of 300\n  primary: {metric: sales, target: 300}\n" in text
    assert text.count("# last time:") >= 3


def test_a_winner_becomes_a_programme(cli: CommandLine, shop: Path) -> None:
    paths = again(cli, shop, BUNDLE, "--start", "2027-02-01", "--depth", "programme")
    assert [path.stem for path in paths] == [
        f"{quarter}-winter-bundle" for quarter in ("2027-q1", "2027-q2", "2027-q3", "2027-q4")
    ]
    ids = [item["id"] for path in paths for item in yaml.safe_load(path.read_text(encoding="utf-8"))["placements"]]
    assert len(ids) == len(set(ids))


def test_the_playbook_moves_along_and_begins_anew(cli: CommandLine, shop: Path) -> None:
    cli("plan", "webinar", "--partner", "green-mug", "--start", "2027-03-01", cwd=shop)
    path = shop / "campaigns" / "2027-03-green-mug-webinar.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "    due: 2027-01-18\n", "    due: 2027-01-18\n    done: 2027-01-15\n"
    )
    path.write_text(filled(text), encoding="utf-8")
    (new,) = again(cli, shop, path.stem, "--start", "2027-09-01")
    playbook = yaml.safe_load(new.read_text(encoding="utf-8"))["playbook"]
    assert new.stem == "2027-09-green-mug-webinar"
    assert playbook[0]["due"] == date(2027, 7, 19)  # a Monday as before; the first of September is a Wednesday
    assert "done" not in playbook[0]


def test_it_never_overwrites_and_a_dry_run_writes_nothing(cli: CommandLine, shop: Path) -> None:
    before = sorted((shop / "campaigns").iterdir())
    shown = cli("plan", "--repeat", BUNDLE, "--dry-run", cwd=shop).out
    assert sorted((shop / "campaigns").iterdir()) == before
    (path,) = again(cli, shop, BUNDLE)
    assert path.read_text(encoding="utf-8") == shown
    path.write_text("# mine\n", encoding="utf-8")
    assert cli("plan", "--repeat", BUNDLE, cwd=shop).code == 2
    assert path.read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["2026-winter-bundel"], "did you mean `2026-winter-bundle`", id="campaign"),
        pytest.param([BUNDLE, "--partner", "green-mug"], "--partner doesn't go with --repeat", id="partner"),
        pytest.param([BUNDLE, "--depth", "ecosystem"], "can't be repeated as 'ecosystem'", id="depth"),
        pytest.param([BUNDLE, "--start", "soon"], "is not a day", id="day"),
        pytest.param([BUNDLE, "--start", "2026-11-30"], "there is a campaign 2026-winter-bundle already", id="itself"),
    ],
)
def test_what_can_not_be_repeated_is_said(cli: CommandLine, shop: Path, arguments: list[str], message: str) -> None:
    done = cli("plan", "--repeat", *arguments, cwd=shop)
    assert done.code == 2
    assert message in done.err


@given(start=st.dates(date(2027, 1, 1), date(2199, 12, 31)), ending=st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_first_day_keeps_weekdays_inside_the_flight(start: date, ending: str) -> None:
    text = (REPO / "campaigns" / f"{BUNDLE}.yaml").read_text(encoding="utf-8").replace("\n", ending)
    document, _ = load_document(f"campaigns/{BUNDLE}.yaml", text)
    assert document is not None
    project, _ = load_project(REPO)
    project = replace(project, documents={**project.documents, document.path: document})
    old: Any = project.campaigns[BUNDLE]
    text = repeated_text(project, old, Repeat("frost", start))
    flight = yaml.safe_load(text)["flight"]
    assert flight == {"start": start, "end": start + timedelta(days=20)}
    for placement, moment in zip(old.placements, moments(text), strict=True):
        assert start <= moment.date() <= flight["end"]
        assert (moment.weekday(), moment.time()) == (placement.at.weekday(), placement.at.time())


def test_a_name_that_says_its_quarter_says_the_new_one(cli: CommandLine, shop: Path) -> None:
    path = shop / "campaigns" / f"{BUNDLE}.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("name: Winter bundle", 'name: "Bundle, Q4 2026"'), encoding="utf-8"
    )
    (one,) = again(cli, shop, BUNDLE, "--campaign", "once")
    four = again(cli, shop, BUNDLE, "--depth", "programme")
    names = [yaml.safe_load(each.read_text(encoding="utf-8"))["name"] for each in (one, *four)]
    assert names == ["Bundle, Q4 2027", "Bundle, Q4 2027", "Bundle, Q1 2028", "Bundle, Q2 2028", "Bundle, Q3 2028"]


def test_only_what_is_wrong_with_the_old_campaign_stands_in_the_way(cli: CommandLine, shop: Path) -> None:
    for name in ("one", "two"):
        cli("plan", "social", "--partner", "green-mug", "--start", "2027-03-01", "--campaign", name, cwd=shop)
    outcome = cli("plan", "--repeat", "one", cwd=shop)
    assert outcome.code == 1
    assert "campaigns/one.yaml" in outcome.err
    assert "campaigns/two.yaml" not in outcome.err
