"""What a page shows around the table of a document, for formats that can draw.

Values only: texts are ready to be read, numbers are there to be drawn, and nothing knows what HTML is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xpromo.report.document import Section


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number and, in words, what it is made of and how sure it is."""

    title: str
    value: str
    words: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Headline numbers side by side."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Meter:
    """A goal: the shares of its target and of its days that are reached, both of 1, and what follows in words."""

    title: str
    words: str
    verdict: str
    share: float | None
    elapsed: float
    well: bool | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Meters:
    """Goals below each other; those of one ``group`` stand together."""

    title: str
    meters: tuple[Meter, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A line: a value for each day or week, None where nothing is known. ``second`` is drawn otherwise, not by colour
    alone.
    """

    title: str
    values: Sequence[int | None]
    second: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines on one scale."""

    title: str
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Panels over the same days or weeks. ``marks`` says what happened on a day; ``table`` holds the same in words.

    The table's first column is the day; its columns of numbers are the series of all panels, in order.
    """

    title: str
    words: str
    days: Sequence[date]
    panels: tuple[Panel, ...]
    marks: Mapping[date, str]
    table: Section
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a funnel: a count, and the share of the step that it is measured against."""

    title: str
    count: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """A funnel, widest first."""

    title: str
    steps: tuple[Step, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What went both ways with a partner, and who owes whom."""

    title: str
    received: int | None
    given: int | None
    words: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Exchanges:
    """Exchanges with partners, each on a scale of its own: their units differ."""

    title: str
    exchanges: tuple[Exchange, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """A number that lies between two, depending on how one looks at it; ``at`` is one of them."""

    title: str
    low: float
    high: float
    at: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Ranges:
    """Ranges on one scale from 0."""

    title: str
    ranges: tuple[Range, ...]
    note: str = ""


Block = Figures | Meters | Days | Steps | Exchanges | Ranges | Section


@dataclass(frozen=True, slots=True)
class Page:
    """What stands around a document's table: sentences and ``facts`` on top, blocks above and below.

    ``kind`` says what it is, where the document's schema doesn't. ``warning`` is what a reader must know before any
    number. ``heading`` names the table. ``definitions`` say what each number means.
    """

    title: str
    lead: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    warning: str = ""
    above: tuple[Block, ...] = ()
    heading: str = ""
    below: tuple[Block, ...] = ()
    definitions: Mapping[str, str] | None = None
    kind: str = ""
