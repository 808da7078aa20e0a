"""What left the house stays known to whom it was shown, whatever happens to names and imports afterwards."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.truth import year
from tests.truth.year import LETTER, NEW, Row, run

DAY = date(2026, 11, 20)
SOON, LATER = "2026-11-22T09:00:00+00:00", "2026-11-25T09:00:00+00:00"
FEW, ENOUGH = 3, 4  # persons; the workspace hides fewer than four


@pytest.fixture
def begun(tmp_path: Path) -> dict[str, str]:
    return year.begin(tmp_path)


def sell(folder: Path, urls: dict[str, str], name: str, n: int, link: str = LETTER, now: str = SOON) -> str:
    """Import so many sales by so many people, and return the number of the import."""
    rows = [
        Row(f"{name}{one}", "2026-11-20T12:00:00Z", "sale", 1000, "EUR", DAY, NEW, link, link=link, new=True)
        for one in range(n)
    ]
    year.write_orders(folder / f"{name}.csv", rows, urls)
    return str(json.loads(run(folder, "import", f"{name}.csv", "--format", "json", now=now).out)["data"][0]["batch"])


def shown(folder: Path, now: str) -> tuple[int | None, int | None]:
    """The sales and the revenue that the partner is told of."""
    words = ("report", "--for", "ash", "--by", "partner", "--format", "json")
    (total,) = json.loads(run(folder, *words, now=now).out)["data"]["totals"]
    return total["sales"], total["revenue"]


def test_a_late_sale_alone_puts_no_campaign_on_the_page(tmp_path: Path, begun: dict[str, str]) -> None:
    """In April all flights are over: whether there was a refund or none, the report is the same."""
    sell(tmp_path, begun, "early", 20)
    words = ("report", "--for", "ash", "--since", "2027-04-01", "--until", "2027-04-30", "--format")
    now, forms = "2027-05-01T09:00:00+00:00", ("json", "table", "html")
    none = [run(tmp_path, *words, form, now=now).out for form in forms]
    back = Row("r", "2027-04-10T12:00:00Z", "refund", -500, "EUR", date(2027, 4, 10), NEW, LETTER, of="early1")
    year.write_orders(tmp_path / "back.csv", [back], begun)
    run(tmp_path, "import", "back.csv", now=now)
    assert [run(tmp_path, *words, form, now=now).out for form in forms] == none


@pytest.mark.parametrize(("n", "told"), [(FEW, (None, None)), (ENOUGH, (24, 24_000))])
def test_a_renaming_makes_nobody_forget(
    tmp_path: Path, begun: dict[str, str], n: int, told: tuple[int | None, int | None]
) -> None:
    sell(tmp_path, begun, "early", 20)
    assert shown(tmp_path, SOON) == (20, 20_000)
    year.change(tmp_path)
    sell(tmp_path, begun, "late", n, now=LATER)
    assert shown(tmp_path, LATER) == told


@pytest.mark.parametrize(("n", "told"), [(FEW, (None, None)), (ENOUGH, (20, 20_000))])
def test_few_whose_import_is_undone_are_no_difference_of_two_reports(
    tmp_path: Path, begun: dict[str, str], n: int, told: tuple[int | None, int | None]
) -> None:
    sell(tmp_path, begun, "early", 20)
    wrong = sell(tmp_path, begun, "wrong", n)
    assert shown(tmp_path, SOON) == (20 + n, 20_000 + 1000 * n)
    run(tmp_path, "import", "--undo", wrong, now=LATER)
    assert shown(tmp_path, LATER) == told
    run(tmp_path, "ledger", "verify", now=LATER)
