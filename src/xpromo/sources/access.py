"""Requests of an access log: which of them are touches, whatever server wrote them."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from xpromo.sources.agents import PREFETCH, verdict
from xpromo.sources.evidence import under
from xpromo.sources.touches import Clicks, TouchReader
from xpromo.utm import REFERRING

if TYPE_CHECKING:
    from xpromo.records import Batch, Refusal
    from xpromo.sources.source import ReadOptions
    from xpromo.sources.times import Moments

_ASSET = re.compile(
    r"\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp4|webm|mp3|json|xml|txt)\Z",
    re.IGNORECASE,
)
RULES = """\
A request is a click when its method is GET, its status 2xx or 3xx, and its URL holds the link parameter, a `utm_` tag,
`ref` or `via`, or lies under one of the brand's `short_paths`. Every other one that can be read is excluded with its
reason:

| reason | what it was |
|---|---|
| `prefetch` | HEAD requests, and link unfurlers of chat and social tools |
| `bot-agent` | robots, scanners, libraries |
| `method`, `status`, `asset`, `page` | not GET; an error; an image, style or script; a page without any tag |
"""


class Touch(NamedTuple):
    """A request that is a touch, as found."""

    line: int
    id: str
    at: str
    url: str
    referrer: str
    agent: str
    country: str
    visitor: str


class AccessReader:
    """Judges the requests of a log and hands out batches of touches. ``with_ids``: each request has an id."""

    def __init__(
        self, name: str, source: str, options: ReadOptions, moments: Moments, *, with_ids: bool = True
    ) -> None:
        self.reader = TouchReader(name, source, options, moments)
        self.short_paths = options.short_paths
        self.with_ids = with_ids
        names = "|".join(re.escape(name) for name in (options.link_parameter, *REFERRING) if name)
        self.tagged = re.compile(rf"[?&](?:amp;)?(?:utm_[a-z_]+|{names})=", re.IGNORECASE)
        self._start()

    def _start(self) -> None:
        self.found: list[Touch] = []
        self.skipped: dict[str, int] = {}

    def no_touch(self, method: str, status: str, url: str, agent: str) -> str:
        """Return why a request is no touch, "" when it is one."""
        if method == "HEAD":
            return PREFETCH
        if method != "GET":
            return "method"
        if status[:1] not in {"2", "3"}:
            return "status"
        path = url.partition("?")[0]
        if self.tagged.search(url) or any(under(path, prefix) for prefix in self.short_paths):
            return ""
        return verdict(agent) or ("asset" if _ASSET.search(path) else "page")

    def skip(self, reason: str) -> None:
        """Count a request that is no touch."""
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def add(self, touch: Touch) -> None:
        """Take a request that is one."""
        self.found.append(touch)

    def batch(self, refusals: list[Refusal]) -> Batch:
        """Return what was collected since the last call."""
        line, ids, *cells = zip(*self.found, strict=True) if self.found else [()] * len(Touch._fields)
        clicks = Clicks(line, ids if self.with_ids else None, *cells)
        batch = self.reader.batch(clicks, refusals, self.skipped)
        self._start()
        return batch


def visitor_of(address: str, agent: str) -> str:
    """Return what tells a device from others, "" where the address says nothing: its network, and the agent."""
    network = network_of(address)
    return f"{network}\0{agent}" if network else ""


@lru_cache(maxsize=65_536)
def network_of(address: str) -> str:
    """Return an address cut to /24 or /48, "" for none: no more of it is used for anything."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    packed = (mapped or found).packed
    return packed[: 3 if len(packed) == 4 else 6].hex()  # noqa: PLR2004 - bytes of an IPv4 address
