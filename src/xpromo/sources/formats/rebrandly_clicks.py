"""Rebrandly: what its clickstream sends for each click."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

from xpromo.records import Batch, Kind
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.times import Moments
from xpromo.sources.touches import Clicks, TouchReader
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

TAGS = (SOURCE, MEDIUM, CAMPAIGN, CONTENT)
DOCS = """\
Rebrandly's clickstream: what its webhook sends, kept as it comes, one message a line or one document (`data[]`).

| key | used for |
|---|---|
| `timestamp` | the moment |
| `route.domain.raw`, `route.slashtag` | the short link, `host/key`: whose it is says the ledger where it was adopted |
| `route.destination.raw`, else `route.destination.params.query.utm_…[]` | the link id and tags; of several values of a tag the first counts |
| `referral.hostname` | the referring domain |
| `client.agent.type` | all but `human` are kept and left out as `bot-agent` |

Clicks have no id: two equal ones are two clicks. Everything else is ignored.
"""
COLUMNS = (
    "timestamp", "route domain raw", "route slashtag", "route destination raw", "referral hostname",
    "client agent type", *(f"route destination params query {name.replace('_', ' ')}" for name in TAGS),
)  # fmt: skip


def recognise(sample: Sample) -> bool:
    """Whether the objects are Rebrandly's clicks."""
    return sample.lists_have("data", "timestamp", "route slashtag") or (
        sample.is_json and sample.has("timestamp", "route slashtag")
    )


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the clicks of a file."""
    reader = TouchReader(feed.name, "rebrandly-clicks", options, Moments(options.timezone))
    for rows in feed.rows:
        at, domain, slashtag, destination, referrer, agent, *tags = rows.columns
        none = ("",) * len(rows.lines)
        shorts = [f"{host}/{key}" for host, key in zip(domain, slashtag, strict=True)]
        urls = list(map(_destination, destination, *tags))
        agents = ["" if kind in {"", "human"} else "bot" for kind in agent]
        yield reader.batch(Clicks(rows.lines, None, at, urls, referrer, agents, none, none, shorts), rows.refusals)


def _destination(url: str, *tags: str) -> str:
    """Return a destination with its tags: as it is, else made from the lists of values beside it."""
    if "?" in url or not any(tags):
        return url
    return "?" + urlencode({name: value for name, text in zip(TAGS, tags, strict=True) if (value := _first(text))})


def _first(text: str) -> str:
    """Return the first value of a list as JSON has it, or a value that isn't in a list."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(values, list):
        return text
    return str(values[0]) if values else ""


source = Source(
    title="Rebrandly clicks",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="JSON with timestamp, route.slashtag, client.agent.type (Rebrandly: clickstream)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="offset",
    shape=Shape.OBJECTS,
    records=("data",),
)
