"""Gates stop what they name, and never let a missing number pass in silence."""

from __future__ import annotations

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from tests.measure.facts import GIVEN, SETTINGS, by_code, counted, given, promised
from xpromo.measure.cells import Facts
from xpromo.measure.gates import Condition, Gate, Outcome, judge, parse_gate
from xpromo.measure.scorecard import scorecard

FACTS = (
    counted("clicks", 200),
    counted("sale", 10, currency="EUR", amount=50_000, label="new"),
    counted("cost", 1, currency="EUR", amount=30_100),
)


def stopped(text: str, *facts: object, by: str = "placement") -> list[tuple[str, Outcome]]:
    gate = parse_gate(text)
    assert isinstance(gate, Gate)
    promises = (promised(), promised(**GIVEN))
    rows = scorecard(Facts(promises, facts or FACTS, SETTINGS), by).rows  # type: ignore[arg-type]
    return [(str(getattr(item.line, by)), item.outcome) for item in judge(gate, rows, by)]


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("cpa > 30", [Condition("cpa", ">", 30.0)]),
        ("conversion_rate<2.5%", [Condition("conversion_rate", "<", 0.025)]),
        ("clicks >= 100 AND revenue != -1", [Condition("clicks", ">=", 100.0), Condition("revenue", "!=", -1.0)]),
    ],
)
def test_a_gate_is_comparisons_joined_by_and(text: str, conditions: list[Condition]) -> None:
    assert parse_gate(text) == Gate(text, tuple(conditions))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "isn't METRIC OPERATOR NUMBER"),
        ("cpa", "isn't METRIC OPERATOR NUMBER"),
        ("cpa > high", "isn't METRIC OPERATOR NUMBER"),
        ("cpa > 30 or clicks < 5", "isn't METRIC OPERATOR NUMBER"),
        ("cpa > 30 and", "isn't METRIC OPERATOR NUMBER"),
        ("__import__('os') > 1", "isn't METRIC OPERATOR NUMBER"),
        ("price > 30", "no measure is called 'price'"),
        ("clicks > 3%", "clicks isn't a rate"),
        ("clicks > " + "1" * 600, "longer than 500"),
    ],
)
def test_what_is_no_gate_is_said_in_a_sentence(text: str, reason: str) -> None:
    found = parse_gate(text)
    assert isinstance(found, str)
    assert reason in found


@every(st.text(max_size=600))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(parse_gate(text), Gate | str)


def test_money_is_compared_in_major_units() -> None:
    assert stopped("cpa > 30") == [("mug-letter-may", Outcome.FAILED)]  # 301.00 EUR over 10 sales is 30.10
    assert stopped("cpa > 30.1") == []


def test_all_conditions_must_hold() -> None:
    assert stopped("cpa > 30 and clicks >= 200") == [("mug-letter-may", Outcome.FAILED)]
    assert stopped("cpa > 30 and clicks > 200") == []


def test_a_missing_number_stops_too() -> None:
    facts = (counted("clicks", 200), counted("sale", 10, currency="EUR"))
    assert stopped("cpa > 30", *facts) == [("mug-letter-may", Outcome.MISSING)]


def test_a_missing_number_beside_a_condition_that_fails_stops_nothing() -> None:
    facts = (counted("clicks", 200), counted("sale", 10, currency="EUR"))
    assert stopped("cpa > 30 and clicks > 500", *facts) == []


def test_too_few_clicks_for_a_rate_is_a_missing_number() -> None:
    facts = (counted("clicks", 12), counted("sale", 1, currency="EUR"))
    assert stopped("conversion_rate < 1%", *facts) == [("mug-letter-may", Outcome.MISSING)]


def test_what_we_give_is_judged_by_its_clicks_only() -> None:
    facts = (*FACTS, given("clicks", 5))
    assert stopped("clicks < 50", *facts) == [("our-letter-may", Outcome.FAILED)]
    assert stopped("conversions < 5", *facts) == []


def test_the_rest_without_a_placement_is_not_judged() -> None:
    assert stopped("conversions < 5", *FACTS, by_code("sale", 1, currency="EUR")) == []


def test_counts_are_of_all_currencies_and_money_of_each() -> None:
    facts = (*FACTS, counted("sale", 5, currency="USD", amount=50_000, label="new"))
    for metric in ("conversions", "sales", "new_customers"):
        assert stopped(f"{metric} < 15", *facts) == []
        assert stopped(f"{metric} < 16", *facts) == [("mug-letter-may", Outcome.FAILED)]
    assert stopped("revenue > 499", *facts) == [("mug-letter-may", Outcome.FAILED)] * 2
    assert stopped("sales < 16 and revenue > 499", *facts) == [("mug-letter-may", Outcome.FAILED)]


def test_a_gate_over_an_empty_ledger_stops() -> None:
    gate = parse_gate("clicks < 5")
    assert isinstance(gate, Gate)
    rows = scorecard(Facts((promised(),), (), SETTINGS)).rows
    assert [item.outcome for item in judge(gate, rows, "placement")] == [Outcome.MISSING]
