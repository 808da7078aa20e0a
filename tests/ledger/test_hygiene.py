"""A second click within the hour is a repeat, whatever file it came in, and whatever happened to the ledger since."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import (
    FLIGHT,
    LATER,
    LINK,
    NOON,
    NOW,
    OTHER,
    PROMISES,
    SETTINGS,
    Clicks,
    bring,
    clicks,
    daily,
    header,
    key_of,
    mint,
    open_at,
    outcomes,
)
from xpromo.ledger.erasing import erase
from xpromo.ledger.importing import record_batch
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.promise_rows import day_of
from xpromo.ledger.promising import record_minting
from xpromo.ledger.purging import purge
from xpromo.ledger.reading import read_aggregates
from xpromo.ledger.undoing import undo_batch
from xpromo.ledger.watching import REMEMBERED
from xpromo.records import Batch, Evidence, Request, Touches

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xpromo.ledger.store import Ledger

TAGS = Evidence(source="mug-weekly", campaign="winter")


def seen(*rows: tuple[str, int], visitor: str = "ann", evidence: Evidence = LINK, reason: str = "") -> Batch:
    """Clicks of one visitor on one link: (id, seconds after noon)."""
    return Clicks([(name, NOON + after, evidence, reason) for name, after in rows], visitor=visitor).batch


def counted(ledger: Ledger) -> dict[str, int]:
    """Return the clicks by the reason that excludes them."""
    found: dict[str, int] = {}
    for item in read_aggregates(ledger, Request()):
        found[item.label] = found.get(item.label, 0) + item.n
    return found


def is_whole(ledger: Ledger) -> bool:
    before = daily(ledger)
    rebuild(ledger)
    return daily(ledger) == before and verify(ledger) == []


def test_all_but_the_earliest_click_of_an_hour_are_repeats(ledger: Ledger) -> None:
    result = bring(ledger, seen(("c", 1800), ("a", 1), ("b", 3599), ("d", 3600)))
    assert outcomes(result) == (4, 2, 0, 0, 2)
    assert result.exclusions == {"repeat": 2}
    assert result.resolved == 2
    assert counted(ledger) == {"": 2, "repeat": 2}
    assert is_whole(ledger)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"visitor": "bob"}, id="another-visitor"),
        pytest.param({"evidence": OTHER}, id="another-link"),
        pytest.param({"visitor": ""}, id="a-visitor-nobody-knows"),
    ],
)
def test_only_the_same_visitor_on_the_same_link_repeats(ledger: Ledger, other: dict[str, str]) -> None:
    bring(ledger, seen(("a", 0)))
    bring(ledger, seen(("b", 1), **other), "b.csv")  # type: ignore[arg-type]
    assert counted(ledger) == {"": 2}


def test_visitors_nobody_knows_never_repeat(ledger: Ledger) -> None:
    bring(ledger, seen(("a", 0), ("b", 0), ("c", 1), visitor=""))
    assert counted(ledger) == {"": 3}


def test_a_link_id_is_the_link_whatever_tags_came_along(ledger: Ledger) -> None:
    bring(ledger, seen(("a", 0)))
    bring(ledger, seen(("b", 1), evidence=replace_tags(LINK)), "b.csv")
    bring(ledger, seen(("c", 2), ("d", 3), evidence=TAGS), "c.csv")
    assert counted(ledger) == {"": 2, "repeat": 2}


def replace_tags(evidence: Evidence) -> Evidence:
    return evidence._replace(source="mug-weekly")


def test_sources_are_told_apart_and_accounts_are_not(ledger: Ledger) -> None:
    bring(ledger, seen(("a", 0)))
    bring(ledger, seen(("b", 1)), "b.csv", source="other")
    assert counted(ledger) == {"": 2}
    bring(ledger, seen(("c", 2)), "c.csv", account="second")
    assert counted(ledger) == {"": 2, "repeat": 1}
    assert is_whole(ledger)


def test_a_click_of_a_robot_is_no_first_click(ledger: Ledger) -> None:
    bring(ledger, seen(("a", 0), reason="bot-agent"))
    bring(ledger, seen(("b", 1)), "b.csv")
    assert counted(ledger) == {"": 1, "bot-agent": 1}


def test_an_earlier_click_that_comes_later_makes_the_other_a_repeat(ledger: Ledger) -> None:
    assert outcomes(bring(ledger, seen(("b", 60)))) == (1, 1, 0, 0, 0)
    assert outcomes(bring(ledger, seen(("a", 0), evidence=LINK._replace(source="x")), "b.csv")) == (1, 1, 0, 0, 0)
    with ledger.reading() as connection:
        assert connection.execute("SELECT touch FROM exclusions").fetchall() == [(1,)]
    assert is_whole(ledger)


def test_a_file_that_comes_again_says_known_of_its_repeats(ledger: Ledger) -> None:
    batch = seen(("a", 0), ("b", 1), ("c", 2))
    assert outcomes(bring(ledger, batch)) == (3, 1, 0, 0, 2)
    assert outcomes(bring(ledger, batch, "b.csv")) == (3, 0, 3, 0, 0)
    undo_batch(ledger, 1, LATER)
    assert counted(ledger) == {}
    assert outcomes(bring(ledger, batch, "b.csv")) == (3, 1, 0, 0, 2)
    assert is_whole(ledger)


def test_an_undo_lets_the_next_click_count(ledger: Ledger) -> None:
    for number, row in enumerate((("a", 0), ("b", 60), ("c", 90))):
        bring(ledger, seen(row), f"{number}.csv")
    assert counted(ledger) == {"": 1, "repeat": 2}
    undo_batch(ledger, 1, LATER)
    assert counted(ledger) == {"": 1, "repeat": 1}
    assert is_whole(ledger)


def test_a_dry_run_says_the_same_and_keeps_nothing(ledger: Ledger) -> None:
    bring(ledger, seen(("b", 60)))
    before = daily(ledger)
    assert outcomes(bring(ledger, seen(("a", 0), ("c", 1)), "b.csv", dry_run=True)) == (2, 1, 0, 0, 1)
    assert daily(ledger) == before


def test_the_order_of_files_makes_no_difference(tmp_path: Path) -> None:
    files = {
        "a": seen(("a", 0), ("b", 1800), ("c", 4000)),
        "b": seen(("d", 900), ("b", 1800), ("e", -5), ("f", 7300)),
        "c": seen(("g", 3599), ("h", 3600), visitor="bob"),
        "d": seen(("i", 10), ("j", 20), ("k", 30), visitor="bob", evidence=TAGS),
    }
    found = []
    for order in permutations(files):
        folder = tmp_path / "".join(order)
        folder.mkdir()
        with open_at(folder) as ledger:
            for number, name in enumerate(order):
                if number == 2:
                    mint(ledger)
                bring(ledger, files[name], f"{name}.csv")
            found.append(daily(ledger))
            assert is_whole(ledger)
    assert all(one == found[0] for one in found)


@pytest.mark.parametrize(
    ("repeat", "kept"),
    [("off", 4), ("minute", 3), ("hour", 2), ("day", 1)],
)
def test_the_window_is_that_of_the_settings_and_changes_with_them(ledger: Ledger, repeat: str, kept: int) -> None:
    bring(ledger, seen(("a", 0), ("b", 30), ("c", 90), ("d", 4000)))
    assert counted(ledger) == {"": 2, "repeat": 2}
    record_minting(ledger, replace(SETTINGS, repeat=repeat), PROMISES, None, (), NOW)
    assert counted(ledger)[""] == kept
    bring(ledger, seen(("e", 4010)), "b.csv")
    assert counted(ledger)[""] == kept + (repeat == "off")
    assert is_whole(ledger)


def test_a_visitor_is_recognised_after_many_others(ledger: Ledger) -> None:
    crowd = seen(*((f"m{number}", number % 50) for number in range(3 * REMEMBERED)), visitor="")
    crowd.touches.visitor = [key_of(f"v{number}") for number in range(3 * REMEMBERED)]  # type: ignore[union-attr]
    first, last = seen(("a", 0)), seen(("z", 59))
    last.evidence, last.texts = [], []
    crowd.evidence, crowd.texts = [], []
    record_batch(ledger, header(), [first, *in_pieces(crowd), last], LATER)
    assert counted(ledger) == {"": 3 * REMEMBERED + 1, "repeat": 1}


def in_pieces(batch: Batch, size: int = 500) -> Iterator[Batch]:
    touches = batch.touches
    assert touches is not None
    for start in range(0, len(touches.key), size):
        columns = {name: getattr(touches, name)[start : start + size] for name in Touches.__slots__}
        yield Batch(touches=Touches(**columns), records=len(columns["key"]))


def test_forgetting_people_leaves_repeats_as_they_are(ledger: Ledger) -> None:
    bring(ledger, seen(("a", 0), ("b", 1), ("c", 2)))
    bring(ledger, seen(("d", 0), ("e", 1), visitor="bob"), "b.csv")
    before = daily(ledger)
    erase(ledger, {key_of("ann"): "ann@example.com"}, LATER)
    assert daily(ledger) == before
    assert is_whole(ledger)
    purge(ledger, day_of(FLIGHT[1]), LATER)
    assert daily(ledger) == before
    assert is_whole(ledger)


def test_a_repeat_stays_one_when_only_the_day_before_it_is_purged(empty: Ledger) -> None:
    kolkata = replace(SETTINGS, timezone="Asia/Kolkata")  # midnight lies within a UTC hour
    record_minting(empty, kolkata, PROMISES, None, (), NOW)
    batch = seen(("a", 0), ("b", 1))
    assert batch.touches is not None
    batch.touches.day[1] += 1
    bring(empty, batch)
    before = daily(empty)
    assert purge(empty, batch.touches.day[1], LATER).touches == 1
    assert daily(empty) == before
    assert is_whole(empty)


def test_twins_without_an_id_are_one_click(ledger: Ledger) -> None:
    batch = clicks("a", "a", "a", visitor="ann")
    assert outcomes(bring(ledger, batch, by_id=False)) == (3, 1, 0, 0, 2)
    assert outcomes(bring(ledger, batch, "b.csv", by_id=False)) == (3, 0, 3, 0, 0)
    assert counted(ledger) == {"": 1, "repeat": 2}
