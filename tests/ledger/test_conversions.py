"""Sales, what becomes of them, first purchases, and aggregates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.ledger.making import DAY, LATER, NOON, bring, counts, daily, header, key_of, outcomes, sales
from xpromo.ledger.importing import record_batch
from xpromo.ledger.promise_rows import date_of
from xpromo.ledger.reading import read_aggregates
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Batch, Costs, Kind, Refusal, Request

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger

HALF_A_YEAR = 200 * 86_400


def money(ledger: Ledger) -> dict[tuple[str, str], tuple[int, int]]:
    return {(item.metric, item.label): (item.n, item.amount) for item in read_aggregates(ledger, Request())}


def refund(order: str, amount: int, **more: Any) -> dict[str, Any]:
    """Return a refund as sources derive it from a cumulative column."""
    series = {"id": f"{order}#refund{amount}", "series": f"{order}#refund", "rank": amount, "parent": order}
    return {**series, "kind": "refund", "amount": -amount, "primary": False, **more}


def test_sales_are_counted_with_their_money_and_squares(ledger: Ledger) -> None:
    result = bring(ledger, sales({"id": "1"}, {"id": "2", "amount": 250}))
    assert outcomes(result) == (2, 2, 0, 0, 0)
    assert result.totals == {"EUR": 1250}
    (found,) = read_aggregates(ledger, Request())
    assert (found.n, found.amount, found.squares, found.currency) == (2, 1250, 1_062_500, "EUR")


def test_two_currencies_stay_two_rows(ledger: Ledger) -> None:
    bring(ledger, sales({"id": "1"}, {"id": "2", "currency": "USD"}))
    assert [item.currency for item in read_aggregates(ledger, Request())] == ["EUR", "USD"]


def test_an_edited_amount_under_the_same_id_is_refused_with_everything_derived(ledger: Ledger) -> None:
    bring(ledger, sales({"id": "1"}))
    result = bring(ledger, sales({"id": "1", "amount": 900, "line": 2}, refund("1", 100, line=2)), "b.csv")
    assert outcomes(result) == (1, 0, 0, 1, 0)
    assert result.examples == (Refusal(2, "id-conflict", "id"),)
    assert money(ledger) == {("sale", ""): (1, 1000)}


def test_a_cumulative_refund_moves_forward(ledger: Ledger) -> None:
    bring(ledger, sales({"id": "1", "line": 2}, refund("1", 300, line=2)))
    later = bring(ledger, sales({"id": "1", "line": 2}, refund("1", 700, line=2)), "b.csv")
    assert outcomes(later) == (1, 0, 1, 0, 0)
    assert money(ledger) == {("sale", ""): (1, 1000), ("refund", ""): (1, -700)}


def test_an_older_export_does_not_move_a_refund_back(ledger: Ledger) -> None:
    bring(ledger, sales({"id": "1", "line": 2}, refund("1", 700, line=2)))
    bring(ledger, sales({"id": "1", "line": 2}, refund("1", 300, line=2)), "b.csv")
    assert money(ledger)["refund", ""] == (1, -700)


def test_undo_lets_the_refund_before_stand_again(ledger: Ledger) -> None:
    bring(ledger, sales({"id": "1", "line": 2}, refund("1", 300, line=2)))
    before = daily(ledger)
    bring(ledger, sales({"id": "1", "line": 2}, refund("1", 700, line=2)), "b.csv")
    undo_batch(ledger, 2, LATER)
    assert daily(ledger) == before


def test_refund_series_of_two_shops_are_two(ledger: Ledger) -> None:
    bring(ledger, sales(refund("1", 300, primary=True)), account="berlin")
    bring(ledger, sales(refund("1", 700, primary=True)), "b.csv", account="vienna")
    assert money(ledger) == {("refund", ""): (2, -1000)}


def test_each_status_is_kept_once(ledger: Ledger) -> None:
    for name, status in (("a", "paid"), ("b", "paid"), ("c", "refunded"), ("d", "paid")):
        bring(ledger, sales({"id": "1", "status": status}), name)
    with ledger.reading() as connection:
        assert connection.execute("SELECT status, batch FROM conversion_states").fetchall() == [
            ("paid", 1),
            ("refunded", 3),
        ]


def test_a_refused_row_says_no_status(ledger: Ledger) -> None:
    bring(ledger, sales({"id": "1"}))
    assert outcomes(bring(ledger, sales({"id": "1", "amount": 7, "status": "refunded"}), "b.csv")) == (1, 0, 0, 1, 0)
    with ledger.reading() as connection:
        assert connection.execute("SELECT status FROM conversion_states").fetchall() == [("paid",)]


def test_a_status_that_an_undone_file_said_can_be_said_again(ledger: Ledger) -> None:
    for number in (1, 2):
        bring(ledger, sales({"id": "1", "status": "refunded"}), f"{number}.csv")
        undo_batch(ledger, number, LATER)
    bring(ledger, sales({"id": "1", "status": "refunded"}), "3.csv")
    with ledger.reading() as connection:
        found = connection.execute("SELECT status, batch FROM conversion_states ORDER BY id").fetchall()
    assert found == [("refunded", 1), ("refunded", 2), ("refunded", 3)]


def test_what_ties_a_sale_to_other_tools_and_a_visitor_to_a_customer_is_kept(ledger: Ledger) -> None:
    row = {"id": "1", "joins": ("payment_intent:pi_1",), "visitor": key_of("v"), "customer": key_of("c")}
    bring(ledger, sales(row))
    bring(ledger, sales(row), "b.csv")
    with ledger.reading() as connection:
        assert connection.execute("SELECT name FROM conversion_joins").fetchall() == [("payment_intent:pi_1",)]
        assert connection.execute("SELECT visitor, customer FROM people").fetchall() == [(key_of("v"), key_of("c"))]


ANNA, OTTO = key_of("anna"), key_of("otto")


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        pytest.param([{"id": "1", "new": True}], ["new"], id="the-export-says-new"),
        pytest.param([{"id": "1", "new": False}], ["returning"], id="the-export-says-returning"),
        pytest.param([{"id": "1"}], [""], id="no-customer"),
        pytest.param([{"id": "1", "customer": ANNA}], [""], id="too-little-history"),
        pytest.param(
            [{"id": "1", "customer": ANNA}, {"id": "2", "customer": ANNA, "at": NOON + 60}],
            ["", "returning"],
            id="second-purchase",
        ),
        pytest.param(
            [{"id": "1", "at": NOON - HALF_A_YEAR}, {"id": "2", "customer": OTTO}], ["", "new"], id="enough-history"
        ),
    ],
)
def test_first_purchases(ledger: Ledger, rows: list[dict[str, Any]], labels: list[str]) -> None:
    bring(ledger, sales(*rows))
    with ledger.reading() as connection:
        found = [label for (label,) in connection.execute("SELECT novelty FROM conversions ORDER BY source_id")]
    assert found == labels
    assert sum(n for n, _ in money(ledger).values()) == len(rows)


def test_an_older_file_turns_a_new_customer_into_a_returning_one(ledger: Ledger) -> None:
    bring(ledger, sales({"id": "0", "at": NOON - HALF_A_YEAR}, {"id": "2", "customer": ANNA}))
    assert money(ledger) == {("sale", ""): (1, 1000), ("sale", "new"): (1, 1000)}
    bring(ledger, sales({"id": "1", "customer": ANNA, "at": NOON - 60}), "b.csv")
    assert money(ledger) == {("sale", ""): (1, 1000), ("sale", "new"): (1, 1000), ("sale", "returning"): (1, 1000)}


def test_an_older_file_lengthens_the_history_of_a_shop(ledger: Ledger) -> None:
    bring(ledger, sales({"id": "2", "customer": ANNA}))
    assert money(ledger) == {("sale", ""): (1, 1000)}
    bring(ledger, sales({"id": "1", "at": NOON - HALF_A_YEAR}), "b.csv")
    assert money(ledger) == {("sale", ""): (1, 1000), ("sale", "new"): (1, 1000)}


# ------------------------------------------------------------------------------------------------ aggregates


@pytest.mark.parametrize("order", [(70, 90), (90, 70)])
def test_of_two_statements_the_larger_stands(ledger: Ledger, order: tuple[int, int]) -> None:
    for number, count in enumerate(order):
        result = bring(ledger, counts(("sends", DAY, DAY + 1, count)), f"{number}.csv")
        assert outcomes(result) == (1, 1, 0, 0, 0)
    assert [(item.metric, item.n) for item in read_aggregates(ledger, Request())] == [("sends", 90)]


def test_the_same_statement_again_is_known(ledger: Ledger) -> None:
    bring(ledger, counts(("sends", DAY, DAY + 1, 70)))
    assert outcomes(bring(ledger, counts(("sends", DAY, DAY + 1, 70)), "b.csv")) == (1, 0, 1, 0, 0)


def test_an_overlapping_period_is_refused_unless_it_replaces(ledger: Ledger) -> None:
    bring(ledger, counts(("sends", DAY, DAY + 1, 70), ("sends", DAY + 1, DAY + 2, 5)))
    week = counts(("sends", DAY, DAY + 7, 100))
    refused = bring(ledger, week, "week.csv")
    assert outcomes(refused) == (1, 0, 0, 1, 0)
    assert refused.refusals == {"overlap": 1}
    assert outcomes(bring(ledger, week, "week.csv", replace=True)) == (1, 1, 0, 0, 0)
    assert [item.n for item in read_aggregates(ledger, Request())] == [100]
    undo_batch(ledger, 3, LATER)
    assert [item.n for item in read_aggregates(ledger, Request())] == [75]


def test_only_statements_that_count_overlap_and_only_those_of_one_account(ledger: Ledger) -> None:
    """A statement that was undone or replaced is in nobody's way, and neither is what another account says."""
    bring(ledger, counts(("sends", DAY, DAY + 7, 70)))
    later = bring(ledger, counts(("sends", DAY + 4, DAY + 11, 50)), "b.csv", replace=True)
    between = counts(("sends", DAY, DAY + 4, 30))

    of_others = counts(("sends", DAY, DAY + 5, 30))
    assert outcomes(bring(ledger, of_others, "other.csv", account="other")) == (1, 1, 0, 0, 0)
    assert outcomes(bring(ledger, between, "c.csv")) == (1, 1, 0, 0, 0)
    assert outcomes(bring(ledger, counts(("sends", DAY, DAY + 8, 9)), "d.csv")) == (1, 0, 0, 1, 0)
    assert later.batch is not None
    for batch in (later.batch, 1, 4):
        undo_batch(ledger, batch, LATER)
    assert outcomes(bring(ledger, counts(("sends", DAY + 1, DAY + 8, 9)), "e.csv")) == (1, 1, 0, 0, 0)


