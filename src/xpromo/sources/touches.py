"""Columns of clicks → a batch of touches. The hot path: whole columns through memo tables, no call for a row.

A row goes wrong rarely, so columns are computed first and rows that turn out bad are taken out afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING
from zlib import crc32

from xpromo.errors import NeedsOption
from xpromo.records import Batch, Context, Refusal, Touches
from xpromo.sources.agents import family, verdict
from xpromo.sources.centres import LONGEST_NETWORK, centre_of
from xpromo.sources.evidence import (
    ELSEWHERE,
    MEMO,
    URL_REASONS,
    EvidenceTable,
    Numbering,
    Texts,
    domain_of,
    without_nobody,
)
from xpromo.sources.hashing import at_moments, hash_column, neighbours
from xpromo.sources.rules import NEEDS_ZONE
from xpromo.sources.times import Days, Memo, Moments
from xpromo.sources.written import as_iso

if TYPE_CHECKING:
    from xpromo.sources.source import ReadOptions

CONTEXTS = 20_000  # different ones that are remembered as found
ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})  # as spreadsheets save them
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{1,3}\Z", re.ASCII)
TEST, TEST_PARAMETER = "test", "xp_test"
_TEST = re.compile(rf"[?&](?:amp;)?{TEST_PARAMETER}(?:[=&#]|\Z)")
_NETWORK = itemgetter(slice(None, LONGEST_NETWORK))  # a visitor's text begins with it where an address is known
_COUNTRY = re.compile(r"[A-Za-z]{2}\Z")
_SEPARATOR = "\x1f"


@dataclass(slots=True)
class Clicks:
    """Columns of equal length as found in the file. ``ids`` is None where the format has none: then all stable cells
    together are the identity. ``visitors`` are texts that mean a person's device, "" when unknown. ``shorts``: the
    short links that were clicked, of which ``urls`` are the destinations; such a click is told by its id, moment and
    link alone, because people choose the other columns of an export.
    """

    lines: Sequence[int]
    ids: Sequence[str] | None
    moments: Sequence[str]
    urls: Sequence[str]
    referrers: Sequence[str]
    agents: Sequence[str]
    countries: Sequence[str]
    visitors: Sequence[str]
    shorts: Sequence[str] | None = None

    def cells(self) -> list[str]:
        """Return each row's stable cells as one text."""
        ids = self.ids if self.ids is not None else ("",) * len(self.lines)
        if self.shorts is not None:
            return list(map(_SEPARATOR.join, zip(ids, self.moments, self.shorts, strict=True)))
        rows = zip(
            ids, self.moments, self.urls, self.referrers, self.agents, self.countries, self.visitors, strict=True
        )
        return list(map(_SEPARATOR.join, rows))


