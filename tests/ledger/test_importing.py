"""Every record has one outcome; what comes again is known; a batch that is undone leaves no number behind."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from tests.ledger.making import (
    DAY,
    LATER,
    NOON,
    OTHER,
    Clicks,
    bring,
    clicks,
    daily,
    header,
    key_of,
    outcomes,
    sales,
)
from xpromo.errors import UsageError
from xpromo.ledger.importing import find_repeat, record_batch
from xpromo.ledger.promise_rows import date_of
from xpromo.ledger.reading import read_aggregates, read_batches, read_unresolved
from xpromo.ledger.refusing import read_refused
from xpromo.ledger.repeats import twin_key
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Batch, Evidence, Refusal, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xpromo.ledger.store import Ledger


def kept(ledger: Ledger) -> int:
    return sum(item.n for item in read_aggregates(ledger, Request()) if not item.label)


def test_a_first_import_records_everything(ledger: Ledger) -> None:
    result = bring(ledger, clicks("a", "b", "c"))
    assert outcomes(result) == (3, 3, 0, 0, 0)
    assert result.resolved == 3
    assert result.period is not None
    assert [day.isoformat() for day in result.period] == ["2026-12-02", "2026-12-03"]
    assert kept(ledger) == 3


def test_events_with_an_id_are_known_when_they_come_again(ledger: Ledger) -> None:
    bring(ledger, clicks("a", "b"))
    assert outcomes(bring(ledger, clicks("b", "c"), "b.csv")) == (2, 1, 1, 0, 0)
    assert kept(ledger) == 3


def test_an_id_that_comes_twice_in_one_file_is_known_the_second_time(ledger: Ledger) -> None:
    assert outcomes(bring(ledger, clicks("a", "b", "a"))) == (3, 2, 1, 0, 0)


def test_another_event_under_a_known_id_is_refused_with_its_line(ledger: Ledger) -> None:
    bring(ledger, clicks("a", "b"))
    result = bring(ledger, clicks("b", "a", cells="changed"), "b.csv")
    assert outcomes(result) == (2, 0, 0, 2, 0)
    assert sorted(result.examples, key=lambda item: item.line) == [
        Refusal(2, "id-conflict", "id"),
        Refusal(3, "id-conflict", "id"),
    ]
    assert result.batch is not None
    assert [item.line for item in read_refused(ledger, result.batch)] == [2, 3]
    assert kept(ledger) == 2


@pytest.mark.parametrize(
    ("files", "recorded", "total"),
    [
        pytest.param([["a", "a"]], [2], 2, id="two-real-identical-clicks-stay-two"),
        pytest.param([["a", "a"], ["a", "a"]], [2, 0], 2, id="again"),
        pytest.param([["a"], ["a", "a", "a"]], [1, 2], 3, id="the-larger-count-later"),
        pytest.param([["a", "a", "a"], ["a"]], [3, 0], 3, id="the-larger-count-first"),
        pytest.param([["a", "b"], ["b", "b", "c"], ["a", "a", "b"]], [2, 2, 1], 5, id="three-overlapping-files"),
    ],
)
def test_equal_rows_without_an_id_take_the_larger_count(
    ledger: Ledger, files: list[list[str]], recorded: list[int], total: int
) -> None:
    results = [bring(ledger, clicks(*names), f"{n}.csv", by_id=False) for n, names in enumerate(files)]
    assert [result.recorded for result in results] == recorded
    assert all(result.rows == result.recorded + result.known for result in results)
    assert kept(ledger) == total


def test_twins_are_counted_over_the_chunks_of_a_file(ledger: Ledger) -> None:
    bring(ledger, clicks("a"), by_id=False)
    chunks = [clicks("a"), clicks("a", "b"), clicks("b")]
    for number, chunk in enumerate(chunks[1:], 1):
        chunk.evidence, chunk.texts = [], []
        assert number
    result = record_batch(ledger, header(name="b.csv", by_id=False), chunks, LATER)
    assert outcomes(result) == (4, 3, 1, 0, 0)


def test_a_twin_stays_near_its_first_in_the_index() -> None:
    keys = {twin_key(key_of("a"), ordinal) for ordinal in range(1, 50)}
    assert len(keys) == 49
    assert {key[:4] for key in keys} == {key_of("a")[:4]}


def test_excluded_touches_are_kept_and_count_as_excluded_whenever_they_come(ledger: Ledger) -> None:
    batch = Clicks([("a", NOON, OTHER, ""), ("b", NOON, OTHER, "bot-agent")]).batch
    batch.records += 3
    batch.skipped = {"robots": 2}
    batch.refusals = [Refusal(9, "bad-time", "at")]
    first = bring(ledger, batch)
    second = bring(ledger, batch, "b.csv")
    assert outcomes(first) == (5, 1, 0, 1, 3)
    assert outcomes(second) == (5, 0, 1, 1, 3)
    assert first.exclusions == {"bot-agent": 1, "robots": 2}
    assert [(item.label, item.n) for item in read_aggregates(ledger, Request())] == [("", 1), ("bot-agent", 1)]


def test_the_very_same_import_is_answered_from_the_stored_batch(ledger: Ledger) -> None:
    batch = clicks("a", "b")
    batch.records += 1
    batch.refusals = [Refusal(7, "no-url", "url")]
    first = bring(ledger, batch)
    again = find_repeat(ledger, header())
    assert again is not None
    assert again.repeated
    assert (again.batch, again.examples) == (first.batch, first.examples)
    assert outcomes(again) == (3, 0, 2, 1, 0)


@pytest.mark.parametrize("change", [{"options": "tz=UTC"}, {"version": 2}, {"source": "dub"}, {"digest": lambda: "00"}])
def test_other_bytes_options_or_reader_are_another_import(ledger: Ledger, change: dict[str, Any]) -> None:
    bring(ledger, clicks("a"))
    assert find_repeat(ledger, header(**change)) is None


def test_a_dry_run_says_the_same_and_writes_nothing(ledger: Ledger) -> None:
    before = ledger.path.read_bytes()
    dry = bring(ledger, clicks("a", "b"), dry_run=True)
    assert ledger.path.read_bytes() == before
    wet = bring(ledger, clicks("a", "b"))
    assert outcomes(dry) == outcomes(wet)
    assert (dry.batch, wet.batch) == (None, 1)


def test_a_file_that_breaks_off_leaves_the_ledger_as_it_was(ledger: Ledger) -> None:
    def broken() -> Iterator[Batch]:
        yield clicks("a", "b")
        raise UsageError("cut")

    before = ledger.path.read_bytes()
    with pytest.raises(UsageError, match="cut"):
        record_batch(ledger, header(), broken(), LATER)
    assert ledger.path.read_bytes() == before
    assert outcomes(bring(ledger, clicks("a"))) == (1, 1, 0, 0, 0)


def test_undo_takes_a_batch_out_of_every_number_and_leaves_its_trace(ledger: Ledger) -> None:
    empty = daily(ledger)
    bring(ledger, clicks("a", "b"))
    result = undo_batch(ledger, 1, LATER)
    assert (result.batch, result.facts, result.overlapping) == (1, 2, {})
    assert daily(ledger) == empty
    assert [(batch.batch, batch.undone) for batch in read_batches(ledger)] == [(1, True)]


def test_undone_rows_are_not_known_and_the_file_can_come_again(ledger: Ledger) -> None:
    bring(ledger, clicks("a", "b"))
    undo_batch(ledger, 1, LATER)
    assert find_repeat(ledger, header()) is None
    assert outcomes(bring(ledger, clicks("a", "b"))) == (2, 2, 0, 0, 0)
    assert kept(ledger) == 2


@pytest.mark.parametrize("undone", [1, 2])
def test_twins_of_an_undone_file_are_no_twins(ledger: Ledger, undone: int) -> None:
    for number in range(1, undone + 1):
        bring(ledger, clicks("a", "a", "a"), by_id=False)
        undo_batch(ledger, number, LATER)
    assert outcomes(bring(ledger, clicks("a", "a", "b"), by_id=False)) == (3, 3, 0, 0, 0)
    assert outcomes(bring(ledger, clicks("a", "a", "a"), "b.csv", by_id=False)) == (3, 1, 2, 0, 0)
    assert kept(ledger) == 4


def test_an_id_of_an_undone_file_may_stand_for_another_event(ledger: Ledger) -> None:
    bring(ledger, clicks("a", cells="first"))
    undo_batch(ledger, 1, LATER)
    assert outcomes(bring(ledger, clicks("a", "a", cells="second"))) == (2, 1, 1, 0, 0)
    assert outcomes(bring(ledger, clicks("a", cells="second"), "b.csv")) == (1, 0, 1, 0, 0)


def test_undo_names_later_batches_whose_known_rows_are_missing_now(ledger: Ledger) -> None:
    bring(ledger, clicks("a", "b"))
    bring(ledger, clicks("b", "c"), "b.csv")
    bring(ledger, clicks("b", "d"), "elsewhere.csv", account="other")
    assert [*undo_batch(ledger, 1, LATER).overlapping] == [2]
    assert find_repeat(ledger, header(name="b.csv")) is None
    assert outcomes(bring(ledger, clicks("b", "c"), "b.csv")) == (2, 1, 1, 0, 0)
    assert find_repeat(ledger, header(name="b.csv")) is not None


def test_undo_names_no_batch_that_was_undone_before(ledger: Ledger) -> None:
    bring(ledger, clicks("a", "b"))
    bring(ledger, clicks("b", "c"), "b.csv")
    undo_batch(ledger, 2, LATER)
    assert undo_batch(ledger, 1, LATER).overlapping == {}


def test_undo_names_later_batches_that_hold_only_robots_clicks_of_it(ledger: Ledger) -> None:
    """A known click that is excluded counts as excluded, not as known; the ledger must miss it all the same."""
    bring(ledger, clicks("robot", reason="bot-agent"))
    bring(ledger, clicks("robot", reason="bot-agent"), "b.csv")
    assert [*undo_batch(ledger, 1, LATER).overlapping] == [2]
    assert find_repeat(ledger, header(name="b.csv")) is None
    bring(ledger, clicks("robot", reason="bot-agent"), "b.csv")
    assert [(item.label, item.n) for item in read_aggregates(ledger, Request())] == [("bot-agent", 1)]


def test_undo_names_later_batches_whose_ids_stood_for_events_of_it(ledger: Ledger) -> None:
    bring(ledger, clicks("a"))
    refused = bring(ledger, clicks("a", at=NOON + 40 * 86_400, cells="other"), "b.csv")
    assert outcomes(refused) == (1, 0, 0, 1, 0)
    assert [*undo_batch(ledger, 1, LATER).overlapping] == [2]
    assert find_repeat(ledger, header(name="b.csv")) is None


@pytest.mark.parametrize("times", [pytest.param(0, id="no-such-batch"), pytest.param(1, id="twice")])
def test_what_can_not_be_undone_is_said(ledger: Ledger, times: int) -> None:
    for _ in range(times):
        bring(ledger, clicks("a"))
        undo_batch(ledger, 1, LATER)
    with pytest.raises(UsageError, match="batch 1"):
        undo_batch(ledger, 1, LATER)


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("UPDATE conversions SET undone = 2", id="check"),
        pytest.param("UPDATE conversions SET batch = 99", id="reference"),
    ],
)
def test_the_schema_is_looked_at_again_after_an_import(ledger: Ledger, sql: str) -> None:
    bring(ledger, sales({"id": "1"}))
    with pytest.raises(sqlite3.IntegrityError):
        ledger.connection.execute(sql)


def test_days_and_periods_are_half_open(ledger: Ledger) -> None:
    bring(ledger, Clicks([(f"{n}", NOON + n * 86_400, OTHER, "") for n in range(5)]).batch)
    request = Request(since=date_of(DAY + 1), until=date_of(DAY + 3), by_day=True)
    assert [(item.day, item.n) for item in read_aggregates(ledger, request)] == [
        (date_of(DAY + 1), 1),
        (date_of(DAY + 2), 1),
    ]


def test_campaigns_can_be_asked_for_alone(ledger: Ledger) -> None:
    bring(ledger, Clicks([("a", NOON, OTHER, ""), ("b", NOON, Evidence(campaign="winter"), "")]).batch)
    assert [item.campaign for item in read_aggregates(ledger, Request(campaigns=("spring",)))] == ["spring"]


def test_unresolved_tags_are_listed_with_the_nearest_promise(ledger: Ledger) -> None:
    wrong = Evidence(source="x", campaign="y", content="mug-lonch")
    bring(ledger, clicks("a", "b", evidence=wrong))
    bring(ledger, clicks("c", evidence=Evidence()), "b.csv")
    (found,) = read_unresolved(ledger, Request())
    assert (found.evidence, found.metric, found.n, found.nearest) == (wrong, "clicks", 2, "mug-launch")
