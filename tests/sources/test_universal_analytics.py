"""Universal Analytics: a period in a comment, two tables, totals without a name."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sources.conftest import Write, read, recognised, refusals
from tests.sources.test_ga4_report import found, spans
from xpromo.errors import Findings
from xpromo.records import Evidence

RULE = "# ----------------------------------------\n"
HEAD = RULE + "# All Web Site Data\n# Source / Medium\n# 20190901-20190930\n" + RULE + "\n"
HEADER = (
    "Source / Medium,Users,New Users,Sessions,Bounce Rate,Pages / Session,Avg. Session Duration,"
    "Ecommerce Conversion Rate,Transactions,Revenue\n"
)
DAYS = "\nDay Index,Users\n9/1/19,58\n9/30/19,4\n,62\n"
SEPTEMBER = tuple((date(2019, month, 1) - date(1970, 1, 1)).days for month in (9, 10))


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_sessions_by_source_and_medium(write: Write, ends: str) -> None:
    rows = (
        'green-mug-weekly / email,"1,001",900,"1,274",75.00%,1.20,00:01:02,0.10%,1,$114.43\n'
        "(direct) / (none),5,5,6,50.00%,1,00:00:10,0.00%,0,$0.00\n"
        ',"1,006",905,"1,280",74.00%,1.20,00:01:02,0.10%,1,$114.43\n'
    )
    path = write((HEAD + HEADER + rows + DAYS).replace("\n", ends))
    batches = read(path)
    tied = Evidence(source="green-mug-weekly", medium="email")

    assert recognised(path) == "universal-analytics"
    assert found(batches) == [
        ("visitors", 1001, tied), ("sessions", 1274, tied), ("visitors", 5, Evidence()), ("sessions", 6, Evidence()),
    ]  # fmt: skip
    assert set(spans(batches)) == {SEPTEMBER}
    assert sum(batch.skipped.get("total", 0) for batch in batches) == 4


def test_a_count_that_is_none_is_refused_at_its_line(write: Write) -> None:
    assert refusals(read(write(HEAD + "Campaign,Sessions\na,1\nb,many\n"))) == [(9, "bad-count")]


def test_two_periods_are_refused(write: Write) -> None:
    text = HEAD.replace("# 2019", "# 20180901-20180930\n# 2019") + "Campaign,Sessions\na,1\n"

    with pytest.raises(Findings, match="two periods"):
        read(write(text))


def test_another_language_is_refused(write: Write) -> None:
    with pytest.raises(Findings, match="line 7"):
        read(write(HEAD + "Quelle/Medium,Sitzungen\na / b,1\n"))
