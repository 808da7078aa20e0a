"""Who comes from a data centre within a minute after a send that is known is a program, and no reader."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from tests.ledger.making import DAY, LATER, LINK, NOON, OTHER, Clicks, bring, counts, daily, mint, open_at
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.reading import read_aggregates
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Batch, Evidence, Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xpromo.ledger.store import Ledger

SENT = Evidence(placement="mug-launch")


def touched(*after: int, centre: str = "amazon", evidence: Evidence = LINK, name: str = "c") -> Batch:
    batch = Clicks([(f"{name}{seconds}", NOON + seconds, evidence, "") for seconds in after]).batch
    assert batch.touches is not None
    if centre:
        batch.texts.append(centre)
        batch.touches.centre = [len(batch.texts)] * len(after)
    return batch


def sent(at: int | None = NOON) -> Batch:
    batch = counts(("sends", DAY, DAY + 1, 5_000), evidence=SENT)
    assert batch.totals is not None
    batch.totals.sent_at = [at]
    return batch


def counted(ledger: Ledger) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in read_aggregates(ledger, Request()):
        if item.metric == "clicks":
            found[item.label] = found.get(item.label, 0) + item.n
    return found


def is_whole(ledger: Ledger) -> bool:
    before = daily(ledger)
    rebuild(ledger)
    return daily(ledger) == before and verify(ledger) == []


@pytest.fixture
def known(ledger: Ledger) -> Iterator[Ledger]:
    bring(ledger, sent(), "mailing.csv")
    yield ledger
    assert is_whole(ledger)


def test_a_minute_after_a_send_is_too_soon_for_a_data_centre(known: Ledger) -> None:
    result = bring(known, touched(-1, 0, 60, 61))
    assert counted(known) == {"": 2, "too-soon": 2}
    assert (result.recorded, result.exclusions) == (2, {"too-soon": 2})


@pytest.mark.parametrize(
    "other", [{"centre": ""}, {"evidence": OTHER}], ids=["a-reader's-network", "another-placement"]
)
def test_everybody_else_may_be_quick(known: Ledger, other: dict[str, Any]) -> None:
    bring(known, touched(5, **other))
    assert counted(known) == {"": 1}


def test_a_day_alone_is_no_moment_and_a_plan_excludes_nothing(ledger: Ledger) -> None:
    bring(ledger, sent(None), "mailing.csv")
    bring(ledger, touched(5))
    assert counted(ledger) == {"": 1}


def test_a_proof_is_a_send_too(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        connection.execute(
            "INSERT INTO proofs (at, placement, sent_at, content_hash, verdict, body) VALUES (?, ?, ?, '', 'sent', '')",
            (NOON + 99, "mug-launch", NOON),
        )
    bring(ledger, touched(5))
    assert counted(ledger) == {"too-soon": 1}


def test_an_undo_of_the_report_lets_them_count(known: Ledger) -> None:
    bring(known, touched(5))
    undo_batch(known, 1, LATER)
    assert counted(known) == {"": 1}


def test_the_order_of_clicks_report_and_promises_makes_no_difference(tmp_path: Path) -> None:
    steps: dict[str, Any] = {
        "clicks": lambda ledger: bring(ledger, touched(5, 70), "clicks.csv"),
        "report": lambda ledger: bring(ledger, sent(), "mailing.csv"),
        "promises": mint,
    }
    found = []
    for order in permutations(steps):
        folder = tmp_path / "-".join(order)
        folder.mkdir()
        with open_at(folder) as ledger:
            for step in order:
                steps[step](ledger)
            assert counted(ledger) == {"": 1, "too-soon": 1}
            assert is_whole(ledger)
            found.append(daily(ledger))
    assert all(one == found[0] for one in found)


def test_chunks_with_and_without_a_data_centre_are_one_file(known: Ledger) -> None:
    first, second, third = touched(1, name="a"), touched(2, centre="", name="b"), touched(3, name="d")
    for number, chunk in enumerate((first, second, third)):
        bring(known, chunk, f"{number}.csv")
    assert counted(known) == {"": 1, "too-soon": 2}