def test_different_metrics_are_never_added(ledger: Ledger) -> None:
    bring(ledger, counts(("opens", DAY, DAY + 1, 30), ("sends", DAY, DAY + 1, 70)))
    assert [(item.metric, item.n) for item in read_aggregates(ledger, Request())] == [("opens", 30), ("sends", 70)]


def test_an_aggregate_counts_only_where_all_its_days_are_asked_for(ledger: Ledger) -> None:
    bring(ledger, counts(("sends", DAY, DAY + 7, 70)))
    assert read_aggregates(ledger, Request(until=date_of(DAY + 6))) == []
    assert len(read_aggregates(ledger, Request(until=date_of(DAY + 7)))) == 1


def test_costs_belong_to_a_placement_or_to_a_campaign_alone(ledger: Ledger) -> None:
    costs = Costs(
        line=[2, 3],
        key=[key_of("1"), key_of("2")],
        campaign=["winter", "winter"],
        placement=["mug-launch", ""],
        day=[DAY, DAY],
        amount=[20_000, 500],
        currency=["EUR", "EUR"],
        paid_by=["northwind", "green-mug"],
    )
    batch = Batch(records=2, costs=costs)
    for name, expected in (("a.csv", (2, 2, 0, 0, 0)), ("b.csv", (2, 0, 2, 0, 0))):
        assert outcomes(record_batch(ledger, header(Kind.COSTS, name), [batch], LATER)) == expected
    found = [(i.placement, i.campaign, i.label, i.metric, i.amount) for i in read_aggregates(ledger, Request())]
    assert found == [
        (None, "winter", "green-mug", "cost", 500),
        ("mug-launch", "winter", "northwind", "cost", 20_000),
    ]
