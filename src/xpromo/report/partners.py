"""Partners: a line for each, or a page on one. People appear as the roles that they hold, never by name or address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xpromo.report.cells import percent
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.plain import record


@dataclass(frozen=True, slots=True)
class PartnerNeed:
    """What a stage asks for and the file lacks: its key, the stage that asked first, why, what to write."""

    key: str
    stage: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class PartnerCampaign:
    """A campaign with a partner; the last day counts. ``state`` is ``planned``, ``live`` or ``over``."""

    campaign: str
    name: str
    form: str
    start: date
    end: date
    state: str


@dataclass(frozen=True, slots=True)
class PartnerProperty:
    """A property with its audience: as claimed, and as seen in its tool."""

    property: str
    name: str
    channel: str
    audience: int | None
    audience_verified: int | None


@dataclass(frozen=True, slots=True)
class PartnerStatus:
    """All of what is known of a partner.

    ``needed`` are the topics that its stage finds wanting, ``lacks`` those and whatever else isn't written down.
    ``days_left`` counts to the agreement's last day: 0 on that day, negative after it, None without one.
    """

    partner: str
    name: str
    stage: str
    depth: str
    needed: tuple[str, ...]
    lacks: tuple[str, ...]
    needs: tuple[PartnerNeed, ...]
    days_left: int | None
    campaigns: tuple[PartnerCampaign, ...]
    properties: tuple[PartnerProperty, ...]
    contacts: tuple[str, ...]
    agreement: Mapping[str, object] | None
    guardrails: Mapping[str, object] | None
    fit: Mapping[str, object] | None
    benchmarks: Mapping[str, object] | None
    notes: str | None


_PARTNERS = (
    Column("partner", "Partner", CellKind.ID),
    Column("name", "Name", detail=True),
    Column("stage", "Stage", CellKind.ID),
    Column("depth", "Depth", CellKind.ID, spare=5),
    Column("start", "From", CellKind.DAY, detail=True),
    Column("end", "Until", CellKind.DAY),
    Column("days_left", "Days left", CellKind.INT, spare=4),
    Column("campaigns", "Campaigns", CellKind.ID, spare=1),
    Column("past", "Past", CellKind.INT, detail=True),
    Column("live", "Live", CellKind.INT, detail=True),
    Column("next", "Next", CellKind.INT, detail=True),
    Column("properties", "Properties", CellKind.INT, detail=True),
    Column("audience", "Audience", CellKind.INT),
    Column("audience_verified", "Verified", CellKind.INT, spare=2),
    Column("needed", "Still needs", CellKind.TEXT),
    Column("lacks", "Not written down", CellKind.TEXT, detail=True),
)
_FACTS = (
    Column("part", "Part", CellKind.ID, detail=True),
    Column("key", "What", CellKind.TEXT),
    Column("value", "Is", CellKind.TEXT),
)
_NEEDS = (
    Column("key", "Key", CellKind.ID),
    Column("message", "Why", CellKind.TEXT),
    Column("hint", "What to do", CellKind.TEXT),
)
_PROPERTIES = (
    Column("property", "Property", CellKind.ID),
    Column("name", "Name", CellKind.TEXT, spare=1),
    Column("channel", "Channel", CellKind.ID),
    Column("audience", "Audience", CellKind.INT),
    Column("audience_verified", "Verified", CellKind.INT),
)
_CAMPAIGNS = (
    Column("campaign", "Campaign", CellKind.ID),
    Column("form", "Form", CellKind.ID, spare=1),
    Column("state", "State", CellKind.ID),
    Column("start", "First day", CellKind.DAY),
    Column("end", "Last day", CellKind.DAY),
)
_WORDS = {"over": "past", "live": "live", "planned": "next"}
_PARTS = ("agreement", "guardrails", "fit", "benchmarks")
_FRACTIONS = ("_rate", "_share")


def partners_document(found: Sequence[PartnerStatus], notes: Sequence[str] = (), *, chosen: bool = False) -> Document:
    """Return a line for each partner, in the order given; ``chosen``: there may be others."""
    return Document(
        schema="partners",
        columns=_PARTNERS,
        rows=[_line(item) for item in found],
        data=[record(item) for item in found],
        notes=tuple(notes),
        empty="No partner is like that." if chosen else "No partner has a file in campaigns/partners yet.",
    )


def partner_document(item: PartnerStatus, notes: Sequence[str] = ()) -> Document:
    """Return the page on one partner: facts, properties, campaigns, what is still needed."""
    sections = (
        Section("Properties", _PROPERTIES, [record(one) for one in item.properties]),
        Section("Campaigns", _CAMPAIGNS, [record(one) for one in item.campaigns]),
        Section(f"Still needed while {item.stage}", _NEEDS, [record(one) for one in item.needs]),
    )
    unknown = [topic for topic in item.lacks if topic not in item.needed]
    return Document(
        schema="partners",
        title=f"{item.name} ({item.partner}): {item.stage}, {item.depth}",
        columns=_FACTS,
        rows=list(_facts(item)),
        data=[record(item)],
        group="part",
        empty="No agreement, guardrails, fit or benchmarks yet.",
        more=tuple(section for section in sections if section.rows),
        notes=(*([item.notes] if item.notes else []), *_unwritten(unknown), *notes),
    )


def _unwritten(topics: Sequence[str]) -> tuple[str, ...]:
    return (f"Not written down yet: {', '.join(topics)}.",) if topics else ()


def _line(item: PartnerStatus) -> Row:
    counts = {word: sum(one.state == state for one in item.campaigns) for state, word in _WORDS.items()}
    agreement = item.agreement or {}
    return {
        "partner": item.partner,
        "name": item.name,
        "stage": item.stage,
        "depth": item.depth,
        "start": agreement.get("start"),
        "end": agreement.get("end"),
        "days_left": item.days_left,
        "campaigns": ", ".join(f"{count} {word}" for word, count in counts.items() if count) or None,
        **counts,
        "properties": len(item.properties),
        "audience": _sum([one.audience for one in item.properties]),
        "audience_verified": _sum([one.audience_verified for one in item.properties]),
        "needed": ", ".join(item.needed) or None,
        "lacks": ", ".join(item.lacks) or None,
    }


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _facts(item: PartnerStatus) -> Iterator[Row]:
    """Yield what was agreed and what is known, by part; keys without a value are left out."""
    if item.contacts:
        yield {"part": "contacts", "key": "roles", "value": ", ".join(item.contacts)}
    for part in _PARTS:
        for key, value in _flat(getattr(item, part) or {}):
            yield {"part": part, "key": key.replace("_", " "), "value": _in_words(key, value)}
        if part == "agreement" and item.days_left is not None:
            yield {"part": part, "key": "days left", "value": str(item.days_left)}


def _flat(part: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the keys of a part that hold something; of a mapping inside its own keys, but not of a list of words."""
    for key, value in part.items():
        if isinstance(value, Mapping) and key != "words":
            yield from ((f"{key} {inner}", held) for inner, held in _flat(value))
        elif value not in (None, "", (), [], {}):
            yield key, value


def _in_words(key: str, value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{theirs}: {ours}" for theirs, ours in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value)) if any(" " in str(one) for one in value) else ", ".join(map(str, value))
    if isinstance(value, int | float) and key.endswith(_FRACTIONS):
        return percent(value)
    return str(value).replace("_", " ") if isinstance(value, str) and " " not in value else str(value)
