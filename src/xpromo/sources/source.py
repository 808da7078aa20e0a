"""What a source is, what it is handed, and the registry of all of them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind, Refusal
from xpromo.registry import Registry
from xpromo.sources.hashing import Hashing

CHUNK = 400  # rows; more of them fall out of the processor's cache before they are done
_PUNCTUATION = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def plain_name(header: str) -> str:
    """Return a column's name for comparing: ``Created date (UTC)`` → ``created date utc``, ``user_agent`` →
    ``user agent``.
    """
    return _PUNCTUATION.sub(" ", unicodedata.normalize("NFC", header).casefold()).strip()


class Shape(StrEnum):
    """How a file is laid out.

    A table has a header, or is JSONL with our own flat objects. Lines are a log. A sheet is cells as they lie: several
    tables, comments, totals. Objects are JSON, nested, one a line or inside one document.
    """

    TABLE = "table"
    LINES = "lines"
    SHEET = "sheet"
    OBJECTS = "objects"


@dataclass(frozen=True, slots=True)
class Sample:
    """What detection may look at.

    ``names``: plain column names after ``--map``, of JSON those of the first object, inner keys joined to outer ones.
    ``lists``: of JSON, key → names of the first object in that list; ``only``: those of a document with one list.
    ``head`` and ``tail`` are the first lines and the end of the text, ``file`` is the file's name: only where nothing
    inside says what it is.
    """

    names: frozenset[str]
    first_line: str
    head: tuple[str, ...] = ()
    tail: str = ""
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    file: str = ""
    is_json: bool = False
    only: frozenset[str] = frozenset()

    def has(self, *names: str) -> bool:
        """Whether all these columns are there."""
        return self.names.issuperset(names)

    def has_any(self, *names: str) -> bool:
        """Whether one of these columns is there."""
        return not self.names.isdisjoint(names)

    def lists_have(self, key: str, *names: str) -> bool:
        """Whether the JSON document has a list called ``key`` whose first object has all these."""
        return key in self.lists and self.lists[key].issuperset(names)


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
    decimal: str = ""  # "." or ","
    date_order: str = ""  # dmy, mdy, ymd
    period: tuple[int, int] | None = None  # days since 1970, end exclusive, for a file that states none
    account: str = "default"
    placement: str = ""
    link_parameter: str = "xp"
    domains: tuple[str, ...] = ()
    short_paths: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    links: frozenset[str] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)  # plain answer of a survey → partner:green-mug

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
            "date_order": self.date_order,
            "decimal": self.decimal,
            "period": self.period,
            "domains": self.domains,
            "link_parameter": self.link_parameter,
            "mapping": dict(self.mapping),
            "placement": self.placement,
            "short_paths": self.short_paths,
            "timezone": str(self.timezone or ""),
            "zone": str(self.zone),
        }
        if self.choices:
            stated["choices"] = sha256(json.dumps(dict(self.choices), sort_keys=True).encode()).hexdigest()
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
    """A file as a source sees it: which of its columns are there, and the rows in chunks.

    A source of the shape SHEET gets ``sheet``, lines with their cells, in place of rows; one of the shape OBJECTS also
    ``outer``: what the document holds besides its records, by plain name.
    """

    name: str
    present: frozenset[str]
    rows: Iterator[Rows]
    sheet: Iterator[tuple[int, list[str]]] = field(default_factory=lambda: iter(()))
    outer: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of export file.

    ``columns``: plain names of all columns that are read; nothing else is looked at. ``{link}`` in one stands for the
    link parameter. ``needs`` says in a line what the file must have, for the list when nothing fits. ``by_id`` tells
    from the columns that are there whether rows carry ids. ``zone`` is the zone the format is always in (``UTC`` in a
    header), "offset" when each moment states its own, "" when it says nothing. ``docs`` is Markdown: what it is, how
    to export it, which columns are used, what is ignored. A changed reading raises ``version``.
    ``translated`` are sets of columns that tell the file in another language, which isn't read.
    ``filtered`` says of a tool that leaves clicks out itself by which rule; ``clicks`` of totals that clicks are among
    them; ``taken_as`` what is taken for granted of a file with these columns. ``days_in`` tells from a JSON document
    (what stands around the records, and the first of them, by plain names) in which zone its days are, "" for no word
    of it. Of JSON, ``records`` names the lists of a document that may hold the records (none of them there: the object
    itself is one), ``inside`` paths to the object proper within each, as they are typed (``data object``), and
    ``around`` what stands around them and has to be the same in all answers that a file holds.
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
    translated: tuple[frozenset[str], ...] = ()
    records: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    version: int = 1
    filtered: str = ""
    clicks: bool = False
    taken_as: Callable[[frozenset[str]], str] = lambda _present: ""
    days_in: Callable[[Mapping[str, object], Mapping[str, object]], str] = lambda _outer, _first: ""

    @property
    def counts_clicks(self) -> bool:
        """Whether clicks can come from it; sessions, visits and unique clicks are none."""
        return self.clicks or self.kind is Kind.CLICKS

    def columns_for(self, options: ReadOptions) -> tuple[str, ...]:
        """Return the plain names of the columns that are read under these options."""
        link = plain_name(options.link_parameter)
        return tuple(name.replace("{link}", link) for name in self.columns)


SOURCES = Registry("xpromo.sources.formats", "source", Source)
