"""CRMs, networks, logs, webinars and event streams, from the file to a placement; nothing new the second time."""

# ruff: noqa: E501 - headers and rows are one line each

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import, outcomes
from tests.imports.test_analytics import CAMPAIGN, LINK, PLACEMENT, TAGS

ZONE = "--tz=Europe/Berlin"
HERE = f"--placement={PLACEMENT}"
AT = "2026-11-20T10:00:00Z"


def table(*rows: str) -> str:
    return "\n".join(rows) + "\n"


STAGES = table("id,at,stage,deal,amount,currency,url", f"1,{AT},won,D-1,500,EUR,/?xp={LINK}", f"2,{AT},?,,,,")
CONTACTS = table(
    "Record ID,Lifecycle Stage,Create Date,Original Traffic Source,Original Traffic Source Drill-Down 1,Original Traffic Source Drill-Down 2",
    f"1,Lead,2026-11-20 11:00,Other Campaigns,{CAMPAIGN},green-mug-weekly / email",
)
DEALS = table("Record ID,Deal Stage,Create Date,Close Date", "1,Closed won,11/19/2026,11/20/2026", "2,Open,,")
REPORT = table(
    '"Opportunity Name","Amount","Close Date","Stage","Primary Campaign Source"',
    f'"Fake Deal","12500.00","11/20/2026","Closed Won","{CAMPAIGN}"',
    '"Grand Totals (1 records)"',
    '"Copyright (c) salesforce.com, inc."',
)
ACTION = {
    "Id": "1",
    "State": "PENDING",
    "Payout": "1",
    "ActionTrackerName": "Sale",
    "EventDate": AT,
    "Amount": "49.00",
    "Currency": "EUR",
    "SubId1": LINK,
}
TRANSACTION = {
    "id": 1,
    "commissionStatus": "approved",
    "transactionDate": "2026-11-20T11:00:00",
    "saleAmount": {"amount": 49, "currency": "EUR"},
    "clickRefs": {"clickRef": PLACEMENT},
}
RAKUTEN = table(
    "Member ID (U1),MID,Order ID,Transaction Date,Transaction Time,Sales,# of Items,Total Commission",
    f"{LINK},1,9,11/20/2026,11:00,40.00,1,0.40",
    f"{LINK},1,9,11/20/2026,11:00,9.00,1,0.40",
)
COMMISSION = {
    "state": "due",
    "sale": {
        "id": "s",
        "currency": "EUR",
        "charged_at": AT,
        "stripe_charge_id": "ch",
        "charge_amount_cents": 4900,
        "refund_amount_cents": 900,
    },
}
TAPFILIATE = {
    "id": "c",
    "external_id": "1",
    "amount": 49,
    "commissions": [],
    "created_at": AT,
    "meta_data": {"xp": LINK},
}
APPSFLYER = table(
    "Attributed Touch Type,Event Time,Event Name,Event Value,Event Revenue,Event Revenue Currency,AppsFlyer ID,Original URL",
    f"click,2026-11-20 11:00:00,af_purchase,,49,EUR,1-1,https://app.example/?{TAGS}",
)
CLOUDFRONT = table(
    "#Version: 1.0",
    "#Fields: date time c-ip cs-method cs-uri-stem sc-status cs-uri-query x-edge-request-id",
    f"2026-11-20\t10:00:00\t192.0.2.7\tGET\t/first-bag\t200\t{TAGS}\tr1",
    "2026-11-20\t10:00:00\t192.0.2.7\tGET\t/first-bag\t200\t-\tr2",
)
RAY = {
    "RayID": "r",
    "EdgeStartTimestamp": AT,
    "ClientRequestMethod": "GET",
    "ClientRequestURI": f"/?{TAGS}",
    "EdgeResponseStatus": 200,
}
VERCEL = table(
    "timestampInMs,requestPath,requestMethod,requestQueryString,responseStatusCode,requestId",
    f"1795168800000,/,GET,{TAGS},200,a",
    f"1795168800000,/,GET,{TAGS},200,a",
)
ZOOM = table(
    "Attendee Report,,",
    "Topic,Webinar ID,Actual Start Time",
    'Class,1,"Nov 20, 2026 10:55 AM"',
    "Attendee Details,,",
    "Attended,Email,Registration Time,Approval Status,Join Time",
    'Yes,one@example.com,"Nov 19, 2026 11:00:00",approved,"Nov 20, 2026 11:00:00"',
    'Yes,one@example.com,"Nov 19, 2026 11:00:00",approved,"Nov 20, 2026 11:30:00"',
    'No,two@example.com,"Nov 19, 2026 12:00:00",approved,--',
)
EVENTBRITE = table(
    "Order #,Order Date,Attendee #,Currency,Total Paid,Attendee Status",
    "1,11/20/26 11:00,1,EUR,49.00,Attending",
    "1,11/20/26 11:00,2,EUR,49.00,Attending",
)
TICKETS = table(
    "Order ID,Order date,Attendee email,Ticket quantity,Ticket price,Barcode number",
    "1,2026-11-20 11:00:00,one@example.com,1,49.00,1001",
    "1,2026-11-20 11:00:00,two@example.com,1,49.00,1002",
)
LUMA = table(
    "api_id,created_at,approval_status,checked_in_at,custom_source",
    f"g1,{AT},approved,{AT},green-mug-weekly",
    f"g2,{AT},declined,,",
)
TRACK = {
    "type": "track",
    "event": "Order Completed",
    "messageId": "m1",
    "anonymousId": "d",
    "timestamp": AT,
    "properties": {"order_id": "1", "revenue": 49, "currency": "EUR"},
    "context": {"page": {"url": f"https://northwind.example/?{TAGS}"}},
}
CALLS = table(json.dumps(TRACK), json.dumps(TRACK | {"type": "page", "messageId": "m2"}))
SALE: dict[str, Any] = {"sales": 1, "revenue": 4900}
# source: file, text, options, outcomes, what the report says at the placement (None: less than a placement is proven)
FILES: dict[str, tuple[str, str, list[str], tuple[int, ...], dict[str, Any] | None]] = {
    "stages": ("s.csv", STAGES, [], (2, 1, 0, 1, 0), {"kinds": {"won": 1}, "revenue": 0}),
    "hubspot-contacts": ("c.csv", CONTACTS, [ZONE], (1, 1, 0, 0, 0), None),
    "hubspot-deals": ("d.csv", DEALS, [HERE], (2, 1, 0, 0, 1), {"kinds": {"opportunity": 1, "won": 1}}),
    "salesforce-opportunities": ("r.csv", REPORT, ["--currency=EUR"], (2, 1, 0, 0, 1), None),
    "impact-actions": ("a.json", json.dumps({"Actions": [ACTION]}), [], (1, 1, 0, 0, 0), SALE),
    "awin-transactions": ("t.json", json.dumps([TRANSACTION]), [ZONE], (1, 1, 0, 0, 0), SALE),
    "rakuten-orders": ("o.csv", RAKUTEN, [ZONE, "--currency=EUR"], (1, 1, 0, 0, 0), SALE),
    "rewardful-commissions": ("c.json", json.dumps(COMMISSION), [HERE], (1, 1, 0, 0, 0), {"sales": 1, "revenue": 4000}),
    "tapfiliate-conversions": ("t.json", json.dumps(TAPFILIATE), ["--currency=EUR"], (1, 1, 0, 0, 0), SALE),
    "appsflyer-events": ("e.csv", APPSFLYER, [ZONE], (1, 1, 0, 0, 0), SALE),
    "cloudfront-log": ("l.log", CLOUDFRONT, [], (2, 1, 0, 0, 1), {"clicks": 1}),
    "cloudflare-logpush": ("l.jsonl", json.dumps(RAY), [], (1, 1, 0, 0, 0), {"clicks": 1}),
    "vercel-logs": ("v.csv", VERCEL, [], (1, 1, 0, 0, 0), {"clicks": 1}),
    "zoom-webinar": ("z.csv", ZOOM, [ZONE, HERE], (2, 2, 0, 0, 0), {"kinds": {"registration": 2, "attendance": 1}}),
    "eventbrite-attendees": ("e.csv", EVENTBRITE, [ZONE, HERE], (2, 2, 0, 0, 0), {"revenue": 4900}),
    "eventbrite-registrations": ("e.csv", TICKETS, [ZONE, HERE], (2, 2, 0, 0, 0), {"kinds": {"registration": 2}}),
    "luma-guests": ("g.csv", LUMA, [], (2, 1, 0, 0, 1), None),
    "segment-events": ("e.jsonl", CALLS, [], (2, 1, 0, 0, 1), SALE),
    "segment-pages": ("e.jsonl", CALLS, ["--source=segment-pages"], (2, 1, 0, 0, 1), {"clicks": 1}),
}


