"""What shorteners export: clicks, and lifetime counters of links."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.sources.conftest import NOW, Write, read, recognised, refusals
from xpromo.records import EVER, Batch, Evidence

TODAY = (date(2026, 11, 22) - date(1970, 1, 1)).days
TAGS = "utm_source=mug-weekly&utm_campaign=winter&utm_content=mug-launch"
TIED = Evidence("", "mug-weekly", "", "winter", "mug-launch")
assert NOW // 86_400 == TODAY


def evidence(batches: list[Batch]) -> list[Evidence]:
    """The evidence of each click."""
    known = [entry for batch in batches for entry in batch.evidence]
    return [known[number] for batch in batches if batch.touches for number in batch.touches.evidence]


def keys(batches: list[Batch]) -> list[bytes]:
    return [key for batch in batches if batch.touches for key in batch.touches.key]


def readings(batches: list[Batch]) -> list[tuple[Any, ...]]:
    """Link, start, end, count and evidence of every statement."""
    known = [entry for batch in batches for entry in batch.evidence]
    found = [batch.totals for batch in batches if batch.totals]
    return [
        (link, start, end, count, known[number])
        for t in found
        for link, start, end, count, number in zip(t.dimension, t.start, t.end, t.count, t.evidence, strict=True)
    ]


def test_dub_clicks_without_ids_are_two_when_they_are_equal(write: Write) -> None:
    row = "2026-11-05T10:00:05.000Z,go.example.com/swap,partnerco.example,Germany,Mobile\n"
    path = write("Date,Link,Referrer,Country,Device\n" + row + row + row.replace("partnerco.example", "(direct)"))
    batches = read(path)

    assert recognised(path) == "dub-clicks"
    assert evidence(batches)[::2] == [
        Evidence(short="go.example.com/swap", referrer="partnerco.example"),
        Evidence(short="go.example.com/swap"),
    ]
    assert len(set(keys(batches))) == 1  # told apart by an ordinal when they are written
    assert batches[0].touches
    assert batches[0].touches.at[0] == 1793872805


def test_dub_clicks_with_all_columns_in_another_order(write: Write) -> None:
    header = "\ufeffDevice;Click ID;Destination URL;Referrer URL;Link;Date;Country;Ip\r\n"
    row = f"Mobile;c1;https://example.com/?{TAGS};https://www.partnerco.example/p;go.example.com/Swap/;2026-11-05T10:00:05Z;DE;192.0.2.7\r\n"
    path = write(header + row + row.replace("c1", ""))
    batches = read(path)

    assert recognised(path) == "dub-clicks"
    assert evidence(batches) == [TIED._replace(short="go.example.com/Swap")]
    assert batches[0].texts == ["partnerco.example", "DE"]
    assert refusals(batches) == [(3, "no-id")]


def test_other_columns_of_a_click_are_not_what_it_is_told_by(write: Write) -> None:
    few = read(write("Date,Link,Click ID\n2026-11-05T10:00:05Z,go.example.com/a,c1\n"))
    many = read(
        write(
            "Date,Link,Click ID,Device,Country,Referrer\n2026-11-05T10:00:05Z,go.example.com/a,c1,Mobile,DE,x.example\n"
        )
    )

    assert keys(few) == keys(many)
    assert few[0].touches
    assert many[0].touches
    assert few[0].touches.cells == many[0].touches.cells


@pytest.mark.parametrize(
    ("link", "reason"), [("", "no-url"), ("go.example.com", "bad-url"), ("https://go.example.com/a@b", "bad-url")]
)
def test_dub_clicks_that_are_refused(write: Write, link: str, reason: str) -> None:
    batches = read(write(f"Date,Link,Device\n2026-11-05T10:00:05Z,{link},Mobile\n"))

    assert refusals(batches) == [(2, reason)]


def test_a_short_link_on_our_own_domain_is_one(write: Write) -> None:
    batches = read(
        write("Date,Link,Device\n2026-11-05T10:00:05Z,go.mine.example/a,Mobile\n"), domains=("mine.example",)
    )

    assert evidence(batches) == [Evidence(short="go.mine.example/a")]


def test_dub_links_are_read_as_of_today(write: Write) -> None:
    path = write(
        "Short link,Destination URL,Clicks,Created at\n"
        f"https://go.example.com/swap,https://example.com/?{TAGS},1203,2026-08-20T12:00:00.000Z\n"
        "https://go.example.com/other,https://example.com/,many,2026-08-20T12:00:00.000Z\n"
    )
    batches = read(path)

    assert recognised(path) == "dub-links"
    assert readings(batches) == [
        ("go.example.com/swap", EVER, TODAY + 1, 1203, TIED._replace(short="go.example.com/swap"))
    ]
    assert refusals(batches) == [(3, "bad-count")]


def test_an_older_list_of_links_is_dated_by_its_period(write: Write) -> None:
    path = write("Short link,Destination URL,Clicks\ngo.example.com/a,,5\n")

    assert [item[1:3] for item in readings(read(path, period=(20_000, 20_010)))] == [(EVER, 20_010)]
