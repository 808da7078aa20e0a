"""Rows of a list → links and codes that were handed out before xpromo, or what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TypeVar

from xpromo.codes import canonical_code, is_portable
from xpromo.definitions.model import Project
from xpromo.definitions.promising import day_after
from xpromo.definitions.words import did_you_mean, shortened
from xpromo.errors import Problem
from xpromo.handed_out import HandedLink
from xpromo.mint.issuing import blank_code
from xpromo.mint.lists import Entry
from xpromo.mint.rules import BAD_HANDED_CODE, BAD_HANDED_LINK, UNDEFINED
from xpromo.records import Evidence, Promise, PromoCode
from xpromo.utm import CROCKFORD, LINK_LENGTH, is_link_id, split_content

MARK = "u"  # no link id holds one, so an id made here is never an id that is minted
TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

T = TypeVar("T")
Reading = Callable[[str], Evidence | int]  # what a URL carries, a number when it is no URL


class Refused(Exception):
    """A row can't be taken; carries its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def own_id(brand: str, what: str) -> str:
    """Return the id of a link that was handed out without one: ``u`` and ten symbols, the same on every machine."""
    digest = sha256(f"xpromo-adopted-1\0{brand}\0{what}".encode("utf-8", "surrogatepass")).digest()
    return MARK + "".join(CROCKFORD[byte & 31] for byte in digest[:LINK_LENGTH])


# ------------------------------------------------------------------------------------------------------------- links


@dataclass(frozen=True, slots=True)
class LinkReader:
    """Reads rows of links. ``promises``: of every placement that is defined; ``reading_short``: of short URLs."""

    brand: str
    promises: Mapping[str, Promise]
    reading: Reading
    reading_short: Reading

    def read(self, entries: Sequence[Entry]) -> tuple[list[tuple[Entry, HandedLink]], list[Problem]]:
        """Return links with their rows, and every problem of every row."""
        return _each(entries, self._link)

    def _link(self, entry: Entry) -> HandedLink:
        carried = self._carried(entry, "url", needed=True)
        short = self._carried(entry, "short_url", needed=False)
        link = self._id(entry, carried)
        shorts = tuple(dict.fromkeys(found.short for found in (carried, short) if found.short))
        tags = carried[1:5] if not link and (carried.source or carried.campaign or carried.content) else None
        if not (link or tags or shorts):
            message = "clicks on this URL look like any visit of the page"
            raise Refused(BAD_HANDED_LINK.at(entry.place("url"), message, BAD_HANDED_LINK.hint))
        promise = self._promise(entry, carried)
        variant = entry.get("variant") or _variant(carried, promise)
        made = link or own_id(self.brand, short.short or entry.get("url"))
        return HandedLink(made, promise.placement, variant, entry.get("url"), tags, shorts)

    def _carried(self, entry: Entry, column: str, *, needed: bool) -> Evidence:
        url = entry.get(column)
        if not url and not needed:
            return Evidence()
        found = self.reading_short(url) if column == "short_url" else self.reading(url)
        if isinstance(found, int):
            raise Refused(BAD_HANDED_LINK.at(entry.place(column), "this is no URL" if url else "the URL is missing"))
        if column == "short_url" and not found.short:
            message = "a click on this short link can't be told from a visit"
            raise Refused(BAD_HANDED_LINK.at(entry.place(column), message, BAD_HANDED_LINK.hint))
        return found

    @staticmethod
    def _id(entry: Entry, carried: Evidence) -> str:
        """Return the link id that is stated or carried, "" when there is none."""
        stated, found = entry.get("link"), carried.link if is_link_id(carried.link) else ""
        if stated.startswith(MARK) and len(stated) == LINK_LENGTH + 1:
            return ""  # ours, made for a URL without one
        if stated and not is_link_id(stated):
            raise Refused(BAD_HANDED_LINK.at(entry.place("link"), "this is no link id"))
        if stated and found and stated != found:
            raise Refused(BAD_HANDED_LINK.at(entry.place("link"), "the URL carries another link id"))
        return stated or found

    def _promise(self, entry: Entry, carried: Evidence) -> Promise:
        named = entry.get("placement")
        if named in self.promises:
            return self.promises[named]
        if named:
            raise Refused(_undefined(entry, "placement", self.promises))
        fitting = [promise for promise in self.promises.values() if _fits(carried, promise)]
        if len(fitting) != 1:
            count = f"the tags of {len(fitting)} placements fit" if fitting else "no placement's tags fit"
            hint = "add a column `placement` that names it"
            raise Refused(UNDEFINED.at(entry.place("url"), f"no placement is named, and {count}", hint))
        return fitting[0]


