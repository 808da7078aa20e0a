"""A visitor who opens most links of a placement within seconds is a scanner, and none of these clicks counts."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from tests.ledger.making import LATER, LAUNCH, NOON, NOW, SETTINGS, SPRING, Clicks, bring, daily, minted, open_at
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.promising import record_minting
from xpromo.ledger.reading import read_aggregates
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Batch, Evidence, Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xpromo.ledger.store import Ledger

LINKS = ("aaaaaaaaa1", "aaaaaaaaa2", "aaaaaaaaa3", "aaaaaaaaa4", "aaaaaaaaa5")
WHOLE_HOUR = NOON + 3_600


def promise_links(ledger: Ledger, *links: str) -> None:
    record_minting(ledger, SETTINGS, [LAUNCH, SPRING], minted(dict.fromkeys(links, LAUNCH)), (), NOW)


def opened(*rows: tuple[int, int], visitor: str = "scanner", at: int = NOON, name: str = "") -> Batch:
    """Clicks: (number of the link from 1, seconds)."""
    found = [
        (f"{name}{visitor}{number}", at + after, Evidence(link=LINKS[link - 1]), "")
        for number, (link, after) in enumerate(rows)
    ]
    return Clicks(found, visitor=visitor).batch


def counted(ledger: Ledger) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in read_aggregates(ledger, Request()):
        found[item.label] = found.get(item.label, 0) + item.n
    return found


def is_whole(ledger: Ledger) -> bool:
    before = daily(ledger)
    rebuild(ledger)
    return daily(ledger) == before and verify(ledger) == []


@pytest.fixture
def five(empty: Ledger) -> Iterator[Ledger]:
    promise_links(empty, *LINKS)
    yield empty
    assert is_whole(empty)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([(1, 0), (2, 5), (3, 10)], {"scanner-burst": 3}, id="three-of-five-in-ten-seconds"),
        pytest.param([(1, 0), (2, 5), (3, 11)], {"": 3}, id="too-slow"),
        pytest.param([(1, 0), (2, 1)], {"": 2}, id="two-links"),
        pytest.param([(1, 0), (2, 1), (1, 2)], {"": 2, "repeat": 1}, id="two-links-three-times"),
        pytest.param([(1, 0), (2, 1), (3, 2), (1, 3)], {"scanner-burst": 4}, id="a-repeat-inside-is-of-the-burst"),
        pytest.param([(1, 0), (2, 1), (3, 2), (4, 60)], {"scanner-burst": 3, "": 1}, id="what-comes-later-counts"),
        pytest.param([(1, 0), (2, 7), (3, 9), (4, 16)], {"scanner-burst": 4}, id="two-bursts-that-overlap"),
    ],
)
def test_most_links_within_seconds_are_a_burst(
    five: Ledger, rows: list[tuple[int, int]], expected: dict[str, int]
) -> None:
    result = bring(five, opened(*rows))
    assert counted(five) == expected
    excluded = {reason: n for reason, n in expected.items() if reason}
    assert (result.recorded, result.exclusions) == (expected.get("", 0), excluded)


def test_it_takes_one_visitor(five: Ledger) -> None:
    for number in (1, 2, 3):
        bring(five, opened((number, number), visitor=f"v{number}"), f"{number}.csv")
    assert counted(five) == {"": 3}


def test_a_burst_ends_with_the_clock_hour(five: Ledger) -> None:
    bring(five, opened((1, -2), (2, -1), (3, 0), (4, 1), at=WHOLE_HOUR))
    assert counted(five) == {"": 4}


def test_more_than_half_of_many_links_are_needed(five: Ledger) -> None:
    promise_links(five, *LINKS, *(f"bbbbbbbbb{number}" for number in range(1, 4)))
    bring(five, opened((1, 0), (2, 1), (3, 2), (4, 3)))
    assert counted(five) == {"": 4}
    bring(five, opened((5, 4), name="more"), "b.csv")
    assert counted(five) == {"scanner-burst": 5}


def test_promises_decide_whenever_they_come(tmp_path: Path) -> None:
    clicks = opened((1, 0), (2, 1), (3, 2))
    steps: dict[str, Any] = {
        "clicks": lambda ledger: bring(ledger, clicks),
        "three": lambda ledger: promise_links(ledger, *LINKS[:3]),
        "five": lambda ledger: promise_links(ledger, *LINKS),
    }
    found = []
    for order in permutations(steps):
        folder = tmp_path / "-".join(order)
        folder.mkdir()
        with open_at(folder) as ledger:
            for step in order:
                steps[step](ledger)
            assert counted(ledger) == {"scanner-burst": 3}
            assert is_whole(ledger)
            found.append(daily(ledger))
    assert all(one == found[0] for one in found)


def test_links_that_come_later_can_end_a_burst(five: Ledger) -> None:
    bring(five, opened((1, 0), (2, 1), (3, 2)))
    promise_links(five, *LINKS, "bbbbbbbbb1")
    assert counted(five) == {"": 3}


def test_an_undo_takes_a_burst_apart(five: Ledger) -> None:
    bring(five, opened((1, 0), (2, 1)), "a.csv")
    bring(five, opened((3, 2), name="b"), "b.csv")
    assert counted(five) == {"scanner-burst": 3}
    undo_batch(five, 2, LATER)
    assert counted(five) == {"": 2}
