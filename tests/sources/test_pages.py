"""JSON that was fetched in several answers and saved in one file, in every way in which people do that."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_variants import counted
from xpromo.errors import Findings, XpromoError

Saved = Callable[[Sequence[Any]], str]
WAYS: dict[str, Saved] = {
    "one a line": lambda answers: "".join(json.dumps(answer) + "\n" for answer in answers),
    "one behind the other": lambda answers: "\n".join(json.dumps(answer, indent=2) for answer in answers),
    "blank lines between": lambda answers: "\n\n".join(json.dumps(answer, indent=1) for answer in answers) + "\n\n",
    "a list": json.dumps,
    "a list on lines": lambda answers: json.dumps(answers, indent=2),
}
AT = "2026-11-20T09:00:00Z"


def subscribers(*numbers: int) -> dict[str, Any]:
    people = [{"id": n, "state": "active", "email_address": f"p{n}@example.com", "created_at": AT} for n in numbers]
    return {"subscribers": people, "pagination": {"end_cursor": str(numbers)}}


def ids(text: str, write: Write) -> list[str]:
    found = [batch.conversions for batch in read(write(text, "answers.json")) if batch.conversions]
    return [name for part in found for name in part.source_id]


@pytest.mark.parametrize("save", WAYS.values(), ids=WAYS)
def test_several_answers_are_all_read(write: Write, save: Saved) -> None:
    text = save([subscribers(1, 2), subscribers(3), subscribers()])

    assert recognised(write(text, "answers.json")) == "kit-subscribers"
    assert ids(text, write) == ["1", "2", "3"]


@pytest.mark.parametrize("save", list(WAYS.values())[:3], ids=list(WAYS)[:3])
def test_several_lists_are_all_read(write: Write, save: Saved) -> None:
    order = {"number": "7", "status": "completed", "total": "1.00", "currency": "EUR", "coupon_lines": []}
    orders = [{"id": n, "date_created_gmt": "2026-11-20T09:00:00", **order} for n in (1, 2, 3)]

    assert ids(save([orders[:2], orders[2:]]), write) == ["1", "2", "3"]


@pytest.mark.parametrize("key", ["orders", "data", "results", "items"])
def test_an_envelope_may_be_called_anything(write: Write, key: str) -> None:
    sale = {"saleAmount": {"amount": 9.5, "currency": "GBP"}, "commissionStatus": "pending", "transactionDate": AT}
    text = json.dumps({key: [{"id": 1, **sale}, {"id": 2, **sale}], "count": 2})

    assert recognised(write(text, "answers.json")) == "awin-transactions"
    assert ids(text, write) == ["1", "2"]


@pytest.mark.parametrize("key", ["data", "subscriber"])
def test_a_single_record_in_an_envelope_is_one(write: Write, key: str) -> None:
    (person,) = subscribers(1)["subscribers"]
    beehiiv = {"id": "1", "email": "p@example.com", "created": 1_700_000_000, "subscription_tier": "free"}

    assert ids(json.dumps({key: beehiiv if key == "data" else person}), write) == ["1"]


def report(*days: str, of: int, **more: Any) -> dict[str, Any]:
    rows = [{"dimensionValues": [{"value": day}], "metricValues": [{"value": "7"}]} for day in days]
    headers = {"dimensionHeaders": [{"name": "date"}], "metricHeaders": [{"name": "sessions"}]}
    return {**headers, "rows": rows, "rowCount": of, **more}


@pytest.mark.parametrize("save", WAYS.values(), ids=WAYS)
def test_pages_of_a_report_are_one_report(write: Write, save: Saved) -> None:
    whole = [report("20260901", "20260902", of=3), report("20260903", of=3)]

    assert sum(count for *_, count, _ in counted(read(write(save(whole), "report.json")))) == 21
    with pytest.raises(Findings, match="2 of the report's 3 rows"):
        read(write(save(whole[:1]), "report.json"))


@pytest.mark.parametrize("save", WAYS.values(), ids=WAYS)
def test_different_reports_are_no_pages(write: Write, save: Saved) -> None:
    views = report("20260902", of=1, metricHeaders=[{"name": "screenPageViews"}])
    batches = read(write(save([report("20260901", of=1), views]), "reports.json"))

    assert [metric for metric, *_ in counted(batches)] == ["sessions", "views"]


@pytest.mark.parametrize("save", WAYS.values(), ids=WAYS)
def test_clicks_by_different_lengths_of_time_are_no_pages(write: Write, save: Saved) -> None:
    answers = [{"link_clicks": [{"date": "2026-09-01", "clicks": 4}], "unit": unit} for unit in ("day", "week")]

    with pytest.raises(Findings, match="how long"):
        read(write(save(answers), "clicks.json"), account="bit.ly/3abcdef")


def test_answers_for_two_links_are_told_apart_from_pages(write: Write) -> None:
    answers = [
        {"link_clicks": [{"date": f"2026-09-0{day}T00:00:00+0000", "clicks": 4}], "unit": "day"} for day in (1, 2, 1)
    ]
    pages = read(write(WAYS["one a line"](answers[:2]), "clicks.json"), account="bit.ly/3abcdef")

    assert [count for *_, count, _ in counted(pages)] == [4, 4]
    with pytest.raises(Findings, match="twice"):
        read(write(WAYS["one a line"](answers), "clicks.json"), account="bit.ly/3abcdef")


def test_lines_are_those_of_the_file_where_each_record_has_its_own(write: Write) -> None:
    orders = "\n".join(
        json.dumps(
            {"messageId": f"m{n}", "type": "track", "event": "Signed Up", "userId": "u", "timestamp": at}, indent=1
        )
        for n, at in enumerate((AT, "never", AT, "never"))
    )
    batches = read(write(orders, "events.json"))

    assert (records(batches), refusals(batches)) == (4, [(8, "bad-time"), (22, "bad-time")])


@pytest.mark.parametrize("text", ['{"subscribers": []}{"subscribers": []}', '{"subscribers": []}\n]', "[]\n1"])
def test_what_follows_without_space_or_is_no_json_is_refused(write: Write, text: str) -> None:
    with pytest.raises(XpromoError, match="isn't JSON from line"):
        read(write(text, "answers.json"), "kit-subscribers")