@pytest.mark.parametrize("source", FILES)
def test_an_export_reaches_its_placement(
    importing: Import, cli: CommandLine, workspace: Path, tmp_path: Path, source: str
) -> None:
    name, text, options, counts, said = FILES[source]
    path = tmp_path / name
    path.write_text(text)
    cli("links", "--output", "links.csv", cwd=workspace, env={"XPROMO_KEY": KEY})
    (first,) = importing(path, *options)
    path.write_text(text + "\n")
    (again,) = importing(path, *options)
    report = cli("report", "--by", "placement", "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY}).json()
    rows = {row["placement"]: row for row in report["data"]["rows"]}

    assert (first["source"], outcomes(first)) == (source, counts)
    assert outcomes(again) == (counts[0], 0, counts[1], counts[3], counts[4])
    assert first["resolved"] >= 1
    assert {name: rows[PLACEMENT][name] for name in said or {}} == (said or {})


def test_a_refund_of_another_files_order_is_taken_once_the_two_are_one_file(
    importing: Import, cli: CommandLine, workspace: Path, tmp_path: Path
) -> None:
    """The order's total of 52.00 holds tax, of which its revenue of 49.00 has none."""
    refund = TRACK | {"event": "Order Refunded", "messageId": "m3", "properties": {"order_id": "1", "total": 52}}
    alone = table(json.dumps(refund))
    cli("links", "--output", "links.csv", cwd=workspace, env={"XPROMO_KEY": KEY})
    found = list[tuple[int, ...]]()
    for name, text, code in (("sale", CALLS, 0), ("refund", alone, 1), ("both", CALLS + alone, 0)):
        (tmp_path / f"{name}.jsonl").write_text(text)
        found += [outcomes(batch) for batch in importing(tmp_path / f"{name}.jsonl", code=code)]
    report = cli("report", "--by", "placement", "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY}).json()
    (row,) = [row for row in report["data"]["rows"] if row["placement"] == PLACEMENT]

    assert found == [(2, 1, 0, 0, 1), (1, 0, 0, 1, 0), (3, 1, 1, 0, 1)]
    assert (row["sales"], row["revenue"], row["refunds"]) == (1, 0, 4900)
