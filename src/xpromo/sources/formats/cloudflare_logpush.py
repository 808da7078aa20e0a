"""Cloudflare: Logpush's data set HTTP requests, a JSON object a request."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.access import RULES, AccessReader, Touch, visitor_of
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.times import Moments, unix_as_iso

DOCS = f"""\
Cloudflare's HTTP request logs: Analytics & Logs > Logpush, data set *HTTP requests*, one JSON object a line or a list of
them, also compressed.

| field | used for |
|---|---|
| `RayID` | the request's id |
| `EdgeStartTimestamp` | the moment: RFC 3339, or seconds, milliseconds, microseconds or nanoseconds since 1970 |
| `ClientRequestMethod`, `EdgeResponseStatus` | whether it is a touch |
| `ClientRequestURI` (else `ClientRequestPath`, which has no tags), `ClientRequestHost` | the URL |
| `ClientRequestReferer` | its domain |
| `ClientRequestUserAgent` | its family; robots |
| `ClientCountry` | the country |
| `ClientIP` | with the agent the visitor's keyed hash, cut to /24, for IPv6 to /48; not kept |

Everything else is ignored. Choose these fields for the job; more of them only cost time.

{RULES}"""
COLUMNS = (
    "rayid", "edgestarttimestamp", "clientrequestmethod", "edgeresponsestatus", "clientrequesturi", "clientrequestpath",
    "clientrequesthost", "clientrequestreferer", "clientrequestuseragent", "clientcountry", "clientip",
)  # fmt: skip


def recognise(sample: Sample) -> bool:
    """Whether the keys are those of HTTP requests."""
    return sample.is_json and sample.has("rayid", "edgestarttimestamp", "clientrequestmethod")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the touches of a log."""
    reader = AccessReader(feed.name, "cloudflare-logpush", options, Moments(None))
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            ray, at, method, status, uri, path, host, referrer, agent, country, address = cells
            url = uri or path
            reason = reader.no_touch(method, status, url, agent)
            if reason:
                reader.skip(reason)
                continue
            whole = f"https://{host}{url}" if host and url.startswith("/") else url
            visitor = visitor_of(address, agent)
            reader.add(Touch(line, ray, unix_as_iso(at), whole, referrer, agent, country, visitor))
        yield reader.batch(rows.refusals)


source = Source(
    title="Cloudflare Logpush",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="keys RayID, EdgeStartTimestamp, ClientRequestMethod (Cloudflare: Logpush, HTTP requests)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
)
