"""What a source is, what it is handed, and the registry of all of them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind, Refusal
from xpromo.registry import Registry
from xpromo.sources.hashing import Hashing

_PUNCTUATION = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def plain_name(header: str) -> str:
    """Return a column's name for comparing: ``Created date (UTC)`` → ``created date utc``, ``user_agent`` →
    ``user agent``.
    """
    return _PUNCTUATION.sub(" ", unicodedata.normalize("NFC", header).casefold()).strip()


class Shape(StrEnum):
    """How a file is laid out: a table (CSV or JSONL), or plain lines."""

    TABLE = "table"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Sample:
    """What detection may look at: plain column names (after ``--map``) and the first line as text."""

    names: frozenset[str]
    first_line: str

    def has(self, *names: str) -> bool:
        """Whether all these columns are there."""
        return self.names.issuperset(names)

    def has_any(self, *names: str) -> bool:
        """Whether one of these columns is there."""
        return not self.names.isdisjoint(names)


@dataclass(frozen=True)
class ReadOptions:
    """Everything besides the bytes that decides how rows are read; it crosses to the reading process as it is.

    ``zone`` is where days are counted, ``timezone`` what ``--tz`` said, ``now`` seconds since 1970. ``mapping``: plain
    name of theirs → plain name of ours. ``links``: the ids that were promised, beside which nothing else is needed
    (None: every id is taken for one). They spare work and space; whose a row is doesn't depend on them.
    """

    key: bytes
    now: int
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    timezone: ZoneInfo | None = None
    currency: str = ""
    account: str = "default"
    placement: str = ""
    link_parameter: str = "xp"
    domains: tuple[str, ...] = ()
    short_paths: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    links: frozenset[str] | None = None

    @cached_property
    def hashing(self) -> Hashing:
        """Keyed hashing for this file."""
        return Hashing(self.key)

    @property
    def latest(self) -> int:
        """The last moment that isn't in the future: a day of grace for clocks and zones."""
        return self.now + 86_400

    def stable_text(self) -> str:
        """Return the options that change what rows become, as a text that two equal imports share; without the key
        and the clock.
        """
        stated = {
            "account": self.account,
            "currency": self.currency,
            "domains": self.domains,
            "link_parameter": self.link_parameter,
            "mapping": dict(self.mapping),
            "placement": self.placement,
            "short_paths": self.short_paths,
            "timezone": str(self.timezone or ""),
            "zone": str(self.zone),
        }
        return json.dumps(stated, sort_keys=True, ensure_ascii=True)


@dataclass(slots=True)
class Rows:
    """A chunk of a file's rows as columns, in the order of ``Source.columns``; absent ones are empty texts.

    ``lines``: where each row begins. ``refusals``: rows that could not even be cut into cells.
    """

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def records(self) -> int:
        """Rows of the file in this chunk, refused ones too."""
        return len(self.lines) + len(self.refusals)


@dataclass(frozen=True, slots=True)
class Feed:
    """A file as a source sees it: which of its columns are there, and the rows in chunks."""

    name: str
    present: frozenset[str]
    rows: Iterator[Rows]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of export file.

    ``columns``: plain names of all columns that are read; nothing else is looked at. ``{link}`` in one stands for the
    link parameter. ``needs`` says in a line what the file must have, for the list when nothing fits. ``by_id`` tells
    from the columns that are there whether rows carry ids. ``zone`` is the zone the format is always in (``UTC`` in a
    header), "offset" when each moment states its own, "" when it says nothing. ``docs`` is Markdown: what it is, how
    to export it, which columns are used, what is ignored. A changed reading raises ``version``.
    """

    title: str
    kind: Kind
    columns: tuple[str, ...]
    recognise: Callable[[Sample], bool]
    read: Callable[[Feed, ReadOptions], Iterator[Batch]]
    needs: str
    docs: str
    by_id: Callable[[frozenset[str]], bool] = lambda present: "id" in present
    zone: str = ""
    shape: Shape = Shape.TABLE
    required: tuple[str, ...] = ()
    version: int = 1

    def columns_for(self, options: ReadOptions) -> tuple[str, ...]:
        """Return the plain names of the columns that are read under these options."""
        link = plain_name(options.link_parameter)
        return tuple(name.replace("{link}", link) for name in self.columns)


SOURCES = Registry("xpromo.sources.formats", "source", Source)
