"""Who the partners are, how far each has come, what is still missing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO, CommandLine

PROSPECT = """\
schema_version: 1
partner: tin-kettle
name: "=Tin Kettle"
stage: onboarding
contacts:
  editor: {name: Mia Rook, email: mia@tinkettle.example}
properties:
  - {id: tin-kettle-letter, name: Kettle Notes, channel: email}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    (tmp_path / "campaigns" / "partners" / "tin-kettle.yaml").write_text(PROSPECT, encoding="utf-8")
    return tmp_path


def listed(cli: CommandLine, folder: Path, *arguments: str, now: str = "2026-12-01") -> list[Any]:
    env = {"XPROMO_NOW": f"{now}T09:00:00+00:00"}
    done = cli("partners", *arguments, "--format", "json", cwd=folder, env=env)
    assert done.code == 0, done.err
    found: list[Any] = done.json()["data"]
    return found


def names(found: list[Any]) -> list[str]:
    return [item["partner"] for item in found]


def test_early_stages_come_first(cli: CommandLine, workspace: Path) -> None:
    assert names(listed(cli, workspace)) == ["tin-kettle", "green-mug", "slow-mornings"]


def test_a_stage_needs_what_its_file_lacks(cli: CommandLine, workspace: Path) -> None:
    kettle, mug, _ = listed(cli, workspace)
    assert [need["key"] for need in kettle["needs"]] == ["contacts.approver", "domains", "properties[0].audience"]
    assert {need["stage"] for need in kettle["needs"]} == {"onboarding"}
    assert kettle["needed"] == ["contacts", "domains", "audience"]
    assert kettle["lacks"] == [*kettle["needed"], "agreement", "audience-verified", "guardrails", "benchmarks", "fit"]
    assert (mug["needs"], mug["needed"], mug["lacks"]) == ([], [], ["audience-verified"])


@pytest.mark.parametrize(
    ("now", "left", "states"),
    [
        pytest.param("2026-11-01", 91, ["planned"], id="before"),
        pytest.param("2026-11-29", 63, ["live"], id="on the flight's last day"),
        pytest.param("2027-01-31", 0, ["over"], id="on the agreement's last day"),
        pytest.param("2027-02-03", -3, ["over"], id="after it"),
    ],
)
def test_days_are_counted_to_the_moment_called_now(
    cli: CommandLine, workspace: Path, now: str, left: int, states: list[str]
) -> None:
    (found,) = listed(cli, workspace, "slow-mornings", now=now)
    assert found["days_left"] == left
    assert [campaign["state"] for campaign in found["campaigns"]] == states


def test_days_are_days_in_the_brands_zone(cli: CommandLine, workspace: Path) -> None:
    env = {"XPROMO_NOW": "2027-01-30T23:30:00+00:00"}  # the 31st has begun in Berlin
    done = cli("partners", "slow-mornings", "--format", "json", cwd=workspace, env=env)
    assert done.json()["data"][0]["days_left"] == 0


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--stage", "active"), ["green-mug", "slow-mornings"]),
        (("--stage", "ended"), []),
        (("--needs", "agreement"), ["tin-kettle"]),
        (("--needs", "fit"), ["tin-kettle", "slow-mornings"]),
        (("--needs", "fit", "--stage", "active"), ["slow-mornings"]),
        (("green-mug", "tin-kettle"), ["tin-kettle", "green-mug"]),
    ],
    ids=" ".join,
)
def test_partners_are_chosen(cli: CommandLine, workspace: Path, options: tuple[str, ...], expected: list[str]) -> None:
    assert names(listed(cli, workspace, *options)) == expected


def test_a_page_tells_everything_but_who_the_people_are(cli: CommandLine, workspace: Path) -> None:
    for form in ("table", "md", "csv", "json", "ndjson"):
        for arguments in (["green-mug"], []):
            done = cli("partners", *arguments, "--format", form, cwd=workspace)
            assert not {word for word in ("Lena", "Tom", "Mia", "greenmug.example", "@tinkettle") if word in done.out}
    page = cli("partners", "green-mug", cwd=workspace).out
    for told in ("eco-friendly", "38.0 %", "green-mug/approver", "312", "green-mug-app", "2026-winter-bundle"):
        assert told in page


def test_a_page_says_what_to_write(cli: CommandLine, workspace: Path) -> None:
    page = cli("partners", "tin-kettle", cwd=workspace).out
    assert "Still needed while onboarding" in page
    assert "add `audience: 25000`" in page
    assert "Not written down yet: agreement, audience-verified, guardrails, benchmarks, fit." in page


def test_the_audience_is_the_sum_of_what_is_known(cli: CommandLine, workspace: Path) -> None:
    lines = cli("partners", "--format", "csv", cwd=workspace).out.splitlines()
    heading, kettle, mug, mornings = ([cell.strip('"') for cell in line.split('","')] for line in lines)
    places = [heading.index(name) for name in ("audience", "audience_verified")]
    assert [[row[place] for place in places] for row in (kettle, mug, mornings)] == [
        ["", ""],
        ["69000", "25000"],
        ["50400", ""],
    ]
    assert kettle[1] == "'=Tin Kettle"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("green-mgu",), "did you mean `green-mug`?"),
        (("--stage", "acitve"), "did you mean `active`?"),
        (("--needs", "agreements"), "did you mean `agreement`?"),
    ],
    ids=" ".join,
)
def test_a_slip_is_wrong_usage(cli: CommandLine, workspace: Path, arguments: tuple[str, ...], hint: str) -> None:
    done = cli("partners", *arguments, cwd=workspace)
    assert (done.code, done.out) == (2, "")
    assert hint in done.err


def test_a_broken_campaign_is_told_and_stops_nothing(cli: CommandLine, workspace: Path) -> None:
    (workspace / "campaigns" / "broken.yaml").write_text("campaign: [A]\n", encoding="utf-8")
    done = cli("partners", cwd=workspace)
    assert done.code == 0
    assert "campaigns/broken.yaml can't be used, so its campaign isn't counted." in done.out


def test_a_broken_partner_is_a_finding(cli: CommandLine, workspace: Path) -> None:
    (workspace / "campaigns" / "partners" / "tin-kettle.yaml").write_text("partner: Tin Kettle\n", encoding="utf-8")
    done = cli("partners", cwd=workspace)
    assert (done.code, done.out) == (1, "")
    assert "campaigns/partners/tin-kettle.yaml" in done.err


def test_who_asks_for_partners_that_nobody_is_like_is_told_so(cli: CommandLine, workspace: Path) -> None:
    done = cli("partners", "--stage", "ended", cwd=workspace)
    assert (done.code, done.out) == (0, "No partner is like that.\n")


def test_who_has_no_partner_yet_is_told_so(cli: CommandLine, workspace: Path) -> None:
    shutil.rmtree(workspace / "campaigns" / "partners")
    for path in (workspace / "campaigns").glob("2*.yaml"):
        path.unlink()
    done = cli("partners", cwd=workspace)
    assert (done.code, done.out) == (0, "No partner has a file in campaigns/partners yet.\n")
