"""YOURLS: its table of clicks, ``yourls_log``, as a database tool exports it."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.access import visitor_of
from xpromo.sources.counters import short_host
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments
from xpromo.sources.touches import Clicks, TouchReader

DOCS = """\
YOURLS' clicks: export the table `yourls_log` as CSV with your database tool, with the names of its columns.

| column | used for |
|---|---|
| `click_id` | the click's id |
| `click_time` | the moment as the server's clock has it; say its zone: `--tz Europe/Berlin` |
| `shorturl` | the keyword. On which host it lies isn't in the file: it is the host of `--account go.example.com`, else the brand's first domain and `short_paths`; whose `host/keyword` is says the ledger where the link was adopted. Without either only `--placement` says it |
| `referrer` | its domain; `direct` is none |
| `user_agent` | only the browser family is kept, robots are left out by it |
| `ip_address` | its network (/24, for IPv6 /48) and the user agent together become the visitor's keyed hash; neither is kept |
| `country_code` | country |
"""
COLUMNS = ("click id", "click time", "shorturl", "referrer", "user agent", "ip address", "country code")


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of the table."""
    return sample.has("click id", "click time", "shorturl")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the clicks of a file."""
    reader = TouchReader(feed.name, "yourls-clicks", options, Moments(options.timezone))
    host = short_host(options) or "unnamed"
    for rows in feed.rows:
        ids, at, keyword, referrer, agent, address, country = rows.columns
        none = ("",) * len(rows.lines)
        shorts = [f"{host}/{key}" if key else "" for key in keyword]
        visitors = list(map(visitor_of, address, agent))
        yield reader.batch(Clicks(rows.lines, ids, at, none, referrer, agent, country, visitors, shorts), rows.refusals)


source = Source(
    title="YOURLS clicks",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    required=("click id", "click time", "shorturl"),
    recognise=recognise,
    read=read,
    needs="columns click_id, click_time, shorturl (YOURLS: the table yourls_log)",
    docs=DOCS,
    by_id=lambda _present: True,
)
