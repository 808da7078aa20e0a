"""Gates: ``cpa > 30 and clicks >= 100`` over the rows of a scorecard, for CI and cron.

A gate describes what must not be. Three-valued logic: a row whose number is missing never passes in silence.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from xpromo.measure.lines import Line, wholes
from xpromo.measure.rates import Rate
from xpromo.money import decimals

COUNTS = ("reach", "clicks", "clicks_raw", "conversions", "sales", "new_customers")
MONEY = ("revenue", "refunds", "cost", "cpa", "aov", "epc")
RATES = ("ctr", "conversion_rate", "new_customer_rate", "refund_rate", "unsubscribe_rate")
METRICS = (*COUNTS, *MONEY, *RATES)
OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
_HOLLOW = frozenset({"conversions", "sales", "new_customers", *MONEY, *RATES}) - {"ctr", "unsubscribe_rate", "cost"}
_CONDITION = re.compile(r"\s*([a-z_]+)\s*(<=|>=|==|!=|<|>)\s*(-?\d{1,15}(?:\.\d{1,9})?)\s*(%?)\s*\Z", re.ASCII)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Condition:
    """``metric operator number``: money in major units of the row's currency, rates as fractions."""

    metric: str
    operator: str
    number: float


@dataclass(frozen=True, slots=True)
class Gate:
    """Conditions that must not all hold for any row, and the text they came from."""

    text: str
    conditions: tuple[Condition, ...]


class Outcome(StrEnum):
    """What a gate says of a row."""

    PASSED = "passed"
    FAILED = "failed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that a gate stops, with the numbers as compared; a missing one is None."""

    gate: Gate
    line: Line
    outcome: Outcome
    values: Mapping[str, float | None]


def parse_gate(text: str) -> Gate | str:
    """Return the gate that a text describes, or a sentence on what is wrong with it."""
    if len(text) > LONGEST:
        return f"longer than {LONGEST} characters"
    conditions = [_condition(part) for part in _AND.split(text.strip())]
    wrong = next((condition for condition in conditions if isinstance(condition, str)), None)
    return wrong or Gate(text.strip(), tuple(item for item in conditions if isinstance(item, Condition)))


def _condition(text: str) -> Condition | str:
    found = _CONDITION.match(text)
    if found is None:
        return f"{text.strip()!r} isn't METRIC OPERATOR NUMBER"
    metric, sign, number, percent = found.groups()
    if metric not in METRICS:
        return f"no measure is called {metric!r}; known: {', '.join(METRICS)}"
    if percent and metric not in RATES:
        return f"{metric} isn't a rate, so % doesn't fit"
    return Condition(metric, sign, float(number) / (100 if percent else 1))


def judge(gate: Gate, lines: Iterable[Line], by: str) -> list[Finding]:
    """Return a finding for each row that a gate stops; rows that its measures can't apply to are left out, and so is
    the rest that belongs to no single ``by``.

    When no row can be judged at all, every row is a finding: a gate over nothing must not look like a pass.
    """
    groups = [whole for whole in wholes(lines) if getattr(whole.line, by) is not None]
    rows = [line for whole in groups for line in (whole.line, *whole.others)]
    judged = [_judged(gate, line) for line in rows if applies(gate, line)] or [
        Finding(gate, line, Outcome.MISSING, _values(gate, line)) for line in rows
    ]
    return [finding for finding in judged if finding.outcome is not Outcome.PASSED]


def applies(gate: Gate, line: Line) -> bool:
    """Whether a row can have these numbers at all.

    What we give converts on the partner's site, so without their report there is nothing to judge. Of a group with
    several currencies the first line has the counts of all, the further ones are judged by their money.
    """
    wanted = {condition.metric for condition in gate.conditions}
    if line.direction == "given" and line.conversions is None:
        return wanted.isdisjoint(_HOLLOW)
    return not line.further or wanted <= {*MONEY, "refund_rate"}


def _judged(gate: Gate, line: Line) -> Finding:
    values = _values(gate, line)
    verdicts = [
        None if values[item.metric] is None else OPERATORS[item.operator](values[item.metric] or 0.0, item.number)
        for item in gate.conditions
    ]
    if False in verdicts:
        return Finding(gate, line, Outcome.PASSED, values)
    return Finding(gate, line, Outcome.MISSING if None in verdicts else Outcome.FAILED, values)


def _values(gate: Gate, line: Line) -> dict[str, float | None]:
    return {condition.metric: number_of(line, condition.metric) for condition in gate.conditions}


def number_of(line: Line, metric: str) -> float | None:
    """Return a row's number as people write it: money in major units, rates as fractions; None where it is missing."""
    found = getattr(line, metric)
    value: float | None = found.value if isinstance(found, Rate) else found
    if value is None or metric not in MONEY:
        return value
    return value / 10 ** decimals(line.currency) if line.currency else value