def _fits(carried: Evidence, promise: Promise) -> bool:
    stated = (
        (split_content(carried.content)[0], promise.placement),
        (carried.campaign, promise.campaign),
        (carried.source, promise.property),
    )
    return any(tag for tag, _ in stated) and all(tag in {"", own} for tag, own in stated)


def _variant(carried: Evidence, promise: Promise) -> str | None:
    placement, variant = split_content(carried.content)
    return variant if placement == promise.placement else None


# ------------------------------------------------------------------------------------------------------------- codes


@dataclass(frozen=True, slots=True)
class CodeReader:
    """Reads rows of codes. No message holds a code: whoever reads it could use it."""

    project: Project
    promises: Mapping[str, Promise]

    def read(self, entries: Sequence[Entry]) -> tuple[list[tuple[Entry, PromoCode]], list[Problem]]:
        """Return codes with their rows, and every problem of every row."""
        return _each(entries, self._code)

    def _code(self, entry: Entry) -> PromoCode:
        text = canonical_code(entry.get("code"))
        if not is_portable(text):
            what = "no shop takes this code" if text else "the code is missing"
            raise Refused(BAD_HANDED_CODE.at(entry.place("code"), what))
        blank = self._blank(entry)
        once = self._once(entry, blank)
        first = self._day(entry, "valid_from") or blank.valid_from
        last = self._day(entry, "valid_until")
        until = day_after(last) if last else blank.valid_until
        if until <= first:
            raise Refused(BAD_HANDED_CODE.at(entry.place("valid_until"), "its last day is before its first"))
        kind = "pool" if once else "shared"
        return replace(blank, code=text, kind=kind, single_use=once, valid_from=first, valid_until=until)

    def _blank(self, entry: Entry) -> PromoCode:
        """Return a code of the placement or the offer that is named."""
        name, offer = entry.get("placement"), entry.get("offer")
        if name and name not in self.promises:
            raise Refused(_undefined(entry, "placement", self.promises))
        carriers = [self.promises[name]] if name else [p for p in self.promises.values() if p.offer == offer]
        wanted = offer or (carriers[0].offer if carriers else "")
        found = next(
            (
                (campaign, item)
                for campaign in self.project.campaigns.values()
                for item in campaign.offers
                if item.id == wanted
            ),
            None,
        )
        if found is None:
            if wanted:
                offers = [item.id for campaign in self.project.campaigns.values() for item in campaign.offers]
                raise Refused(_undefined(entry, "offer", offers))
            raise Refused(UNDEFINED.at(entry.place(), "neither an offer nor a placement is named"))
        if name and self.promises[name].offer != wanted:
            message = f"the placement `{name}` carries the offer `{self.promises[name].offer}`"
            raise Refused(UNDEFINED.at(entry.place("offer"), message))
        return blank_code(*found, carriers)

    @staticmethod
    def _once(entry: Entry, blank: PromoCode) -> bool:
        stated = entry.get("single_use").lower()
        if stated and stated not in TRUTH:
            raise Refused(BAD_HANDED_CODE.at(entry.place("single_use"), "this is neither true nor false"))
        return TRUTH[stated] if stated else blank.single_use

    @staticmethod
    def _day(entry: Entry, column: str) -> date | None:
        text = entry.get(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise Refused(BAD_HANDED_CODE.at(entry.place(column), "this is no day such as 2026-11-03")) from None


# ------------------------------------------------------------------------------------------------------------- both


def _each(entries: Sequence[Entry], one: Callable[[Entry], T]) -> tuple[list[tuple[Entry, T]], list[Problem]]:
    found, problems = [], []
    for entry in entries:
        try:
            found.append((entry, one(entry)))
        except Refused as refused:
            problems.append(refused.problem)
    return found, problems


def _undefined(entry: Entry, column: str, known: Sequence[str] | Mapping[str, object]) -> Problem:
    name = entry.get(column)
    message = f"no {column} called `{shortened(name)}`"
    return UNDEFINED.at(entry.place(column), message, did_you_mean(name, known) or UNDEFINED.hint)
