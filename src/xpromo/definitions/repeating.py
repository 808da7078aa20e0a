"""A campaign's file → the text of its next one: dates moved, ids renamed, codes left blank, everything else as it is.

The old text is edited in place, so comments and layout stay. What a machine can't move (a day named in the terms, last
year's number in a title) is listed at the top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from xpromo.definitions.diary import Flight
from xpromo.definitions.model import Keys, Project, zone_of
from xpromo.definitions.places import is_empty
from xpromo.definitions.positions import Document
from xpromo.definitions.scaffold import modeline, scalar
from xpromo.definitions.schema import Campaign, Offer, Placement
from xpromo.definitions.schema.parsing import LONGEST_ID
from xpromo.definitions.splicing import spliced
from xpromo.definitions.text import LINE_END
from xpromo.errors import Edit, Location

_WEEK = timedelta(weeks=1)
_MARK = re.compile(r"-\d{4}-(?:\d{2}|q\d)\Z")
_MODELINE = re.compile(r"\A# yaml-language-server:[^\n]*\n")
# A key without a value: on a line of its own, or behind or before another one between braces
_EMPTIED = re.compile(
    r"^ *(?:moved_from|done): *\n|, *(?:moved_from|done): *(?=[,}])|(?<=\{)(?:moved_from|done): *, *", re.MULTILINE
)
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NAMES_A_TIME = re.compile(rf"\d{{4}}|\b(?:{_MONTH})[a-z]*\b|\d[./-]\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Repeat:
    """What the next campaign is called and when it begins; ``goals`` and ``placements`` are sentences for them,
    ``wishes`` what people wanted to do otherwise.
    """

    campaign: str
    start: date
    name: str | None = None
    goals: Mapping[str, str] = field(default_factory=dict)
    placements: Mapping[str, str] = field(default_factory=dict)
    wishes: Sequence[str] = ()


def repeated_text(project: Project, campaign: Campaign, repeat: Repeat) -> str:
    """Return campaigns/<new>.yaml."""
    document = project.documents[project.locate(campaign).path]
    again = _Again(project, campaign, repeat, document)
    body = _EMPTIED.sub("", _MODELINE.sub("", spliced(LINE_END.sub("\n", document.text), again.edits())))
    return modeline("campaign") + "".join(f"{line}\n" for line in again.remarks()) + body


class _Again:
    """The edits of one repetition."""

    def __init__(self, project: Project, campaign: Campaign, repeat: Repeat, document: Document) -> None:
        self.project = project
        self.campaign = campaign
        self.repeat = repeat
        self.document = document
        self.exact = repeat.start - campaign.flight.start
        self.weeks = round(self.exact / _WEEK) * _WEEK  # keeps weekdays
        zone = ZoneInfo(project.brand.timezone if project.brand else "UTC")
        self.flight = Flight(repeat.start, campaign.flight.end + self.exact, zone)
        self.offers = self._renamed(project.offers, [offer.id for offer in campaign.offers])
        taken = {item.id for _, item in project.placements()}
        self.placements = self._renamed(taken, [item.id for item in campaign.placements])

    def edits(self) -> Iterator[Edit]:
        """Yield everything that is written anew."""
        yield self._put(("campaign",), self.repeat.campaign)
        if self.repeat.name:
            yield self._put(("name",), scalar(self.repeat.name))
        yield self._put(("flight", "start"), str(self.flight.start))
        yield self._put(("flight", "end"), str(self.flight.end))
        yield from self._blank(("moved_from",))
        for number, offer in enumerate(self.campaign.offers):
            yield from self._offer(("offers", number), offer)
        for number, placement in enumerate(self.campaign.placements):
            yield from self._placement(("placements", number), placement)
        for number, swap in enumerate(self.campaign.swaps):
            for key, name in (("give", swap.give), ("get", swap.get)):
                yield self._put(("swaps", number, key), self.placements.get(name, name))
        for number, task in enumerate(self.campaign.playbook):
            yield self._put(("playbook", number, "due"), str(task.due + self.weeks))
            yield from self._blank(("playbook", number, "done"))
        yield from self._goals()

    def remarks(self) -> Iterator[str]:
        """Yield comments for the top: where it comes from, and what has to be read again."""
        again = list(self._to_read_again())
        colon = " Read again what names a time or a code:" if again else ""
        yield f"# Begun with {self.campaign.id}, {self.exact.days} days later.{colon}"
        yield from again
        if self.repeat.wishes:
            yield "# Next time, says the retro:"
            yield from (f"#   {wish}" for wish in self.repeat.wishes)

    def _to_read_again(self) -> Iterator[str]:
        if not self.repeat.name:
            yield from _reread("name", self.campaign.name)
        for name, text in self.campaign.value.items():
            yield from _reread(f"value of {name}", text)
        for offer in self.campaign.offers:
            name = self.offers[offer.id]
            for what in ("title", "description", "terms"):
                yield from _reread(f"{what} of {name}", getattr(offer, what))
            if offer.codes and offer.codes.code:
                yield f"#   code of {name}: it was {offer.codes.code}; another one keeps the two campaigns apart"
        for question in self.campaign.assets.faq:
            yield from _reread("an answer", question.a)

    def _offer(self, keys: Keys, offer: Offer) -> Iterator[Edit]:
        yield self._put((*keys, "id"), self.offers[offer.id])
        if offer.valid:
            yield self._put((*keys, "valid", "start"), str(offer.valid.start + self.exact))
            yield self._put((*keys, "valid", "end"), str(offer.valid.end + self.exact))
        yield from self._blank((*keys, "codes", "code"))

    def _placement(self, keys: Keys, placement: Placement) -> Iterator[Edit]:
        yield self._put((*keys, "id"), self.placements[placement.id])
        yield self._put((*keys, "offer"), self.offers.get(placement.offer, placement.offer))
        if placement.at:
            yield self._put((*keys, "at"), self._moved(placement, placement.at))
        yield from self._blank((*keys, "moved_from"))
        yield from self._blank((*keys, "external"))
        if told := self.repeat.placements.get(placement.id):
            yield _line_above(self.document, keys, f"# last time: {told}")

    def _goals(self) -> Iterator[Edit]:
        places: list[tuple[Keys, str]] = []
        if self.campaign.goals.primary:
            places.append((("goals", "primary"), self.campaign.goals.primary.metric))
        secondary = enumerate(self.campaign.goals.secondary)
        places += [(("goals", "secondary", number), goal.metric) for number, goal in secondary]
        for keys, metric in places:
            if told := self.repeat.goals.get(metric):
                yield _line_above(self.document, keys, f"# last time: {told}")

    def _moved(self, placement: Placement, at: datetime) -> str:
        """Return a moment as it is typed: the same weekday and clock where that is in the flight."""
        zone = zone_of(self.project, placement)
        local = at.replace(tzinfo=None)
        moves = (self.weeks, self.weeks + _WEEK, self.weeks - _WEEK, self.exact)
        held = (move for move in moves if self.flight.holds(local + move, zone))
        moved = local + next(held, self.exact)
        stated = "" if at.tzinfo is None else moved.replace(tzinfo=_offset(at, zone)).isoformat()[-6:]
        return f"{moved:%Y-%m-%d %H:%M}{stated}"

    def _put(self, keys: Keys, text: str) -> Edit:
        return Edit(self.document.locate(keys), text)

    def _blank(self, keys: Keys) -> Iterator[Edit]:
        """Yield the edit that leaves a key without its value, where it has one."""
        place = self.document.places.get(keys)
        if place and not is_empty(place.value):
            yield Edit(place.value, "{}" if keys[-1] == "external" else "")

    def _renamed(self, taken: Mapping[str, object] | set[str], names: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in names:
            found[name] = self._free(name, {*taken, *found.values()})
        return found

    def _free(self, name: str, taken: set[str]) -> str:
        """Return the id of the next campaign for one of this: its own beginning, or the month at its end."""
        old, new = f"{self.campaign.id}-", f"{self.repeat.campaign}-"
        if name.startswith(old) and len(new + name) - len(old) <= LONGEST_ID:
            name = new + name.removeprefix(old)
        else:
            name = _with_end(_MARK.sub("", name), f"-{self.repeat.start:%Y-%m}")
        number = 2
        free = name
        while free in taken:
            free = _with_end(name, f"-{number}")
            number += 1
        return free


def _line_above(document: Document, keys: Keys, line: str) -> Edit:
    """Return the edit that puts a line above the one on which the value at ``keys`` begins, as far indented."""
    place = document.locate(keys)
    source = document.source_line(place.line)
    indent = source[: len(source) - len(source.lstrip())]
    return Edit(Location(place.path, place.line, 1, place.line, 1), f"{indent}{line}\n")


def _with_end(name: str, end: str) -> str:
    return name[: LONGEST_ID - len(end)].rstrip("-") + end


def _offset(at: datetime, zone: ZoneInfo) -> tzinfo | None:
    """Return the zone where the stated offset was the zone's own on that day, else the offset as stated."""
    return zone if at.utcoffset() == at.replace(tzinfo=zone).utcoffset() else at.tzinfo


def _reread(what: str, text: str | None) -> Iterator[str]:
    if text and _NAMES_A_TIME.search(text):
        yield f"#   {what}: {' '.join(text.split())}"
