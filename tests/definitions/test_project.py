from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.definitions.conftest import BRAND, CAMPAIGN, PARTNER, LoadFiles
from xpromo.definitions.model import direction_of, moment_of, partner_of
from xpromo.definitions.project import load_project, problems_that_stop
from xpromo.definitions.workspace import find_workspace
from xpromo.errors import Problem
from xpromo.records import Direction

OTHER = """\
schema_version: 1
partner: tea-house
name: Tea House
properties:
  - {id: tea-post, name: The Post, channel: email, timezone: Asia/Tokyo}
"""
OFFERS = "offers: [{id: o, title: O, landing: https://northwind.example/}]\n"


def placements(*lines: str) -> str:
    return CAMPAIGN + OFFERS + "placements:\n" + "".join(f"  - {{offer: o, {line}}}\n" for line in lines)


def shown(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.location)) for problem in problems]


def test_the_example_workspace_loads_without_a_problem(repo: Path) -> None:
    project, problems = load_project(repo)
    assert problems == []
    assert project.brand is not None
    assert project.brand.id == "northwind-coffee"
    assert sorted(project.partners) == ["green-mug", "slow-mornings"]
    assert sorted(project.campaigns) == ["2026-11-morning-swap", "2026-winter-bundle"]


def test_a_workspace_is_found_from_anywhere_below_it(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_workspace(below) is None
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns/brand.yaml").write_text(BRAND)
    assert find_workspace(below) == find_workspace(tmp_path) == tmp_path


def test_campaigns_may_lie_in_folders_and_hidden_files_are_passed_over(load_files: LoadFiles) -> None:
    project, problems = load_files(
        {
            "campaigns/2026/q4/deep.yaml": CAMPAIGN.replace("campaign: swap", "campaign: deep"),
            "campaigns/.#swap.yaml": "half a sen",
            "campaigns/.cache/x.yaml": "- x",
            "campaigns/readme.md": "# Ours",
        }
    )
    assert problems == []
    assert sorted(project.campaigns) == ["deep", "swap"]


def test_a_yml_file_is_named_because_nobody_reads_it(load_files: LoadFiles) -> None:
    _, [problem] = load_files({"campaigns/bundle.yml": CAMPAIGN})
    assert (problem.code, str(problem.location), problem.is_error) == ("XP016", "campaigns/bundle.yml:1:1", False)


def test_a_workspace_without_a_brand(load_files: LoadFiles) -> None:
    project, [problem] = load_files({"campaigns/brand.yaml": None})
    assert (problem.code, str(problem.location)) == ("XP015", "campaigns/brand.yaml:1:1")
    assert project.brand is None
    assert list(project.campaigns) == ["swap"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "XP014"), (b"\xff", "XP003"), (b"a" * 300_000, "XP002"), (b"\x00", "XP004"), (b"[", "XP005")],
    ids=["empty", "not-utf8", "large", "control", "syntax"],
)
def test_a_file_that_can_not_be_read_has_one_problem(load_files: LoadFiles, content: bytes, code: str) -> None:
    project, problems = load_files({"campaigns/bad.yaml": content})
    assert [(problem.code, problem.location and problem.location.path) for problem in problems] == [
        (code, "campaigns/bad.yaml")
    ]
    assert project.broken == {"campaigns/bad.yaml": frozenset()}
    assert project.is_broken("anything")


