"""Access logs of nginx and Apache in the combined form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xpromo.records import Batch, Kind, Refusal
from xpromo.sources.access import RULES, AccessReader, Touch, visitor_of
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.times import Moments

LONGEST_LINE = 1 << 16
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(rf"(\S+) \S+ [^\[]*\[([^\]]{{20,32}})\] {_QUOTED} (\d{{3}}) (?:\d+|-) {_QUOTED} {_QUOTED}")
DOCS = f"""\
Access logs in the combined form, as nginx and Apache write them by default; also compressed with gzip.

{RULES}
Lines that can't be read are refused (`unreadable`). The moment's offset is in the line. The network (/24, for IPv6 /48)
and the user agent together become the visitor's keyed hash; neither is kept, nor is the address. A log has no ids: two
equal lines are two clicks.
"""


def recognise(sample: Sample) -> bool:
    """Whether the first line has the combined form."""
    return bool(_LINE.match(sample.first_line))


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the touches of a log."""
    reader = AccessReader(feed.name, "combined-log", options, Moments(None, log=True), with_ids=False)
    for rows in feed.rows:
        refusals = rows.refusals
        for number, line in zip(rows.lines, rows.columns[0], strict=True):
            match = _LINE.match(line) if len(line) <= LONGEST_LINE else None
            if match is None:
                refusals.append(Refusal(number, "unreadable"))
                continue
            address, at, request, status, referrer, agent = match.groups()
            method, _, rest = request.partition(" ")
            url = rest.rpartition(" ")[0] if " HTTP/" in rest else rest
            reason = reader.no_touch(method, status, url, agent)
            if reason:
                reader.skip(reason)
                continue
            referrer = "" if referrer == "-" else referrer
            reader.add(Touch(number, "", at, url, referrer, agent, "", visitor_of(address, agent)))
        yield reader.batch(refusals)


source = Source(
    title="combined access log",
    kind=Kind.CLICKS,
    columns=("line",),
    recognise=recognise,
    read=read,
    needs="lines of the combined form of nginx and Apache",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="offset",
    shape=Shape.LINES,
)
