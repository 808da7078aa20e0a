"""What shorteners export: clicks, and lifetime counters of links."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import NOW, Write, options, read, recognised, refusals
from xpromo.errors import Findings, NeedsOption
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


# ---------------------------------------------------------------------------------------------- Dub's conversions


def conversions(batches: list[Batch]) -> list[tuple[Any, ...]]:
    """Kind, id, amount, currency and evidence of every conversion."""
    known = [entry for batch in batches for entry in batch.evidence]
    return [
        (kind, number, amount, currency, known[entry])
        for batch in batches
        if (c := batch.conversions)
        for kind, number, amount, currency, entry in zip(
            c.kind, c.source_id, c.amount, c.currency, c.evidence, strict=True
        )
    ]


def skipped(batches: list[Batch]) -> dict[str, int]:
    return {reason: n for batch in batches for reason, n in batch.skipped.items()}


LEADS = (
    "Date,Event,Link,Destination URL,Customer,CustomerName,CustomerExternalId,Country,City,Region,Continent,Device,"
    "Browser,OS,Referrer,Referrer URL,Ip,Click ID,EventId,Metadata\n"
)
SHORT = TIED._replace(short="go.example.com/swap")


def test_dub_leads_and_sign_ups(write: Write) -> None:
    row = (
        f"2026-11-05T10:00:00Z,Sign up,go.example.com/swap,https://example.com/?{TAGS},Reader <r@example.com>"
        + "," * 14
    )
    path = write(LEADS + row + "ev_1,{}\n" + row.replace("Sign up", "Booked a demo") + "ev_2,{}\n")
    batches = read(path)

    assert recognised(path) == "dub-leads"
    assert conversions(batches) == [("signup", "ev_1", None, "", SHORT), ("lead", "ev_2", None, "", SHORT)]
    assert batches[0].conversions
    assert batches[0].conversions.customer == [options().hashing.person("r@example.com")] * 2


def test_nobody_is_made_of_a_deleted_or_invented_customer(write: Write) -> None:
    header = "Date,Event,Link,Customer,Referrer\n"
    rows = [
        f"2026-11-05T10:00:00Z,Sign up,go.example.com/a,{name},(direct)\n"
        for name in ("Deleted Customer <deleted@customer.com>", "Cheerful Otter", "")
    ]
    batches = read(write(header + "".join(rows)))

    assert batches[0].conversions
    assert batches[0].conversions.customer == [None, None, None]
    assert len(set(batches[0].conversions.key)) == 1


@pytest.mark.parametrize(
    ("text", "changes", "minor", "currency"),
    [
        ("$1,234.50", {}, 123450, "USD"),
        ("CA$10.00", {}, 1000, "CAD"),
        ("€5", {}, 500, "EUR"),
        ("¥1,580", {}, 1580, "JPY"),
        ("CHF 12.00", {}, 1200, "CHF"),
        ("kr 12.00", {"currency": "SEK"}, 1200, "SEK"),
        ("12.00", {"currency": "EUR"}, 1200, "EUR"),
    ],
)
def test_dub_sales_are_amounts_for_people(
    write: Write, text: str, changes: dict[str, str], minor: int, currency: str
) -> None:
    path = write(
        "Date,Sale Amount,Event,Customer,Referrer,Link,Invoice ID\n"
        f'2026-11-05T10:00:00Z,"{text}",Purchase,R <r@example.com>,(direct),go.example.com/swap,in_1\n'
    )
    batches = read(path, **changes)

    assert recognised(path) == "dub-sales"
    assert conversions(batches) == [("sale", "", minor, currency, Evidence(short="go.example.com/swap"))]
    assert batches[0].conversions
    assert batches[0].conversions.joins == [("invoice:in_1",)]


def test_dub_sales_with_an_unknown_sign_need_a_currency(write: Write) -> None:
    path = write("Date,Sale Amount,Event,Link\n2026-11-05T10:00:00Z,kr 12.00,Purchase,go.example.com/swap\n")

    with pytest.raises(NeedsOption, match="currency"):
        read(path)


def test_dub_sales_that_are_refused(write: Write) -> None:
    good = "2026-11-05T10:00:00Z,$1.00,Purchase,go.example.com/swap\n"
    rows = [good.replace("$1.00", "-$1.00"), good.replace("$1.00", ""), good.replace("go.example.com/swap", "")]

    assert refusals(read(write("Date,Sale Amount,Event,Link\n" + "".join(rows)))) == [
        (2, "bad-amount"),
        (3, "bad-amount"),
        (4, "no-url"),
    ]


def test_dubs_api_counts_cents_and_is_not_taken_for_its_export(write: Write) -> None:
    commission = {"id": "cm_1", "type": "sale", "amount": 4900, "earnings": 490, "currency": "usd", "status": "paid"}

    with pytest.raises(NeedsOption, match="no source"):
        recognised(write(json.dumps(commission | {"createdAt": "2026-11-20T10:00:00.000Z"}), "commission.json"))


def test_dub_commissions_by_status_and_sign(write: Write) -> None:
    rows = [
        "cm_1,sale,$49.00,$4.90,usd,pending,in_1,1,2026-11-02T08:00:00.000Z",
        "cm_2,custom,'-$49.00,'-$4.90,usd,pending,,1,2026-11-05T08:00:00.000Z",
        "cm_3,sale,$20.00,$2.00,usd,refunded,in_3,1,2026-11-05T08:00:00.000Z",
        "cm_4,lead,$0.00,$2.00,usd,paid,,1,2026-11-05T08:00:00.000Z",
        "cm_5,sale,$20.00,$2.00,usd,duplicate,in_1,1,2026-11-05T08:00:00.000Z",
        "cm_6,sale,$20.00,$2.00,usd,fraud,in_1,1,2026-11-05T08:00:00.000Z",
        "cm_7,sale,$20.00,$2.00,usd,canceled,in_1,1,2026-11-05T08:00:00.000Z",
        "cm_8,sale,$20.00,$2.00,usd,hold,in_8,1,2026-11-05T08:00:00.000Z",
        "cm_9,sale,$20.00,$2.00,usd,dancing,in_1,1,2026-11-05T08:00:00.000Z",
    ]
    path = write("id,type,amount,earnings,currency,status,invoiceId,quantity,createdAt\n" + "\n".join(rows) + "\n")
    batches = read(path)

    assert recognised(path) == "dub-commissions"
    assert [item[:4] for item in conversions(batches)] == [
        ("sale", "cm_1", 4900, "USD"),
        ("refund", "cm_2", -4900, "USD"),
        ("sale", "cm_3", 2000, "USD"),
        ("refund", "cm_3#refund", -2000, "USD"),
        ("sale", "cm_8", 2000, "USD"),
    ]
    assert skipped(batches) == {"no-sale": 1, "duplicate": 1, "fraud": 1, "voided": 1}
    assert refusals(batches) == [(10, "bad-status")]


# ----------------------------------------------------------------------------------------------------- Bitly


def bitly(unit: str, *days: tuple[str, int]) -> str:
    return json.dumps({"link_clicks": [{"date": day, "clicks": n} for day, n in days], "units": 3, "unit": unit})


def counted(batches: list[Batch]) -> list[tuple[int, int, int]]:
    return [
        (start - TODAY, end - start, count)
        for t in (batch.totals for batch in batches)
        if t
        for start, end, count in zip(t.start, t.end, t.count, strict=True)
    ]


def test_bitlys_days_are_those_of_its_dates(write: Write) -> None:
    path = write(bitly("day", ("2026-11-21T00:00:00+0000", 4), ("2026-11-20T00:00:00-0800", 11)), "answer.json")
    batches = read(path, account="bit.ly/3AbC")

    assert recognised(path) == "bitly-clicks"
    assert counted(batches) == [(-1, 1, 4), (-2, 1, 11)]
    assert batches[0].evidence == [Evidence(short="bit.ly/3AbC")]


def test_bitlys_answer_does_not_say_of_which_link_it_is(write: Write) -> None:
    path = write(bitly("day", ("2026-11-21T00:00:00+0000", 4)), "answer.json")

    with pytest.raises(NeedsOption, match="which link"):
        read(path)
    assert read(path, placement="mug-launch")[0].evidence == [Evidence(placement="mug-launch")]


@pytest.mark.parametrize(
    ("unit", "days", "expected"),
    [
        ("hour", ["2026-11-20T09:00:00+0000", "2026-11-20T10:00:00+0000"], [(-2, 1, 8)]),
        ("week", ["2026-11-16T00:00:00+0000"], [(-6, 7, 4)]),
        ("month", ["2026-11-01T00:00:00+0000"], [(-21, 30, 4)]),
        ("month", ["2025-12-01T00:00:00+0000"], [(-356, 31, 4)]),
    ],
)
def test_bitlys_units(write: Write, unit: str, days: list[str], expected: list[tuple[int, int, int]]) -> None:
    batches = read(write(bitly(unit, *((day, 4) for day in days)), "answer.json"), placement="mug-launch")

    assert counted(batches) == expected
    assert sum(batch.records for batch in batches) == len(expected)


def test_bitlys_hours_and_days_are_one_series(write: Write) -> None:
    def told(unit: str, *counts: tuple[str, int]) -> list[tuple[bytes, int, str]]:
        batches = read(write(bitly(unit, *counts), "answer.json"), account="bit.ly/a")
        totals = [batch.totals for batch in batches if batch.totals]
        return [row for t in totals for row in zip(t.key, t.count, t.dimension, strict=True)]

    hours = [(f"2026-11-20T{hour:02d}:00:00+0000", 1) for hour in range(9)]
    assert told("hour", *hours) == told("day", ("2026-11-20T00:00:00+0000", 9))


def test_two_bitly_links_of_one_placement_are_two_series(write: Write) -> None:
    path = write(bitly("day", ("2026-11-21T00:00:00+0000", 4)), "answer.json")
    one, two = (read(path, account=link)[0].totals for link in ("bit.ly/a", "bit.ly/b"))

    assert one
    assert two
    assert one.key != two.key


def test_bitlys_sorted_links_are_counters(write: Write) -> None:
    answer = {
        "links": [{"id": "bit.ly/3AbC", "link": "https://bit.ly/3AbC", "long_url": f"https://example.com/?{TAGS}"}],
        "sorted_links": [{"id": "bit.ly/3AbC", "clicks": 100}, {"id": "bit.ly/4", "clicks": 2}],
    }
    path = write(json.dumps(answer, indent=1), "answer.json")

    assert recognised(path) == "bitly-links"
    assert readings(read(path)) == [
        ("bit.ly/3AbC", EVER, TODAY + 1, 100, TIED._replace(short="bit.ly/3AbC")),
        ("bit.ly/4", EVER, TODAY + 1, 2, Evidence(short="bit.ly/4")),
    ]


# --------------------------------------------------------------------------------- Rebrandly, Shlink, YOURLS


def test_rebrandlys_links_are_counters(write: Write) -> None:
    link = {
        "id": "1",
        "slashtag": "swap",
        "destination": f"https://example.com/?{TAGS}",
        "shortUrl": "rebrand.ly/swap",
        "domain": {"id": "2", "fullName": "rebrand.ly"},
        "clicks": 57,
    }
    path = write(json.dumps([link, {**link, "shortUrl": None, "slashtag": "other"}]), "links.json")

    assert recognised(path) == "rebrandly-links"
    assert [item[:4] for item in readings(read(path))] == [
        ("rebrand.ly/swap", EVER, TODAY + 1, 57),
        ("rebrand.ly/other", EVER, TODAY + 1, 57),
    ]


def test_rebrandlys_tags_are_lists_and_robots_are_left_out(write: Write) -> None:
    def click(agent: str, raw: str, query: dict[str, Any]) -> dict[str, Any]:
        return {
            "timestamp": "2026-11-05T10:00:00.000Z",
            "client": {"agent": {"type": agent}},
            "session": {"first": True},
            "referral": {"hostname": "www.partnerco.example"},
            "route": {
                "slashtag": "swap",
                "domain": {"raw": "rebrand.ly"},
                "destination": {"raw": raw, "params": {"query": query}},
            },
        }

    lists = {
        "utm_source": ["mug-weekly", "x"],
        "utm_campaign": ["winter"],
        "utm_content": ["mug-launch"],
        "utm_medium": [],
    }
    rows = [
        click("human", "https://example.com/", lists),
        click("human", f"https://example.com/?{TAGS}", {}),
        click("bot", "https://example.com/", {}),
        click("human", "https://example.com/", {"utm_source": "2026", "utm_medium": "[odd"}),
    ]
    path = write(json.dumps({"data": rows}), "stream.json")
    batches = read(path)
    short = "rebrand.ly/swap"

    assert recognised(path) == "rebrandly-clicks"
    assert evidence(batches) == [TIED._replace(short=short)] * 2 + [
        Evidence(short=short, referrer="partnerco.example"),
        Evidence(short=short, source="2026", medium="[odd"),
    ]
    assert excluded(batches) == ["", "", "bot-agent", ""]
    assert recognised(write("".join(json.dumps(row) + "\n" for row in rows), "stream.jsonl")) == "rebrandly-clicks"


def excluded(batches: list[Batch]) -> list[str]:
    texts = ["", *(text for batch in batches for text in batch.texts)]
    return [texts[number] for batch in batches if batch.touches for number in batch.touches.excluded]


VISITS = (
    '"date","potentialBot","userAgent","browser","os","referer","country","region","city","latitude","longitude",'
    '"visitedUrl","type"\n'
)


def visit(robot: str, agent: str, url: str, kind: str) -> str:
    cells = (
        "2026-11-05T10:00:00+01:00",
        robot,
        agent,
        "Chrome",
        "Linux",
        "partnerco.example",
        "Germany",
        "",
        "",
        "",
        "",
    )
    return ",".join(f'"{cell}"' for cell in (*cells, url, kind)) + "\n"


def test_shlinks_visits(write: Write) -> None:
    path = write(
        VISITS
        + visit("false", "Mozilla/5.0 Chrome/1", "https://s.example.com/swap", "")
        + visit("true", "Mozilla/5.0 Chrome/1", "https://s.example.com/swap", "")
        + visit("false", "Mozilla/5.0 Chrome/1", "https://s.example.com/", "base_url")
        + visit("false", "Mozilla/5.0 Chrome/1", "", "")
    )
    batches = read(path)

    assert recognised(path) == "shlink-clicks"
    assert set(evidence(batches)) == {Evidence(short="s.example.com/swap", referrer="partnerco.example")}
    assert excluded(batches) == ["", "bot-agent"]
    assert skipped(batches) == {"page": 1}
    assert refusals(batches) == [(5, "no-url")]


@pytest.mark.parametrize("domain", ["domain,", ""])
def test_shlinks_short_urls_are_counters(write: Write, domain: str) -> None:
    value = "s.example.com," if domain else ""
    path = write(
        f"createdAt,{domain}shortCode,shortUrl,longUrl,title,tags,visits\n"
        f"2026-08-20T12:00:00+00:00,{value}swap,https://s.example.com/swap,https://example.com/?{TAGS},,a|b,1203\n"
    )

    assert recognised(path) == "shlink-links"
    assert readings(read(path)) == [
        ("s.example.com/swap", EVER, TODAY + 1, 1203, TIED._replace(short="s.example.com/swap"))
    ]


LOG = "click_id,click_time,shorturl,referrer,user_agent,ip_address,country_code\n"


def test_yourls_clicks_lie_on_the_host_that_is_named(write: Write) -> None:
    path = write(
        LOG
        + "1,2026-11-05 10:00:00,swap,https://partnerco.example/,Mozilla/5.0 Chrome/1,192.0.2.12,DE\n"
        + "2,2026-11-05 10:01:00,swap,direct,Googlebot/2.1,192.0.2.13,\n"
    )
    batches = read(path, timezone=ZoneInfo("UTC"), account="go.example.com")

    assert recognised(path) == "yourls-clicks"
    assert evidence(batches) == [
        Evidence(short="go.example.com/swap", referrer="partnerco.example"),
        Evidence(short="go.example.com/swap"),
    ]
    assert excluded(batches) == ["", "bot-agent"]
    assert batches[0].touches
    assert None not in batches[0].touches.visitor
    with pytest.raises(NeedsOption):
        read(path)


def test_yourls_links_lie_under_the_brands_short_path(write: Write) -> None:
    path = write(
        "keyword,url,title,timestamp,ip,clicks\n"
        f"swap,https://example.com/?{TAGS},T,2026-08-20 12:00:00,192.0.2.1,9\n"
        ",https://example.com/,T,2026-08-20 12:00:00,192.0.2.1,\n"
    )
    batches = read(path, domains=("mine.example",), short_paths=("/go",))

    assert recognised(path) == "yourls-links"
    assert readings(batches) == [
        ("mine.example/go/swap", EVER, TODAY + 1, 9, TIED._replace(short="mine.example/go/swap"))
    ]
    assert refusals(batches) == [(3, "bad-count")]


def test_bitlys_answer_without_a_unit_is_no_guess(write: Write) -> None:
    with pytest.raises(Findings, match="how long"):
        read(write(bitly("fortnight", ("2026-11-21T00:00:00+0000", 4)), "answer.json"), placement="mug-launch")


def test_a_header_of_dubs_alone_is_dubs(write: Write) -> None:
    assert recognised(write("Date,Link,Device\n")) == "dub-clicks"
