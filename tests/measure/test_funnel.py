"""From click to customer: what is counted, and what nobody imported."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.measure.facts import SETTINGS, counted, promised, unowned
from xpromo.measure.cells import Facts
from xpromo.measure.funnel import funnel
from xpromo.records import Aggregate

CLICKS = counted("clicks", 400)


def steps(*facts: Aggregate) -> dict[str, int | None]:
    return {step.step: step.n for step in funnel(Facts([promised()], [CLICKS, *facts], SETTINGS))}


def test_what_nobody_imported_is_unknown() -> None:
    assert steps() == dict.fromkeys(("activation", "revenue", "retention", "referral")) | {"acquisition": 400}


def test_sign_ups_alone_say_nothing_of_sales() -> None:
    found = steps(counted("signup", 30))
    assert (found["activation"], found["revenue"], found["retention"]) == (30, None, None)


@pytest.mark.parametrize(("sale", "n"), [(counted, 5), (unowned, 0)])
def test_where_sales_were_imported_none_is_0(sale: Callable[[str, int], Aggregate], n: int) -> None:
    """Also where all of them are nobody's."""
    found = steps(counted("signup", 30), sale("sale", 5))
    assert (found["revenue"], found["retention"]) == (n, 0)
