"""Exports of web analytics, from the file to a placement: what is resolved, and nothing new the second time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import, outcomes

CAMPAIGN, PLACEMENT, LINK = "2026-winter-bundle", "mug-weekly-reminder", "2q8bm8b7b6"
TAGS = f"utm_source=green-mug-weekly&utm_medium=email&utm_campaign={CAMPAIGN}&utm_content={PLACEMENT}"
EVENT = {"event_timestamp": "1795165331161612", "user_pseudo_id": "1.2", "user_id": None}


def parameters(**texts: str) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"string_value": text, "int_value": None}} for key, text in texts.items()]


PURCHASE = EVENT | {
    "event_name": "purchase",
    "event_params": parameters(currency="EUR"),
    "ecommerce": {"transaction_id": "T-1", "purchase_revenue": 49.0},
    "session_traffic_source_last_click": {
        "manual_campaign": {
            "source": "green-mug-weekly",
            "medium": "email",
            "campaign_name": CAMPAIGN,
            "content": PLACEMENT,
        }
    },
}
VIEW = EVENT | {
    "event_name": "page_view",
    "event_params": parameters(page_location=f"https://northwind.example/?{TAGS}"),
}
REPORT = {
    "dimensionHeaders": [{"name": name} for name in ("date", "sessionCampaignName", "sessionManualAdContent")],
    "metricHeaders": [{"name": "sessions", "type": "TYPE_INTEGER"}],
    "rows": [
        {
            "dimensionValues": [{"value": text} for text in ("20261120", CAMPAIGN, content)],
            "metricValues": [{"value": n}],
        }
        for content, n in ((PLACEMENT, "91"), ("(not set)", "5"))
    ],
    "rowCount": 2,
}
UMAMI = "website_id,session_id,event_id,url_path,url_query,event_type,event_name,created_at\r\n"
UMAMI += f"w,s,e1,/,{TAGS},1,,2026-11-20 09:02:11\r\nw,s,e2,/,xp={LINK},2,signup,2026-11-20 09:03:11\r\n"
BIGQUERY = f"{json.dumps(PURCHASE)}\n{json.dumps(VIEW)}\n"
OUTBOUND = '"date","name","link_url","path","visitors","events"\n'
OUTBOUND += f'"2026-11-20","Outbound Link: Click","https://x.example/?xp={LINK}","/",3,5\n'
QUERY = {
    "columns": ["uuid", "event", "timestamp", "distinct_id", "properties.$current_url"],
    "results": [["u", "$pageview", "2026-11-20T09:02:11Z", "d", f"https://northwind.example/?xp={LINK}"]],
}
PLAUSIBLE = f"name,visitors,bounce_rate,visit_duration\n{PLACEMENT},7,67,20\n"
UNIVERSAL = f'# ---\n# 20261101-20261120\n# ---\n\nCampaign,Ad Content,Sessions\n{CAMPAIGN},{PLACEMENT},"1,001"\n,,9\n'
BY = "sessionCampaignName+sessionManualAdContent"
# source: file, text, outcomes, what the report says at the placement
FILES: dict[str, tuple[str, str, tuple[int, ...], dict[str, Any]]] = {
    "ga4-api": ("r.json", json.dumps(REPORT), (2, 2, 0, 0, 0), {"other_metrics": {f"sessions (ga4-api by {BY})": 91}}),
    "ga4-bigquery": ("e.jsonl", BIGQUERY, (2, 1, 0, 0, 1), {"revenue": 4900, "sales": 1}),
    "ga4-bigquery-clicks": ("e.jsonl", BIGQUERY, (2, 1, 0, 0, 1), {"clicks": 1}),
    "plausible-dashboard": (
        "utm_contents.csv",
        PLAUSIBLE,
        (1, 1, 0, 0, 0),
        {"other_metrics": {"visitors (plausible-dashboard by utm_contents)": 7}},
    ),
    "plausible-custom-events": ("imported_custom_events_1_2.csv", OUTBOUND, (1, 1, 0, 0, 0), {"clicks": 5}),
    "matomo-campaigns": (
        "m.csv",
        f"label,nb_visits,metadata_segment\n{PLACEMENT},52,campaignContent=={PLACEMENT}\n",
        (1, 1, 0, 0, 0),
        {"other_metrics": {"visits (matomo-campaigns by campaignContent)": 52}},
    ),
    "umami-clicks": ("u.csv", UMAMI, (2, 1, 0, 0, 1), {"clicks": 1}),
    "umami-conversions": ("u.csv", UMAMI, (2, 1, 0, 0, 1), {"kinds": {"signup": 1}}),
    "posthog-clicks": ("q.json", json.dumps(QUERY), (1, 1, 0, 0, 0), {"clicks": 1}),
    "universal-analytics": (
        "ua.csv",
        UNIVERSAL,
        (2, 1, 0, 0, 1),
        {"other_metrics": {"sessions (universal-analytics by ad content+campaign)": 1001}},
    ),
}
NAMED = {"ga4-bigquery-clicks", "umami-conversions"}  # never chosen by themselves


@pytest.mark.parametrize("source", FILES)
def test_an_export_reaches_its_placement(
    importing: Import, cli: CommandLine, workspace: Path, tmp_path: Path, source: str
) -> None:
    name, text, counts, said = FILES[source]
    path = tmp_path / name
    path.write_text(text)
    cli("links", "--output", "links.csv", cwd=workspace, env={"XPROMO_KEY": KEY})
    options = ["--period", "2026-11-16..2026-11-22", *(["--source", source] if source in NAMED else [])]
    (first,) = importing(path, *options)
    path.write_text(text + "\n")
    (again,) = importing(path, *options)
    report = cli("report", "--by", "placement", "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY}).json()[
        "data"
    ]
    (row,) = [row for row in report["rows"] if row["placement"] == PLACEMENT]

    assert (first["source"], outcomes(first)) == (source, counts)
    assert outcomes(again) == (counts[0], 0, counts[1], counts[3], counts[4])
    assert {name: row[name] for name in said} == said


def test_counts_by_different_dimensions_are_not_added(
    importing: Import, cli: CommandLine, workspace: Path, tmp_path: Path
) -> None:
    cli("links", "--output", "links.csv", cwd=workspace, env={"XPROMO_KEY": KEY})
    for name, label in (("utm_contents", PLACEMENT), ("utm_campaigns", CAMPAIGN), ("sources", "green-mug-weekly")):
        (tmp_path / f"{name}.csv").write_text(PLAUSIBLE.replace(PLACEMENT, label))
        importing(tmp_path / f"{name}.csv", "--period", "2026-11-16..2026-11-22")
    report = cli("report", "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY}).json()["data"]

    assert report["totals"][0]["other_metrics"] == {
        f"visitors (plausible-dashboard by {name})": 7 for name in ("sources", "utm_campaigns", "utm_contents")
    }


def test_nobody_is_in_the_ledger(importing: Import, workspace: Path, tmp_path: Path) -> None:
    someone = "reader-1@example.com"
    address = f"https://northwind.example/?xp={LINK}&mail={someone}&utm_term={someone}"
    purchase = PURCHASE | {"user_id": someone, "user_pseudo_id": someone}
    purchase["ecommerce"] = {"transaction_id": f"T-{someone}", "purchase_revenue": 49.0}
    purchase["event_params"] = parameters(currency="EUR", coupon=someone, page_location=address)
    row = ["u", "$pageview", "2026-11-20T09:02:11Z", someone, address]
    files = {
        "e.jsonl": json.dumps(purchase),
        "q.json": json.dumps(QUERY | {"results": [row]}),
        "u.csv": UMAMI.replace("w,s,e1,/,", f"w,{someone},e1,/,email={someone}&"),
        "m.csv": f"label,nb_visits\n{someone},3\n",
        "utm_sources.csv": PLAUSIBLE.replace(PLACEMENT, someone),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        (batch,) = importing(tmp_path / name, "--period", "2026-11-16..2026-11-22")
        assert batch["recorded"]
    ledger = (workspace / ".xpromo" / "ledger.db").read_bytes()

    assert b"example.com" not in ledger.replace(b"x.example", b"")
    assert b"reader-1" not in ledger
