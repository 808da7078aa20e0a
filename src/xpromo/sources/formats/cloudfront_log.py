"""CloudFront's standard access logs: lines of cells whose names a ``#Fields:`` line states."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from xpromo.records import Batch, Kind, Refusal
from xpromo.sources.access import RULES, AccessReader, Touch, visitor_of
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.times import Moments

FIELDS = "#Fields:"
NEEDED = frozenset({"date", "time", "cs-method", "cs-uri-stem", "cs-uri-query", "sc-status", "x-edge-request-id"})
_TWICE = re.compile("%25(?=[0-9A-Fa-f]{2})")
DOCS = f"""\
Access logs of CloudFront, as standard logging writes them to a bucket: `E….gz`, each with a line `#Fields:` that names
the cells below it. The list has grown over the years; any order is read, between tabs or, as in old copies, spaces.

| field | used for |
|---|---|
| `x-edge-request-id` | the request's id; logs without this field aren't read |
| `date`, `time` | the moment, in UTC |
| `cs-method`, `sc-status` | whether it is a touch |
| `x-edge-result-type` | `Redirect` is CloudFront's own step from HTTP to HTTPS, and the request comes again: excluded as `redirect`; `Error` is `status` |
| `cs-uri-stem`, `cs-uri-query`, `x-host-header` (else `cs(Host)`) | the URL; what was percent-encoded twice is decoded once |
| `cs(Referer)` | its domain |
| `cs(User-Agent)` | its family; robots |
| `c-country` | the country |
| `c-ip` | with the agent the visitor's keyed hash, cut to /24, for IPv6 to /48; not kept |

Everything else is ignored, cookies too.

{RULES}"""


def recognise(sample: Sample) -> bool:
    """Whether a line at the top names the fields of CloudFront's."""
    return any(line.startswith(FIELDS) and set(line.split()) >= NEEDED for line in sample.head)


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the touches of a log."""
    reader = AccessReader(feed.name, "cloudfront-log", options, Moments(None))
    fields: list[str] = []
    for rows in feed.rows:
        refusals = rows.refusals
        for number, line in zip(rows.lines, rows.columns[0], strict=True):
            if line.startswith("#"):
                fields = line.split()[1:] if line.startswith(FIELDS) else fields
                continue
            cells = line.split("\t") if "\t" in line else line.split(" ")
            if len(cells) != len(fields):
                refusals.append(Refusal(number, "too-few-cells" if len(cells) < len(fields) else "too-many-cells"))
                continue
            _take(reader, number, dict(zip(fields, cells, strict=True)))
        yield reader.batch(refusals)


def _take(reader: AccessReader, line: int, row: Mapping[str, str]) -> None:
    result = row.get("x-edge-result-type", "")
    query, agent = _once(row["cs-uri-query"]), unquote(_once(row.get("cs(User-Agent)", "")))
    url = row["cs-uri-stem"] + (f"?{query}" if query else "")
    reason = reader.no_touch(row["cs-method"], "" if result == "Error" else row["sc-status"], url, agent)
    if not reason and result == "Redirect":
        reason = "redirect"
    if reason:
        reader.skip(reason)
        return
    host = _once(row.get("x-host-header", "")) or _once(row.get("cs(Host)", ""))
    reader.add(
        Touch(
            line,
            row["x-edge-request-id"],
            f"{row['date']}T{row['time']}Z",
            f"https://{host}{url}" if host else url,
            _once(row.get("cs(Referer)", "")),
            agent,
            _once(row.get("c-country", "")),
            visitor_of(row.get("c-ip", ""), agent),
        )
    )


def _once(text: str) -> str:
    """Return a cell as it was sent: nothing is ``-``, and what was encoded again has ``%25`` before its digits."""
    return "" if text == "-" else _TWICE.sub("%", text)


source = Source(
    title="CloudFront log",
    kind=Kind.CLICKS,
    columns=("line",),
    recognise=recognise,
    read=read,
    needs="a line #Fields: with cs-uri-stem, cs-uri-query, x-edge-request-id (CloudFront: standard logging)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
    shape=Shape.LINES,
)
