"""``Resolved``: how many of the recorded reach anybody, as the ledger holds it at the end; and what stays elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import DAY, LATER, NOON, bring, clicks, counts, key_of, sales
from xpromo.ledger.reading import read_batches
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Evidence

if TYPE_CHECKING:
    from xpromo.imported import ImportResult
    from xpromo.ledger.store import Ledger
    from xpromo.records import Batch

NOTHING = Evidence()
PHONE = key_of("phone")


def reached(result: ImportResult) -> int:
    assert result.preview
    return sum(n for level, _, n in result.preview.reached if level != "nothing")


def test_what_is_known_is_not_counted_again(ledger: Ledger) -> None:
    assert bring(ledger, clicks("a", "b")).resolved == 2
    assert bring(ledger, clicks("c", "b", "a"), "b.csv").resolved == 1
    assert bring(ledger, sales({"id": "1"}, {"id": "2"})).resolved == 2
    assert bring(ledger, sales({"id": "2"}, {"id": "3", "evidence": NOTHING}), "b.csv").resolved == 0


def test_a_sale_that_the_same_persons_touch_ties_is_resolved_and_so_is_what_takes_it_back(ledger: Ledger) -> None:
    bring(ledger, clicks("a", visitor="phone"))
    later = {"at": NOON + 60, "evidence": NOTHING}
    sold = sales({"id": "1", "visitor": PHONE, **later}, {"id": "2", **later}, {"id": "3", "visitor": PHONE, **later})
    back = sales({"id": "r1", "kind": "refund", "amount": -1000, "parent": "1", **later})
    for batch, n, name in ((sold, 2, "sold"), (back, 1, "back")):
        dry = bring(ledger, batch, name, dry_run=True)
        assert (dry.resolved, reached(dry)) == (n, n)
        assert bring(ledger, batch, name).resolved == n
    assert [item.resolved for item in read_batches(ledger)][-2:] == [2, 1]


def test_rows_that_follow_from_a_record_are_no_records(ledger: Ledger) -> None:
    paid = {"id": "1", "line": 2, "evidence": NOTHING}
    refund = {"id": "1r", "kind": "refund", "amount": -500, "parent": "0", "primary": False, "line": 2}
    bring(ledger, sales({"id": "0"}), "a")
    assert bring(ledger, sales(paid, {**refund, "evidence": NOTHING}), "b").resolved == 0


@pytest.mark.parametrize(
    "batch",
    [
        clicks("a", evidence=NOTHING),
        sales({"id": "1", "evidence": NOTHING}),
        counts(("opens", DAY, DAY + 1, 5), evidence=NOTHING),
    ],
    ids=["clicks", "conversions", "totals"],
)
def test_a_placement_that_comes_later_is_not_silently_ignored(ledger: Ledger, batch: Batch) -> None:
    plain, stated = (json.dumps({"placement": name}) for name in ("", "mug-launch"))
    bring(ledger, batch, options=plain)
    batch.evidence[0] = Evidence(placement="mug-launch")
    again = bring(ledger, batch, "b", options=stated)
    assert (again.recorded, again.known, again.resolved) == (0, 1, 0)
    (said,) = again.notes
    assert "known from batch 1 stays there, without --placement: `xpromo import --undo 1`" in said
    assert bring(ledger, batch, "c", options=plain).notes == ()

    undo_batch(ledger, 1, LATER)
    assert bring(ledger, batch, "d", options=stated).resolved == 1
    assert "with --placement mug-launch" in bring(ledger, batch, "e", options=plain).notes[0]
