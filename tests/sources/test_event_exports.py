"""Umami and PostHog: page views with tags are clicks, events with a name are conversions, the rest is said."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import Write, lines, read, recognised, refusals
from xpromo.errors import NeedsOption
from xpromo.records import Batch, Evidence

UMAMI = (
    "website_id,session_id,visit_id,event_id,hostname,browser,os,device,screen,language,country,region,city,url_path,"
    "url_query,utm_source,utm_medium,utm_campaign,utm_content,utm_term,referrer_path,referrer_query,referrer_domain,"
    "page_title,gclid,fbclid,msclkid,ttclid,li_fat_id,twclid,event_type,event_name,tag,distinct_id,created_at,job_id"
)
AT = int(datetime(2026, 11, 20, 9, 2, 11, tzinfo=UTC).timestamp())
LINK, TIED = Evidence(link="7ctr9aknkc"), Evidence(source="green-mug-weekly", medium="email")


def umami(*rows: dict[str, str], names: str = UMAMI) -> str:
    """A file of these rows; what a row doesn't say is a page view of one visitor."""
    usual = {"session_id": "s-1", "hostname": "northwind.example", "url_path": "/", "event_type": "1"}
    usual |= {"created_at": "2026-11-20 09:02:11", "country": "DE", "referrer_domain": "mail.example.com"}
    columns = names.split(",")
    cells = [
        ",".join((usual | {"event_id": f"e-{n}"} | row).get(name, "") for name in columns) for n, row in enumerate(rows)
    ]
    return "\r\n".join([names, *cells]) + "\r\n"


def evidence(batch: Batch) -> list[Evidence]:
    found = batch.touches or batch.conversions
    assert found is not None
    return [batch.evidence[number] for number in found.evidence]


def test_umamis_page_views_with_tags_are_clicks(write: Write) -> None:
    path = write(
        umami(
            {"url_query": "xp=7ctr9aknkc"},
            {"utm_source": "green-mug-weekly", "utm_medium": "email"},
            {"url_query": "page=2"},
            {"event_type": "2", "event_name": "signup", "url_query": "xp=7ctr9aknkc"},
            {"url_query": "?utm_source=green-mug-weekly&utm_medium=email", "created_at": "20/11/2026 09:02"},
        )
    )
    (batch,) = read(path)

    assert recognised(path) == "umami-clicks"
    assert batch.touches is not None
    assert (batch.touches.line, batch.touches.at) == ([2, 3], [AT, AT])
    assert evidence(batch) == [LINK, TIED]
    assert batch.skipped == {"page": 1, "event": 1}
    assert refusals([batch]) == [(6, "ambiguous-date")]
    assert set(batch.texts) >= {"mail.example.com", "DE"}


def test_what_umamis_database_has_not_is_no_tag(write: Write) -> None:
    nothing = {"utm_source": "\\N", "utm_content": "\\N"}
    (batch,) = read(write(umami(nothing, nothing | {"utm_source": "mug"})))

    assert batch.skipped == {"page": 1}
    assert evidence(batch) == [Evidence(source="mug")]


def test_umamis_older_exports_have_fewer_columns(write: Write) -> None:
    names = "created_at,url_query,url_path,event_type,session_id,website_id"
    path = write(
        "\ufeff" + umami({"url_query": "xp=7ctr9aknkc"}, {"url_query": "xp=7ctr9aknkc"}, names=names).replace(",", ";")
    )
    (batch,) = read(path)

    assert recognised(path) == "umami-clicks"
    assert lines([batch]) == [2, 3]
    assert evidence(batch) == [LINK, LINK]


def test_umamis_events_named_as_a_conversion_are_conversions(write: Write) -> None:
    path = write(
        umami(
            {"event_type": "2", "event_name": "Sign up", "url_query": "xp=7ctr9aknkc"},
            {"event_type": "2", "event_name": "lead", "utm_source": "green-mug-weekly", "utm_medium": "email"},
            {"event_type": "2", "event_name": "scrolled"},
            {"url_query": "xp=7ctr9aknkc"},
            {"event_type": "2", "event_name": "trial", "created_at": ""},
        )
    )
    (batch,) = read(path, "umami-conversions")
    (clicks,) = read(path)

    assert batch.conversions is not None
    assert batch.conversions.kind == ["signup", "lead"]
    assert batch.conversions.source_id == ["e-0", "e-1"]
    assert evidence(batch) == [LINK, TIED]
    assert batch.skipped == {"event": 2}
    assert refusals([batch]) == [(6, "no-time")]
    assert clicks.touches is not None
    assert batch.conversions.visitor == clicks.touches.visitor * 2


COLUMNS = ["uuid", "event", "timestamp", "distinct_id", "$current_url", "$referrer"]
PAGE = "https://northwind.example/?xp=7ctr9aknkc"
ROWS = [
    ["u-1", "$pageview", "2026-11-20T09:02:11.123000Z", "d-1", PAGE, "https://mail.example.com/"],
    ["u-2", "$pageview", "2026-11-20T10:02:11.123000+01:00", "d-1", "https://northwind.example/", "$direct"],
    ["u-3", "signup", "2026-11-20T09:05:00Z", "d-1", PAGE, None],
]


def test_posthogs_answer_is_read_by_its_columns(write: Write) -> None:
    path = write(json.dumps({"columns": COLUMNS, "results": ROWS, "hasMore": False, "types": ["UUID"]}), "q.json")
    (batch,) = read(path)

    assert recognised(path) == "posthog-clicks"
    assert batch.touches is not None
    assert (lines([batch]), batch.touches.at, evidence(batch)) == ([1], [AT], [LINK])
    assert batch.skipped == {"page": 1, "event": 1}
    assert batch.texts == ["mail.example.com"]


def test_posthogs_properties_may_be_columns_of_a_csv_or_one_text(write: Write) -> None:
    held = json.dumps(
        {"$current_url": "https://northwind.example/", "utm_source": "green-mug-weekly", "utm_medium": "email", "n": 1}
    )
    doubled = held.replace('"', '""')
    flat = write(
        "properties.utm_medium,event,timestamp,distinct_id,properties.utm_source,properties.$current_url\n"
        "email,$pageview,2026-11-20T09:02:11Z,d-1,green-mug-weekly,\n"
    )
    (first,) = read(flat)
    assert (recognised(flat), evidence(first)) == ("posthog-clicks", [TIED])
    one = write(f'uuid,event,timestamp,distinct_id,properties\nu-1,$pageview,2026-11-20 09:02:11,d-1,"{doubled}"\n')
    with pytest.raises(NeedsOption, match="offset"):
        read(one)
    (second,) = read(one, timezone=ZoneInfo("UTC"))
    assert evidence(second) == [TIED]


def test_posthogs_conversions_are_named_with_a_mapping(write: Write) -> None:
    path = write(json.dumps({"results": [ROWS[2]], "columns": COLUMNS}), "q.json")
    mapping = {"timestamp": "at", "event": "kind", "uuid": "id", "distinct id": "visitor", "current url": "url"}
    (batch,) = read(path, mapping=mapping)

    assert batch.conversions is not None
    assert (batch.conversions.kind, batch.conversions.source_id, evidence(batch)) == (["signup"], ["u-3"], [LINK])


def test_posthogs_charts_are_nobodys(write: Write) -> None:
    with pytest.raises(NeedsOption):
        recognised(write("series,1-Nov-2026,2-Nov-2026,total\n$pageview,3,4,7\n"))