def test_pipes_folders_and_broken_links_are_no_definitions(load_files: LoadFiles, tmp_path: Path) -> None:
    (tmp_path / "campaigns").mkdir()
    os.mkfifo(tmp_path / "campaigns/pipe.yaml")
    (tmp_path / "campaigns/gone.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "campaigns/folder.yaml").mkdir()
    _, problems = load_files({})
    assert shown(problems) == [("XP001", "campaigns/gone.yaml:1:1"), ("XP001", "campaigns/pipe.yaml:1:1")]


# ------------------------------------------------------------------------------------------------ ids


def test_ids_are_unique_in_the_workspace_and_both_places_are_named(load_files: LoadFiles) -> None:
    again = placements("id: p, property: green-mug-weekly, promotes: northwind-coffee")
    _, problems = load_files(
        {
            "campaigns/swap.yaml": again,
            "campaigns/twin.yaml": again,
            "campaigns/partners/tea.yaml": OTHER.replace("tea-post", "northwind-weekly").replace(
                "tea-house", "green-mug"
            ),
        }
    )
    assert [(str(problem.location), problem.message) for problem in problems] == [
        (
            "campaigns/partners/tea.yaml:2:10",
            "the partner id `green-mug` is taken: campaigns/partners/green-mug.yaml:2:10",
        ),
        ("campaigns/partners/tea.yaml:5:10", "the property id `northwind-weekly` is taken: campaigns/brand.yaml:8:10"),
        ("campaigns/twin.yaml:2:11", "the campaign id `swap` is taken: campaigns/swap.yaml:2:11"),
        ("campaigns/twin.yaml:7:15", "the offer id `o` is taken: campaigns/swap.yaml:7:15"),
        ("campaigns/twin.yaml:9:20", "the placement id `p` is taken: campaigns/swap.yaml:9:20"),
    ]
    assert {problem.code for problem in problems} == {"XP113"}


def test_a_partner_may_not_have_the_brands_id(load_files: LoadFiles) -> None:
    _, problems = load_files({"campaigns/partners/tea.yaml": OTHER.replace("tea-house", "northwind-coffee")})
    assert shown(problems) == [("XP113", "campaigns/partners/tea.yaml:2:10")]


def test_different_kinds_may_share_an_id(load_files: LoadFiles) -> None:
    text = placements("id: swap, property: green-mug-weekly, promotes: northwind-coffee")
    assert load_files({"campaigns/swap.yaml": text})[1] == []


# ------------------------------------------------------------------------------------------------ directions


@pytest.mark.parametrize(
    ("where", "promotes", "direction", "partner"),
    [
        ("green-mug-weekly", "northwind-coffee", Direction.RECEIVED, "green-mug"),
        ("northwind-weekly", "green-mug", Direction.GIVEN, "green-mug"),
        ("northwind-weekly", "northwind-coffee", Direction.OWN, None),
        ("tea-post", "green-mug", Direction.BETWEEN, "tea-house"),
        ("nowhere", "northwind-coffee", Direction.RECEIVED, None),
        ("nowhere", "green-mug", Direction.GIVEN, "green-mug"),
    ],
    ids=["received", "given", "own", "between", "unknown-received", "unknown-given"],
)
def test_the_property_and_whom_it_promotes_decide_the_direction(
    load_files: LoadFiles, where: str, promotes: str, direction: Direction, partner: str | None
) -> None:
    text = placements(f"id: p, property: {where}, promotes: {promotes}")
    project, problems = load_files({"campaigns/swap.yaml": text, "campaigns/partners/tea.yaml": OTHER})
    [(campaign, placement)] = project.placements()
    assert problems == []
    assert campaign.id == "swap"
    assert direction_of(project, placement) == direction
    assert partner_of(project, placement) == partner


# ------------------------------------------------------------------------------------------------ times


@pytest.mark.parametrize(
    ("where", "at", "moment"),
    [
        ("green-mug-weekly", "2026-11-05 09:00", datetime(2026, 11, 5, 8, 0, tzinfo=UTC)),
        ("tea-post", "2026-11-05 09:00", datetime(2026, 11, 5, 0, 0, tzinfo=UTC)),
        ("tea-post", "2026-11-05 09:00 -08:00", datetime(2026, 11, 5, 17, 0, tzinfo=UTC)),
        ("nowhere", "2026-07-05 09:00", datetime(2026, 7, 5, 7, 0, tzinfo=UTC)),
    ],
    ids=["brand-zone", "property-zone", "offset", "unknown-property"],
)
def test_a_time_without_offset_is_the_propertys_else_the_brands(
    load_files: LoadFiles, where: str, at: str, moment: datetime
) -> None:
    text = placements(f"id: p, property: {where}, promotes: northwind-coffee, at: {at}")
    project, problems = load_files({"campaigns/swap.yaml": text, "campaigns/partners/tea.yaml": OTHER})
    assert problems == []
    found = moment_of(project, next(placement for _, placement in project.placements()))
    assert found == moment
    assert found is not None
    assert found.tzinfo is not None


def test_times_that_the_clocks_skip_or_repeat(load_files: LoadFiles) -> None:
    text = placements(
        "id: a, property: green-mug-weekly, promotes: northwind-coffee, at: 2026-03-29 02:30",
        "id: b, property: green-mug-weekly, promotes: northwind-coffee, at: 2026-10-25 02:30",
        "id: c, property: green-mug-weekly, promotes: northwind-coffee, at: 2026-10-25 02:30 +01:00",
        "id: d, property: tea-post, promotes: northwind-coffee, at: 2026-10-25 02:30",
        "id: e, property: green-mug-weekly, promotes: northwind-coffee, at: 2026-03-29 03:00",
    )
    project, problems = load_files({"campaigns/swap.yaml": text, "campaigns/partners/tea.yaml": OTHER})
    assert [(str(problem.location), problem.message, problem.hint) for problem in problems] == [
        (
            "campaigns/swap.yaml:9:83",
            "2026-03-29 02:30 is skipped in Europe/Berlin: the clocks change",
            "add the offset, like 2026-03-29 02:30 +01:00",
        ),
        (
            "campaigns/swap.yaml:10:83",
            "2026-10-25 02:30 comes twice in Europe/Berlin: the clocks change",
            "add the offset, like 2026-10-25 02:30 +02:00",
        ),
    ]
    first = next(placement for _, placement in project.placements())
    moved = moment_of(project, first)
    assert moved is not None
    assert (moved.hour, moved.minute, moved.utcoffset()) == (3, 30, timedelta(hours=2))


def test_an_amount_has_no_more_decimals_than_its_currency(load_files: LoadFiles) -> None:
    text = placements(
        "id: a, property: green-mug-weekly, promotes: northwind-coffee, budget: {amount: 10.50}",
        "id: b, property: green-mug-weekly, promotes: northwind-coffee, budget: {amount: 10.50, currency: JPY}",
        "id: c, property: green-mug-weekly, promotes: northwind-coffee, budget: {amount: 10.505, currency: KWD}",
        "id: d, property: green-mug-weekly, promotes: northwind-coffee, budget: {amount: 10.500}",
    )
    _, problems = load_files({"campaigns/swap.yaml": text})
    assert shown(problems) == [("XP122", "campaigns/swap.yaml:10:96"), ("XP122", "campaigns/swap.yaml:12:96")]


# ------------------------------------------------------------------------------------------------ places


def test_a_model_is_located_through_the_project(load_files: LoadFiles) -> None:
    text = placements("id: p, property: green-mug-weekly, promotes: northwind-coffee")
    project, _ = load_files({"campaigns/swap.yaml": text})
    campaign = project.campaigns["swap"]
    [placement] = campaign.placements
    assert str(project.locate(placement, "property")) == "campaigns/swap.yaml:9:33"
    assert str(project.locate(placement, "property", key=True)) == "campaigns/swap.yaml:9:23"
    assert str(project.locate(campaign, "partners", 0)) == "campaigns/swap.yaml:5:12"
    assert str(project.locate(("campaigns/swap.yaml", ("flight", "end")))) == "campaigns/swap.yaml:6:34"
    assert str(project.locate(placement, "at")) == "campaigns/swap.yaml:9:5"
    assert str(project.locate_missing(campaign)) == "campaigns/swap.yaml:1:1"


# ------------------------------------------------------------------------------------------------ what stops

BAD = "form: x\n"


@pytest.mark.parametrize(
    ("files", "campaigns", "stops"),
    [
        ({"campaigns/other.yaml": CAMPAIGN.replace("swap", "other") + "x: y\n"}, ["swap"], False),
        ({"campaigns/other.yaml": CAMPAIGN.replace("swap", "other") + "x: y\n"}, None, True),
        ({"campaigns/swap.yaml": CAMPAIGN + "x: y\n"}, ["swap"], True),
        ({"campaigns/brand.yaml": BRAND + "x: y\n"}, ["swap"], True),
        ({"campaigns/partners/green-mug.yaml": PARTNER + "x: y\n"}, ["swap"], True),
        ({"campaigns/partners/tea.yaml": OTHER + "x: y\n"}, ["swap"], False),
        ({"campaigns/partners/green-mug.yaml": "["}, ["swap"], True),
        ({"campaigns/brand.yaml": None}, ["swap"], True),
        ({"campaigns/swap.yml": "["}, None, False),
        ({"campaigns/file.yaml": CAMPAIGN + "x: y\n", "campaigns/swap.yaml": None}, ["swap"], True),
        ({"campaigns/file.yaml": CAMPAIGN}, ["swap"], True),
    ],
    ids=[
        "other",
        "all",
        "own",
        "brand",
        "partner",
        "other-partner",
        "partner-syntax",
        "no-brand",
        "warning",
        "by-id",
        "twin",
    ],
)
def test_only_errors_of_the_named_campaigns_their_partners_and_the_brand_stop(
    load_files: LoadFiles, files: dict[str, str | None], campaigns: list[str] | None, *, stops: bool
) -> None:
    project, problems = load_files(dict(files))
    assert problems
    assert bool(problems_that_stop(project, problems, campaigns)) == stops
