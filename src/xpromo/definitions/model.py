"""The Project: every definition of a workspace, frozen, with the questions that everybody asks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from xpromo.definitions.lookalikes import host_skeleton
from xpromo.definitions.positions import Document
from xpromo.definitions.schema import Brand, Campaign, Definition, Offer, Partner, Placement, Property
from xpromo.errors import Location
from xpromo.records import Direction, PartnerId
from xpromo.urls import Landing, host_label, lies_under, parse_landing, readable_host

V = TypeVar("V")
Keys: TypeAlias = tuple[str | int, ...]
Top: TypeAlias = Brand | Partner | Campaign


class Dated(NamedTuple):
    """A placement that has a date and a property: who hosts it, and when. ``day`` is one of the brand's days."""

    campaign: Campaign
    placement: Placement
    host: str
    property: Property
    moment: datetime
    day: date


@dataclass(frozen=True)
class Project:
    """What a workspace defines. Everything is keyed by path and sorted by it; of an id used twice the first stands.

    ``models`` holds the files that validate; the others have the ids that they would have defined in ``broken``
    (none where the file could not be read at all), so that nobody complains again about references to them.
    """

    root: Path
    documents: Mapping[str, Document] = field(default_factory=dict)
    models: Mapping[str, Top] = field(default_factory=dict)
    broken: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def brand(self) -> Brand | None:
        """Ourselves; None when brand.yaml is missing or wrong."""
        return next((item for item in self.models.values() if isinstance(item, Brand)), None)

    @cached_property
    def partners(self) -> Mapping[str, Partner]:
        """Partner id → partner."""
        return _first((item.id, item) for item in self.models.values() if isinstance(item, Partner))

    @cached_property
    def campaigns(self) -> Mapping[str, Campaign]:
        """Campaign id → campaign."""
        return _first((item.id, item) for item in self.models.values() if isinstance(item, Campaign))

    @cached_property
    def parties(self) -> Mapping[str, Brand | Partner]:
        """Id → brand or partner; the brand first."""
        ours: list[Brand | Partner] = [self.brand] if self.brand else []
        return _first((item.id, item) for item in (*ours, *self.partners.values()))

    @cached_property
    def properties(self) -> Mapping[str, tuple[str, Property]]:
        """Property id → the id of the brand or partner that has it, and the property."""
        return _first((item.id, (owner.id, item)) for owner in self.parties.values() for item in owner.properties)

    @cached_property
    def disputed(self) -> frozenset[tuple[type[Definition], str]]:
        """Properties, offers and placements whose id stands twice: which is meant, and which id is missing, is open."""
        campaigns = tuple(item for item in self.models.values() if isinstance(item, Campaign))
        defined: list[Definition] = [item for owner in self.parties.values() for item in owner.properties]
        defined += [item for campaign in campaigns for item in (*campaign.offers, *campaign.placements)]
        counts = Counter((type(item), item.id) for item in defined if isinstance(item, Property | Offer | Placement))
        return frozenset(pair for pair, count in counts.items() if count > 1)

    def is_disputed(self, items: Iterable[Property | Offer | Placement]) -> bool:
        """Whether one of these has an id that stands twice."""
        return bool(self.disputed) and any((type(item), item.id) in self.disputed for item in items)

    @cached_property
    def offers(self) -> Mapping[str, tuple[Campaign, Offer]]:
        """Offer id → its campaign and the offer."""
        return _first((item.id, (campaign, item)) for campaign in self.campaigns.values() for item in campaign.offers)

    @cached_property
    def landings(self) -> tuple[tuple[Campaign, Offer, Landing], ...]:
        """Every offer whose landing page can be read, with http: too; others are the finding of url-grammar."""
        offers = ((campaign, offer) for campaign in self.campaigns.values() for offer in campaign.offers)
        read = ((campaign, offer, parse_landing(offer.landing, http=True)) for campaign, offer in offers)
        return tuple((campaign, offer, landing) for campaign, offer, landing in read if not isinstance(landing, str))

    @cached_property
    def domains(self) -> Mapping[str, str]:
        """Each domain of the brand and the partners (A-labels) → what it looks like."""
        labels = (host_label(domain) for party in self.parties.values() for domain in party.domains)
        return {label: host_skeleton(readable_host(label)) for label in labels if label}

    def domain_of(self, host: str) -> str:
        """Return the domain of the brand or a partner that a host (A-labels) lies under, "" when there is none."""
        while host and host not in self.domains:
            host = host.partition(".")[2]
        return host

    def property(self, name: str) -> tuple[str, Property] | None:
        """Return the owner's id and the property, or None."""
        return self.properties.get(name)

    def find_offer(self, name: str) -> Offer | None:
        """Return the offer or None."""
        found = self.offers.get(name)
        return found[1] if found else None

    def placements(self) -> Iterator[tuple[Campaign, Placement]]:
        """Every placement with its campaign: sorted by campaign, then as written."""
        return iter(self._placements)

    @cached_property
    def _placements(self) -> tuple[tuple[Campaign, Placement], ...]:
        return tuple((campaign, item) for _, campaign in sorted(self.campaigns.items()) for item in campaign.placements)

    @cached_property
    def dated(self) -> tuple[Dated, ...]:
        """Every placement that has a date, in the order in which they appear."""
        zone = self.brand.timezone if self.brand else "UTC"
        return tuple(sorted(_dated(self, zone), key=attrgetter("moment")))

    @cached_property
    def shown_on(self) -> Mapping[str, list[Dated]]:
        """Property id → what appears there, over all campaigns, in the order in which it does."""
        shown: dict[str, list[Dated]] = {}
        for dated in self.dated:
            shown.setdefault(dated.property.id, []).append(dated)
        return shown

    def is_broken(self, name: str) -> bool:
        """Whether a file that can't be used may define this id: then a reference to it is no finding."""
        return any(name in ids or not ids for ids in self.broken.values())

    def locate(self, item: Definition | tuple[str, Keys], *keys: str | int, key: bool = False) -> Location:
        """Return the place of a model of this project, or of what ``keys`` lead to from it (``key``: of the key).

        ``item`` may also be a file and a path in it. ``project.locate(placement, "landing")``,
        ``project.locate(campaign, "partners", 0)``.
        """
        file, path = item if isinstance(item, tuple) else self._homes[id(item)]
        document = self.documents.get(file)
        return document.locate((*path, *keys), key=key) if document else Location(file)

    def source_of(self, place: Location) -> str:
        """Return what was typed at a place of this project."""
        document = self.documents.get(place.path)
        return document.source_of(place) if document else ""

    def locate_missing(self, item: Definition, *keys: str | int) -> Location:
        """Return where a key would stand that the model (or the mapping that ``keys`` lead to) lacks."""
        file, path = self._homes[id(item)]
        return self.documents[file].locate_missing((*path, *keys))

    @cached_property
    def _homes(self) -> dict[int, tuple[str, Keys]]:
        return {id(item): (file, path) for file, top in self.models.items() for path, item in _inside(top, ())}


