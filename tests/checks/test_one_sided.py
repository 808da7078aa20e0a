"""A partner from whom little comes back: what a check and a plan say, from what the ledger counted."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.checks.workspace import FILES, find_problems, only, place_of, with_changes
from tests.conftest import REPO, CommandLine
from xpromo.definitions.past_swaps import past_swaps
from xpromo.known import Known
from xpromo.records import BrandId, CampaignId, Direction, OfferId, PartnerId, PlacementId, Promise, PropertyId

GET = Promise(
    placement=PlacementId("mug-1"),
    campaign=CampaignId("autumn"),
    campaign_name="Autumn",
    form="newsletter-swap",
    brand=BrandId("northwind-coffee"),
    partner=PartnerId("green-mug"),
    partner_name="Green Mug",
    property=PropertyId("green-mug-weekly"),
    property_name="The Green Letter",
    channel="email",
    direction=Direction.RECEIVED,
    promotes="northwind-coffee",
    offer=OfferId("bag"),
    offer_title="A bag",
    landing="https://northwind.example/bag",
    flight_start=date(2026, 9, 1),
    flight_end=date(2026, 9, 30),
)
GIVE = replace(GET, property=PropertyId("northwind-weekly"), direction=Direction.GIVEN, promotes="green-mug")


def after(*numbers: tuple[int | None, int | None], unit: str = "clicks", **different: Any) -> Known:
    """What the ledger knows after swaps in which we gave and got so many; None: nothing was counted."""
    promises: dict[str, Promise] = {}
    counts: dict[str, int] = {}
    days: dict[str, date] = {}
    for number, pair in enumerate(numbers, 1):
        for promise, name, n in ((GIVE, f"nw-{number}", pair[0]), (GET, f"mug-{number}", pair[1])):
            at = datetime(2026, 9, number, 7, tzinfo=UTC)
            swap = f"nw-{number}+mug-{number}"
            promises[name] = replace(promise, placement=PlacementId(name), swap=swap, at=at, fairness_unit=unit)
            if n is not None:
                counts[name], days[name] = n, date(2026, 9, number)
    return replace(Known(promises=promises, clicks=counts, counted_on=days), **different)


def shares(known: Known) -> tuple[int, bool | None]:
    found = past_swaps(known, "Europe/Berlin")["green-mug"].last
    return found.swaps, found.one_sided


LITTLE = after((100, 40), (100, 40), (100, 40))


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([(100, 40), (100, 40), (100, 40)], (3, True)),
        ([(100, 60), (100, 60), (100, 60)], (3, False)),
        ([(100, 40), (100, 40)], (2, None)),
        ([(900, 1), (100, 60), (100, 60), (100, 60)], (3, False)),
    ],
    ids=["little came back", "enough came back", "two swaps are too few", "only the last ones count"],
)
def test_what_came_back_over_the_last_swaps(numbers: list[tuple[int, int]], expected: tuple[int, bool | None]) -> None:
    assert shares(after(*numbers)) == expected


def test_what_was_missed_is_none_and_what_there_is_no_news_of_isnt_over() -> None:
    swaps = [(100, 50), (100, 50), (100, 50), (100, None)]
    assert shares(after(*swaps)) == (3, False)
    known = after(*swaps)
    later = replace(
        known, counted_on={**known.counted_on, "mug-3": date(2026, 9, 7)}
    )  # its last day in time is the 6th
    assert shares(later) == (3, True)


def test_what_we_give_is_missed_only_where_its_property_is_counted() -> None:
    assert shares(after((None, 50), (100, 50), (100, 50), (100, 50))) == (3, False)
    known = after((None, 50), (100, 50), (100, 50))
    assert shares(replace(known, counted_on={**known.counted_on, "nw-2": date(2026, 9, 20)})) == (3, False)
    assert shares(known) == (2, None)


def test_reach_is_compared_where_it_is_the_unit_and_clicks_elsewhere() -> None:
    reached = after((900, 100), (900, 100), (900, 100), unit="reach")
    assert past_swaps(reached, "UTC") == {}
    assert shares(replace(reached, reach=reached.clicks, clicks={})) == (3, True)
    assert shares(after((900, 100), (900, 100), (900, 100), unit="revenue")) == (3, True)


def test_what_was_renamed_isnt_counted_twice() -> None:
    moved = replace(LITTLE.promises["mug-1"], placement=PlacementId("mug-one"), moved_from="mug-1", swap="nw-1+mug-one")
    known = replace(LITTLE, promises={**LITTLE.promises, "mug-one": moved})
    assert shares(known) == (2, None)


def test_the_next_swap_is_the_place(tmp_path: Path) -> None:
    problem = only(find_problems(tmp_path, FILES, LITTLE))
    assert place_of(problem)[0] == "campaigns/swap.yaml"
    assert place_of(problem)[-1] == "XP223"
    assert problem.message == "`green-mug` brought 120 clicks for 300 in the last 3 swaps"
    assert problem.hint == "settle it first: `xpromo balance green-mug --propose`"


def test_without_a_next_swap_the_partners_file_is_the_place(tmp_path: Path) -> None:
    files = with_changes("# campaigns/swap.yaml\nform: bundle\nswaps: []\n")
    assert place_of(only(find_problems(tmp_path, files, LITTLE))) == (
        "campaigns/partners/green-mug.yaml", 2, 10, 19, "XP223",
    )  # fmt: skip


def test_who_is_paused_was_talked_to(tmp_path: Path) -> None:
    files = with_changes(
        "# campaigns/swap.yaml\nform: bundle\nswaps: []\nplacements: []\noffers: []\n"
        "# campaigns/partners/green-mug.yaml\nstage: paused\n"
    )
    assert "XP223" not in {problem.code for problem in find_problems(tmp_path, files, LITTLE)}


HEAD = "placement,at,metric,count\n"
COUNTS = (
    *(
        f"nw-{name},2026-11-{day:02},clicks,400"
        for name, day in (("weekly-swap-launch", 4), ("weekly-swap-reminder", 18))
    ),
    *(f"sm-{name},2026-11-{day:02},clicks,90" for name, day in (("letter-launch", 5), ("letter-reminder", 19))),
    *("nw-instagram-recap,2026-11-26,clicks,60", "sm-instagram-recap,2026-11-27,clicks,20"),
)


def test_the_ledger_check_balance_and_plan_agree(cli: CommandLine, tmp_path: Path) -> None:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    day = {"XPROMO_NOW": "2026-12-01T09:00:00+00:00"}
    assert cli("links", "-o", "l.csv", env={"XPROMO_NOW": "2026-10-26T09:00:00+00:00"}).code == 0
    (tmp_path / "counts.csv").write_text(HEAD + "\n".join(COUNTS) + "\n", encoding="utf-8")
    assert cli("import", "counts.csv", env=day).code == 0
    balance = cli("balance", "slow-mornings", "--format", "json", env=day).json()["data"][0]["last_swaps"]
    assert (balance["given"], balance["received"], balance["one_sided"]) == (860, 200, True)
    (found,) = cli("check", "--format", "json", env=day).json()["data"]
    assert (found["code"], found["path"]) == ("XP223", "campaigns/partners/slow-mornings.yaml")
    assert found["message"] == "`slow-mornings` brought 200 clicks for 860 in the last 3 swaps"
    planned = cli(
        "plan", "newsletter-swap", "--partner", "slow-mornings", "--start", "2027-02-01", "--dry-run", env=day
    )
    assert "`slow-mornings` brought 200 clicks for 860 in the last 3 swaps" in planned.err
    other = cli("plan", "newsletter-swap", "--partner", "green-mug", "--start", "2027-02-01", "--dry-run", env=day)
    assert "brought" not in other.err
