"""A form, a brand and its partners → a plan: what appears where and when. The scaffold makes text of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import permutations
from typing import TypeAlias
from zoneinfo import ZoneInfo

from xpromo.definitions.diary import Diary, Flight
from xpromo.definitions.form import Form, OfferShape, Step
from xpromo.definitions.model import Project
from xpromo.definitions.placing import Spot, kind_of, spot_for
from xpromo.definitions.schema import Brand, Partner, Property
from xpromo.definitions.schema.parsing import LONGEST_ID

Party: TypeAlias = Brand | Partner
Moment: TypeAlias = tuple[date, str]

LONGEST_CAMPAIGN = 45  # characters, so that what placements add to it fits behind
TOLERANCE = 2  # days that the two sides of a swap may lie apart
_KEPT_FIRST = ("launch", "recap", "teaser", "reminder")  # where a flight has room for some phases only
_LATER = (1, 0, 2, -1)  # ours a day after theirs, so that nobody who reads both gets both on one morning


@dataclass(frozen=True, slots=True)
class PlannedOffer:
    """An offer of ``party``, with its id in the file."""

    id: str
    party: Party
    shape: OfferShape


@dataclass(frozen=True, slots=True)
class Planned:
    """A placement, and its day in the property's own zone."""

    id: str
    host: Party
    place: Property
    promotes: Party
    offer: str
    step: Step
    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as it will be written. ``end`` is inclusive, ``event`` the day of what happens live.

    ``remarks`` are sentences on what is missing: a property that another one stands in for, a phase without room.
    """

    form: str
    shape: Form
    campaign: str
    name: str
    brand: Brand
    partners: tuple[Partner, ...]
    start: date
    end: date
    event: date | None = None
    offers: tuple[PlannedOffer, ...] = ()
    placements: tuple[Planned, ...] = ()
    swaps: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everybody who takes part, we first."""
        return (self.brand, *self.partners)


def complete(project: Project, plan: Plan, main: Mapping[str, Property], before: Iterable[Plan] = ()) -> Plan:
    """Return the plan with offers, placements and swaps.

    ``main`` maps a party to the property named for its launch; ``before`` are plans whose days are taken too.
    """
    event = max(plan.start, plan.end - timedelta(days=plan.shape.event)) if plan.shape.event else None
    layout = _Layout(project, replace(plan, event=event), main)
    for item in (item for other in before for item in other.placements):
        layout.diary.note(item.place.id, item.day)
    for step in sorted(plan.shape.steps, key=lambda item: _KEPT_FIRST.index(item.phase)):
        layout.add(step)
    return layout.result()


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a step: whose property, whom it promotes, and the placement's id."""

    id: str
    host: Party
    promotes: Party


@dataclass(slots=True)
class _Track:
    """What a pair of brands has so far: each step keeps its place in the order of the form."""

    order: tuple[str, ...]
    moments: dict[str, list[Moment]] = field(default_factory=dict)

    def allows(self, step: Step, day: date) -> bool:
        """Whether the step would come after all earlier ones and before all later ones."""
        mine, moment = self.order.index(step.name), (day, step.time)
        return all(
            (moment > other) if self.order.index(name) < mine else (moment < other)
            for name, others in self.moments.items()
            if name != step.name
            for other in others
        )