class TouchReader:
    """Turns chunks of clicks of one file into batches; holds the file's tables."""

    def __init__(self, name: str, source: str, options: ReadOptions, moments: Moments) -> None:
        self.name = name
        self.options = options
        self.moments = moments
        self.days = Days(options.zone)
        self.evidence = EvidenceTable(options)
        self.texts = Texts()
        hashing = options.hashing
        self.visitor_prefix = hashing.prefix("visitor")
        self.event_prefix = hashing.prefix(f"touch\0{source}\0{options.account}")
        self.numbering = Numbering(0)
        number = self.texts.number
        self.referrers: Memo[str, int] = Memo(lambda text: number(domain_of(text)))
        self.countries: Memo[str, int] = Memo(lambda text: number(text.upper()) if _COUNTRY.match(text) else 0)
        self.agents: Memo[str, tuple[int, int, int]] = Memo(
            lambda text: (number(family(text)), number(verdict(text)), number(centre_of("", text)))
        )
        self.contexts: Memo[tuple[str, str, str], tuple[int, int, int]] = Memo(self._context, CONTEXTS)
        self.owners: Memo[str, int] = Memo(lambda network: number(centre_of(network, "")))
        self.short = lru_cache(MEMO)(self._short)

    def batch(self, clicks: Clicks, refusals: list[Refusal], skipped: dict[str, int] | None = None) -> Batch:
        """Return the batch of a chunk. ``refusals`` and ``skipped`` are what the format took out before.

        Raises NeedsOption when a moment states no zone and none was named.
        """
        skipped = dict(skipped or {})
        records = len(clicks.lines) + len(refusals) + sum(skipped.values())
        at = self.moments.column(clicks.moments)
        evidence = self._evidence(clicks)
        bad = self._settle(clicks, at, evidence, skipped)
        refusals += [Refusal(clicks.lines[row], reason, column) for row, (reason, column) in bad.items() if reason]
        touches = self._touches(clicks, at, evidence)
        _drop(touches, bad)
        return Batch(
            records=records,
            touches=touches,
            refusals=sorted(refusals, key=_line),
            skipped=skipped,
            evidence=self.evidence.take(),
            texts=self.texts.take(),
            contexts=[item for item in self.numbering.take() if isinstance(item, Context)],
        )

    def _evidence(self, clicks: Clicks) -> list[int]:
        if clicks.shorts is None:
            return self.evidence.column(clicks.urls)
        return list(map(self.short, clicks.shorts, clicks.urls, clicks.referrers))

    def _short(self, short: str, destination: str, referrer: str) -> int:
        found = self.evidence.clicked_short(short, destination, referrer)
        return found if isinstance(found, int) else self.evidence.number(found)

    def _settle(
        self, clicks: Clicks, at: list[int], evidence: list[int], skipped: dict[str, int]
    ) -> dict[int, tuple[str, str]]:
        """Look at the rows that the quick way left over; return row → (reason, column), "" for rows that are blank."""
        bad: dict[int, tuple[str, str]] = {}
        if min(evidence, default=0) < 0:
            self._settle_urls(clicks, evidence, bad)
        if at and max(at) > self.options.latest:
            self._settle_moments(clicks, at, bad)
        if clicks.ids is not None:
            _check_ids(clicks.ids, bad)
        for row in [row for row in bad if _blank(clicks, row)]:
            bad[row] = ("", "")
            skipped["blank"] = skipped.get("blank", 0) + 1
        return bad

    def _settle_urls(self, clicks: Clicks, evidence: list[int], bad: dict[int, tuple[str, str]]) -> None:
        of_url, urls, referrers = self.evidence.of_url, clicks.urls, clicks.referrers
        for row in [row for row, number in enumerate(evidence) if number < 0]:
            number = of_url(urls[row], referrers[row]) if evidence[row] == ELSEWHERE else evidence[row]
            evidence[row] = max(number, 0)
            if number < 0:
                bad[row] = (URL_REASONS[number], "url")

    def _settle_moments(self, clicks: Clicks, at: list[int], bad: dict[int, tuple[str, str]]) -> None:
        latest = self.options.latest
        for row in [row for row, seconds in enumerate(at) if seconds > latest]:
            settled = self.moments.settle(clicks.moments[row])
            if settled in {"ambiguous-date", "bad-time"}:
                settled = self.moments.settle(as_iso(clicks.moments[row], self.options))
            if settled == NEEDS_ZONE.slug:
                raise NeedsOption.in_file(NEEDS_ZONE, self.name)
            if isinstance(settled, int) and settled <= latest:
                at[row] = settled
            else:  # no day is told of it: the last one there is has none in a zone ahead
                at[row], bad[row] = 0, (settled if isinstance(settled, str) else "future", "at")

    def _touches(self, clicks: Clicks, at: list[int], evidence: list[int]) -> Touches:
        cells = clicks.cells()
        devices = without_nobody(clicks.visitors)
        visitors: list[bytes | None] = [*hash_column(self.visitor_prefix, devices)]
        if "" in devices:
            visitors = [key if text else None for key, text in zip(visitors, devices, strict=True)]
        origins = zip(clicks.referrers, clicks.countries, clicks.agents, strict=True)
        found = zip(*map(self.contexts.__getitem__, origins), strict=True)
        contexts, verdicts, centres = map(list, found) if clicks.agents else ([], [], [])
        return Touches(
            line=list(clicks.lines),
            key=(
                at_moments(self.event_prefix, cells, at)
                if clicks.ids is None
                else neighbours(self.event_prefix, clicks.ids)
            ),
            cells=list(map(crc32, map(str.encode, cells))),
            at=at,
            day=self.days.column(at),
            evidence=evidence,
            visitor=visitors,
            context=contexts,
            excluded=self._excluded(clicks, verdicts),
            centre=self._centres(clicks, centres),
        )

    def _context(self, origin: tuple[str, str, str]) -> tuple[int, int, int]:
        """Return the number of a referrer, country and agent as found, and those of the agent's verdict and centre."""
        referrer, country, agent = origin
        where = self.referrers[referrer], self.countries[country]
        family_of, verdict_on, centre = self.agents[agent]
        return self.numbering[Context(*where, family_of)], verdict_on, centre

    def _centres(self, clicks: Clicks, centres: list[int]) -> list[int]:
        """Return whose data centre each click comes from: by its network where it is known, else by its agent."""
        if "\0" in "".join(clicks.visitors):
            owners = map(self.owners.__getitem__, map(_NETWORK, clicks.visitors))
            centres = [owner or centre for owner, centre in zip(owners, centres, strict=True)]
        return centres if any(centres) else []

    def _excluded(self, clicks: Clicks, verdicts: list[int]) -> list[int]:
        if TEST_PARAMETER not in "\n".join(clicks.urls):
            return verdicts
        test = self.texts.number(TEST)
        return [number or test * is_test(url) for number, url in zip(verdicts, clicks.urls, strict=True)]


def is_test(url: str) -> bool:
    """Whether a clicked URL says that somebody of ours was trying it."""
    return _TEST.search(url) is not None


def _check_ids(ids: Sequence[str], bad: dict[int, tuple[str, str]]) -> None:
    """Find rows without an id, and with one that a spreadsheet has rounded or couldn't work out."""
    named, together = without_nobody(ids), "".join(ids)
    if not all(named):
        bad.update({row: ("no-id", "id") for row, text in enumerate(named) if not text and row not in bad})
    if "+" in together:
        bad.update({row: ("scientific-id", "id") for row, text in enumerate(ids) if SCIENTIFIC.match(text)})
    if "#" in together:
        bad.update({row: ("error-cell", "id") for row, text in enumerate(ids) if text in ERRORS})


def _line(refusal: Refusal) -> int:
    return refusal.line


def _drop(touches: Touches, rows: Iterable[int]) -> None:
    """Take rows, which are few, out of every column."""
    columns = [column for column in (getattr(touches, name) for name in Touches.__slots__) if column]
    for row in sorted(rows, reverse=True):
        for column in columns:
            del column[row]


def _blank(clicks: Clicks, row: int) -> bool:
    return not (
        clicks.moments[row]
        or clicks.urls[row]
        or clicks.referrers[row]
        or clicks.agents[row]
        or clicks.visitors[row]
        or (clicks.ids is not None and clicks.ids[row])
    )


__all__ = ["ERRORS", "SCIENTIFIC", "Clicks", "TouchReader"]
