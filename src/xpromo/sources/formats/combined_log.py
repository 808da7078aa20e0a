"""Access logs of nginx and Apache in the combined form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xpromo.records import Batch, Kind, Refusal
from xpromo.sources.agents import PREFETCH, verdict
from xpromo.sources.evidence import under
from xpromo.sources.networks import network_of
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.times import Moments
from xpromo.sources.touches import Clicks, TouchReader
from xpromo.utm import REFERRING

LONGEST_LINE = 1 << 16
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(rf"(\S+) \S+ [^\[]*\[([^\]]{{20,32}})\] {_QUOTED} (\d{{3}}) (?:\d+|-) {_QUOTED} {_QUOTED}")
_ASSET = re.compile(
    r"\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp4|webm|mp3|json|xml|txt)\Z",
    re.IGNORECASE,
)
DOCS = """\
Access logs in the combined form, as nginx and Apache write them by default; also compressed with gzip.

A line is a click when its method is GET, its status 2xx or 3xx, and its URL holds the link parameter, a `utm_` tag,
`ref` or `via`, or lies under one of the brand's `short_paths`. Every other line that can be read is excluded with its
reason:

| reason | what it was |
|---|---|
| `prefetch` | HEAD requests, and link unfurlers of chat and social tools |
| `bot-agent` | robots, scanners, libraries |
| `method`, `status`, `asset`, `page` | not GET; an error; an image, style or script; a page without any tag |

Lines that can't be read are refused (`unreadable`). The moment's offset is in the line. The network (/24, for IPv6 /48)
and the user agent together become the visitor's keyed hash; neither is kept, nor is the address. A log has no ids: two
equal lines are two clicks.
"""


def recognise(sample: Sample) -> bool:
    """Whether the first line has the combined form."""
    return bool(_LINE.match(sample.first_line))


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the touches of a log."""
    reader = TouchReader(feed.name, "combined-log", options, Moments(None, log=True))
    touch = _touch_rule(options)
    for rows in feed.rows:
        refusals, skipped = rows.refusals, dict[str, int]()
        found: list[Sequence[str]] = []
        lines: list[int] = []
        for number, line in zip(rows.lines, rows.columns[0], strict=True):
            match = _LINE.match(line) if len(line) <= LONGEST_LINE else None
            if match is None:
                refusals.append(Refusal(number, "unreadable"))
                continue
            address, at, request, status, referrer, agent = match.groups()
            method, _, rest = request.partition(" ")
            url = rest.rpartition(" ")[0] if " HTTP/" in rest else rest
            reason = _no_touch(method, status, url, agent, touch, options.short_paths)
            if reason:
                skipped[reason] = skipped.get(reason, 0) + 1
                continue
            network = network_of(address)
            lines.append(number)
            found.append(
                (at, url, "" if referrer == "-" else referrer, agent, f"{network}\0{agent}" if network else "")
            )
        at_, url_, referrer_, agent_, visitor_ = zip(*found, strict=True) if found else [()] * 5
        none = ("",) * len(lines)
        yield reader.batch(Clicks(lines, None, at_, url_, referrer_, agent_, none, visitor_), refusals, skipped)


def _touch_rule(options: ReadOptions) -> re.Pattern[str]:
    """Return what a URL must match to be a touch by its parameters."""
    names = "|".join(re.escape(name) for name in (options.link_parameter, *REFERRING) if name)
    return re.compile(rf"[?&](?:amp;)?(?:utm_[a-z_]+|{names})=", re.IGNORECASE)


def _no_touch(
    method: str, status: str, url: str, agent: str, touch: re.Pattern[str], short_paths: Sequence[str]
) -> str:
    """Return why a line is no touch, "" when it is one."""
    if method == "HEAD":
        return PREFETCH
    if method != "GET":
        return "method"
    if status[0] not in "23":
        return "status"
    path = url.partition("?")[0]
    if touch.search(url) or any(under(path, prefix) for prefix in short_paths):
        return ""
    return verdict(agent) or ("asset" if _ASSET.search(path) else "page")


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