def _first(pairs: Iterable[tuple[str, V]]) -> dict[str, V]:
    """Return a dict in which the first of equal keys stands."""
    result: dict[str, V] = {}
    for name, value in pairs:
        result.setdefault(name, value)
    return result


def _dated(project: Project, zone: str) -> Iterator[Dated]:
    for campaign, item in project.placements():
        found = project.property(item.property)
        moment = moment_of(project, item)
        if found is None or moment is None:
            continue
        here = item.at is not None and item.at.tzinfo is None and found[1].timezone in {None, zone}
        day = moment.date() if here else moment.astimezone(ZoneInfo(zone)).date()
        yield Dated(campaign, item, *found, moment, day)


def _inside(value: Any, path: Keys) -> Iterator[tuple[Keys, Definition]]:
    """Every model in a value, with the keys that lead to it in the file."""
    if isinstance(value, Definition):
        yield path, value
        for name, about in type(value).model_fields.items():
            yield from _inside(getattr(value, name), (*path, about.alias or name))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _inside(item, (*path, number))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _inside(item, (*path, name))


# ------------------------------------------------------------------------------------------------ questions


def direction_of(project: Project, placement: Placement) -> Direction:
    """Return who promotes whom. A property that nobody defines counts as the other side's (``check`` names it)."""
    us = project.brand.id if project.brand else ""
    found = project.property(placement.property)
    ours = found is not None and found[0] == us
    if placement.promotes == us:
        return Direction.OWN if ours else Direction.RECEIVED
    if ours or found is None:
        return Direction.GIVEN
    return Direction.BETWEEN


def leads_home(project: Project, placement: Placement) -> bool:
    """Whether the page of a placement's offer is on a domain of whom it promotes, as far as both can be read."""
    offer, party = project.find_offer(placement.offer), project.parties.get(placement.promotes)
    landing = parse_landing(offer.landing, http=True) if offer else None
    return party is None or not isinstance(landing, Landing) or lies_under(landing.host, party.domains)


def partner_of(project: Project, placement: Placement) -> PartnerId | None:
    """Return the other brand of a placement: who hosts it when they host, else whom it promotes; None for our own."""
    direction = direction_of(project, placement)
    if direction is Direction.OWN:
        return None
    if direction is Direction.GIVEN:
        return PartnerId(placement.promotes)
    found = project.property(placement.property)
    return PartnerId(found[0]) if found else None


def zone_of(project: Project, placement: Placement) -> ZoneInfo:
    """Return the zone in which a placement's `at` is read: the property's, else the brand's, else UTC."""
    found = project.property(placement.property)
    name = found[1].timezone if found else None
    return ZoneInfo(name or (project.brand.timezone if project.brand else "UTC"))


def moment_of(project: Project, placement: Placement) -> datetime | None:
    """Return the aware moment of a placement, or None when it has no `at`.

    Of a local time that comes twice the first is meant; one that is skipped is moved on by the gap. Loading reports
    both (XP124).
    """
    at = placement.at
    if at is None or at.tzinfo is not None:
        return at
    moment = at.replace(tzinfo=zone_of(project, placement))
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def carriers_of(campaign: Campaign, offer: Offer) -> list[Placement]:
    """Return the placements that show an offer, as written: an offer belongs to its campaign."""
    return [placement for placement in campaign.placements if placement.offer == offer.id]
