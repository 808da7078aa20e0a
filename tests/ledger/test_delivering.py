"""When placements were first counted, and what proofs say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path

from tests.ledger.making import DAY, NOON, Clicks, bring, clicks, counts, mint, open_at
from xpromo.answers import Sighting
from xpromo.ledger.delivering import read_proofs, read_sightings
from xpromo.ledger.store import Ledger
from xpromo.ledger.undoing import undo_batch
from xpromo.records import EVER, Evidence

AT = date(1970, 1, 1) + timedelta(DAY)
DAY_SECONDS = 86_400
LINK = Evidence(link="aaaaaaaaa1")


def on(days: int) -> date:
    return AT + timedelta(days)


def only(ledger: Ledger, **earliest: date) -> Sighting:
    names = {name.replace("_", "-"): day for name, day in earliest.items()}
    (found,) = read_sightings(ledger, names)
    return found


def test_the_first_kept_click_shows_a_placement(ledger: Ledger) -> None:
    rows = [
        ("a", NOON + 2 * DAY_SECONDS, LINK, ""),
        ("b", NOON, LINK, "bot-agent"),
        ("c", NOON + DAY_SECONDS, LINK, ""),
    ]
    bring(ledger, Clicks(rows).batch)
    assert only(ledger) == Sighting("mug-launch", "clicks", on(1), on(1), on(2))


def test_who_tried_a_link_before_is_no_reader(ledger: Ledger) -> None:
    rows = [("a", NOON - 9 * DAY_SECONDS, LINK, ""), ("b", NOON, LINK, "")]
    bring(ledger, Clicks(rows).batch)
    assert only(ledger).first == on(-9)
    assert only(ledger, mug_launch=on(-2)).first == on(0)


def test_a_total_over_days_leaves_open_which_of_them(ledger: Ledger) -> None:
    bring(ledger, counts(("clicks", DAY - 2, DAY + 5, 40)))
    assert only(ledger, mug_launch=on(-2)) == Sighting("mug-launch", "clicks", on(-2), on(4), on(4))


def test_a_lifetime_counter_cant_tell_when_it_began(ledger: Ledger) -> None:
    bring(ledger, counts(("clicks", EVER, DAY + 8, 40)))
    assert only(ledger) == Sighting("mug-launch", "clicks", None, on(7), on(7))


def test_a_count_of_0_shows_nothing_but_that_somebody_counted(ledger: Ledger) -> None:
    bring(ledger, counts(("clicks", DAY, DAY + 1, 0)))
    assert only(ledger) == Sighting("mug-launch", "clicks", None, None, on(0))


def test_a_report_of_a_send_stands_whenever_it_was(ledger: Ledger) -> None:
    bring(ledger, counts(("sends", DAY - 9, DAY - 8, 25_000), ("opens", DAY - 9, DAY - 8, 9000)))
    assert only(ledger, mug_launch=on(-2)) == Sighting("mug-launch", "sends", on(-9), on(-9), on(-9))


def test_what_was_undone_was_never_seen(ledger: Ledger) -> None:
    batch = bring(ledger, clicks("a")).batch
    assert batch is not None
    undo_batch(ledger, batch, datetime(2027, 1, 1, tzinfo=UTC))
    assert read_sightings(ledger, {}) == []


def test_the_order_of_files_and_of_minting_never_matters(tmp_path: Path) -> None:
    files = {
        "a.csv": clicks("a", "b", at=NOON + DAY_SECONDS),
        "b.csv": clicks("c", at=NOON),
        "c.csv": counts(("sends", DAY, DAY + 1, 25_000)),
    }
    found = set()
    for number, order in enumerate(permutations(files)):
        (tmp_path / str(number)).mkdir()
        with open_at(tmp_path / str(number)) as ledger:
            for step in [*order, "mint"] if number % 2 else ["mint", *order]:
                if step == "mint":
                    mint(ledger)
                else:
                    bring(ledger, files[step], step)
            found.add(tuple(read_sightings(ledger, {})))
    assert found == {
        (
            Sighting("mug-launch", "clicks", on(0), on(0), on(1)),
            Sighting("mug-launch", "sends", on(0), on(0), on(0)),
        )
    }


def test_the_first_proof_says_when_it_was_sent(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        connection.executemany(
            "INSERT INTO proofs (at, placement, sent_at, content_hash, verdict, body)"
            " VALUES (?, ?, ?, 'h', 'sent', '{}')",
            [(NOON, "mug-launch", NOON + 60), (NOON, "mug-launch", NOON), (NOON, "mug-card", None)],
        )
    assert read_proofs(ledger) == {"mug-launch": datetime.fromtimestamp(NOON, UTC)}
