"""Snowplow's enriched events: lines of 131 cells between tabs, without a header, in a fixed order (as of 2026-11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from xpromo.records import Refusal
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

if TYPE_CHECKING:
    from xpromo.sources.source import Rows, Sample

WIDTH = 131
AT = {
    "collector_tstamp": 3,
    "event": 5,
    "event_id": 6,
    "user_id": 12,
    "user_ipaddress": 13,
    "domain_userid": 15,
    "geo_country": 18,
    "page_url": 29,
    "page_referrer": 31,
    "mkt_medium": 47,
    "mkt_source": 48,
    "mkt_content": 50,
    "mkt_campaign": 51,
    "tr_orderid": 59,
    "tr_total": 61,
    "useragent": 77,
    "tr_currency": 108,
    "derived_tstamp": 124,
}
TAGS = {SOURCE: "mkt_source", MEDIUM: "mkt_medium", CAMPAIGN: "mkt_campaign", CONTENT: "mkt_content"}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)


def is_enriched(sample: Sample) -> bool:
    """Whether the first line has an event's cells, with its id where it belongs."""
    cells = sample.first_line.lstrip("\ufeff").split("\t")
    return len(cells) == WIDTH and bool(_UUID.match(cells[AT["event_id"]]))


def events(rows: Rows) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the events of a chunk with their lines; what has another width is added to the refusals."""
    for number, line in zip(rows.lines, rows.columns[0], strict=True):
        cells = line.split("\t")
        if len(cells) != WIDTH:
            rows.refusals.append(Refusal(number, "too-few-cells" if len(cells) < WIDTH else "too-many-cells"))
            continue
        yield number, {name: cells[place] for name, place in AT.items()}
