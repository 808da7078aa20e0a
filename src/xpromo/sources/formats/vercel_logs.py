"""Vercel: a project's Logs > Export, a CSV with a row for each line that a request logged."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xpromo.records import Batch, Kind
from xpromo.sources.access import RULES, AccessReader, Touch
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments, unix_as_iso

DOCS = f"""\
Vercel's runtime logs: a project's Logs > Export, CSV. One request takes a row for each line that it logged: the first one
with a status counts, the others add nothing.

| column | used for |
|---|---|
| `requestId` | the request's id |
| `timestampInMs` | the moment, in milliseconds since 1970 |
| `requestMethod`, `responseStatusCode` | whether it is a touch |
| `host`, `requestPath`, `requestQueryString` | the URL |
| `requestUserAgent` | its family; robots |
| `environment` | requests of anything but production are excluded as `test` |

Everything else is ignored, messages first of all. There is no address in this file, so no visitor is known, and no
referrer.

{RULES}"""
COLUMNS = (
    "requestid", "timestampinms", "requestmethod", "responsestatuscode", "host", "requestpath", "requestquerystring",
    "requestuseragent", "environment",
)  # fmt: skip
STATUS = 3  # digits


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of runtime logs."""
    return sample.has("timestampinms", "requestid", "requestpath", "responsestatuscode")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the touches of a log."""
    reader = AccessReader(feed.name, "vercel-logs", options, Moments(None))
    seen: set[str] = set()
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            row = dict(zip(COLUMNS, cells, strict=True))
            if not any(cells):
                reader.skip("blank")
            elif row["requestid"] not in seen:
                _take(reader, line, row)
                if row["requestid"] and len(row["responsestatuscode"]) == STATUS:
                    seen.add(row["requestid"])
        yield reader.batch(rows.refusals)


def _take(reader: AccessReader, line: int, row: Mapping[str, str]) -> None:
    query = row["requestquerystring"].removeprefix("?")
    url = row["requestpath"] + (f"?{query}" if query and "?" not in row["requestpath"] else "")
    agent = row["requestuseragent"]
    reason = reader.no_touch(row["requestmethod"].upper(), row["responsestatuscode"], url, agent)
    if not reason and row["environment"].lower() not in {"", "production"}:
        reason = "test"
    if reason:
        reader.skip(reason)
        return
    whole = f"https://{row['host']}{url}" if row["host"] else url
    reader.add(Touch(line, row["requestid"], unix_as_iso(row["timestampinms"]), whole, "", agent, "", ""))


source = Source(
    title="Vercel runtime logs",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    required=("requestid", "timestampinms", "requestpath", "requestmethod", "responsestatuscode"),
    recognise=recognise,
    read=read,
    needs="columns timestampInMs, requestId, requestPath, responseStatusCode (Vercel: Logs > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
)