class _Layout:
    """The placements of one campaign as they find their days."""

    def __init__(self, project: Project, plan: Plan, main: Mapping[str, Property]) -> None:
        self.plan = plan
        self.main = main
        self.flight = Flight(plan.start, plan.end, ZoneInfo(plan.brand.timezone))
        self.diary = Diary(project, self.flight, [days for party in plan.parties for days in party.blackout])
        self.names = _names(plan)
        self.tracks: dict[str, _Track] = {}
        self.placements: list[Planned] = []
        self.swaps: list[tuple[str, str]] = []
        self.remarks: dict[str, None] = {}  # in order, each once

    def add(self, step: Step) -> None:
        """Give every side its placement of this step, where there is room."""
        brand = self.plan.brand
        for partner in self.plan.partners:
            get = _Side(self._id(partner, "get", step), partner, brand)
            give = _Side(self._id(partner, "give", step), brand, partner)
            if self.plan.shape.sides == "swap":
                self._place(partner.id, step, get, give)
            else:
                self._place(partner.id, step, get)
        if self.plan.shape.sides == "joint" and brand.properties:
            self._place(brand.id, step, _Side(f"{self.plan.campaign}-own-{step.name}", brand, brand))
        if self.plan.shape.sides == "swap" and step.phase == "launch":
            for host, promoted in permutations(self.plan.partners, 2):
                self._between(step, host, promoted)

    def result(self) -> Plan:
        """Return the plan: placements in the order of the form, offers that something shows."""
        names = [step.name for step in self.plan.shape.steps]
        placements = sorted(self.placements, key=lambda item: names.index(item.step.name))
        swaps = sorted(self.swaps, key=lambda pair: names.index(pair[0].rpartition("-")[2]))
        shown = {item.offer for item in placements}
        offers = [item for item in self._offers() if item.id in shown or item.shape is self.plan.shape.offers[0]]
        return replace(
            self.plan,
            offers=tuple(offers),
            placements=tuple(placements),
            swaps=tuple(swaps),
            remarks=tuple(self.remarks),
        )

    def _place(self, track: str, step: Step, first: _Side, second: _Side | None = None) -> None:
        """Place one side, or both sides of a swap near each other, or neither."""
        spots = [self._spot(step, side.host) for side in (first, second) if side]
        order = tuple(item.name for item in self.plan.shape.steps)
        found = self._days(self.tracks.setdefault(track, _Track(order)), step, [spot.place for spot in spots])
        if found is None:
            places = " and ".join(spot.place.id for spot in spots)
            have = "have" if len(spots) > 1 else "has"
            self.remarks[f"left out: {step.name}, because {places} {have} no room for it in the flight"] = None
            return
        self.tracks[track].moments[step.name] = [(day, step.time) for day in found]
        for side, spot, day in zip([item for item in (first, second) if item], spots, found, strict=True):
            self._note(step, side, spot, day)
        if second and self.plan.shape.swaps:
            self.swaps.append((second.id, first.id))

    def _between(self, step: Step, host: Partner, promoted: Partner) -> None:
        """Let one partner promote another, where it has a property that suits the form."""
        spot = self._spot(step, host)
        days = None if spot.instead else self._days(_Track((step.name,)), step, [spot.place])
        if days is None:
            self.remarks[f"left out: {host.name} for {promoted.name}, because {spot.place.id} has no room"] = None
            return
        identity = f"{self.plan.campaign}-{self.names[host.id]}-for-{self.names[promoted.id]}-{step.name}"
        self._note(step, _Side(identity, host, promoted), spot, days[0])
        for partner in (host, promoted):  # a recap of theirs comes after it
            self.tracks[partner.id].moments.setdefault(step.name, []).append((days[0], step.time))

    def _spot(self, step: Step, host: Party) -> Spot:
        return spot_for(step, self.plan.shape, host.properties, self.main.get(host.id))

    def _days(self, track: _Track, step: Step, places: list[Property]) -> list[date] | None:
        """Return a day for each place, the nearest to what the form says; None where there is no room."""
        clock, until = time.fromisoformat(step.time), self._last_day(step)
        for day in self.flight.days_from(self._ideal(step), exact=step.exact):
            if not (track.allows(step, day) and self.diary.has_room(places[0], day, clock, until)):
                continue
            if len(places) == 1:
                return [day]
            for other in (day + timedelta(days=days) for days in _LATER):
                if track.allows(step, other) and self.diary.has_room(places[1], other, clock, until):
                    return [day, other]
        return None

    def _last_day(self, step: Step) -> date:
        """Return the last day on which a step may run: nobody is invited to what is over."""
        live = any(offer.live for offer in self.plan.shape.offers if offer.name == step.offer)
        return self.plan.event if live and self.plan.event else self.plan.end

    def _ideal(self, step: Step) -> date:
        start, end = self.plan.start, self.plan.end
        days = {"start": start, "middle": start + (end - start) // 2, "end": end, "event": self.plan.event or end}
        return days[step.anchor] + timedelta(days=step.days)

    def _note(self, step: Step, side: _Side, spot: Spot, day: date) -> None:
        self.diary.note(spot.place.id, day)
        offer = self._offer_id(side.promotes, step.offer)
        kind = kind_of(step, spot.place.channel)
        planned = Planned(side.id, side.host, spot.place, side.promotes, offer, step, kind, day)
        self.placements.append(planned)
        if spot.instead:
            stands_in = f"{spot.place.id} ({spot.place.channel}) stands in"
            self.remarks[f"{side.host.name} has no property of channel {spot.instead}: {stands_in}"] = None

    def _offers(self) -> Iterator[PlannedOffer]:
        parties = self.plan.parties
        for party in parties if self.plan.shape.sides == "swap" else parties[:1]:
            for shape in self.plan.shape.offers:
                yield PlannedOffer(self._offer_id(party, shape.name), party, shape)

    def _offer_id(self, party: Party, name: str) -> str:
        whose = "our" if party is self.plan.brand else self.names[party.id] or "their"
        return f"{self.plan.campaign}-{whose}-{name}"

    def _id(self, partner: Partner, direction: str, step: Step) -> str:
        parts = (self.plan.campaign, self.names[partner.id], direction, step.name)
        return "-".join(part for part in parts if part)


def _names(plan: Plan) -> dict[str, str]:
    """Return what partners are called inside ids: nothing where there is one, short where ids would become too long."""
    if len(plan.partners) == 1:
        return {plan.partners[0].id: ""}
    longest = sorted(len(partner.id) for partner in plan.partners)[-2:]
    if len(plan.campaign) + sum(longest) + len("--for--reminder") <= LONGEST_ID:
        return {partner.id: partner.id for partner in plan.partners}
    return {partner.id: f"p{number}" for number, partner in enumerate(plan.partners, 1)}
