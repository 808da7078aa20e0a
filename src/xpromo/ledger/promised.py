"""Everything that was promised, arranged for resolving: where a link, a code, a tag leads."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from xpromo.ledger.recovery import LinkSpellings, Spellings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

LOOK_ALIKES = str.maketrans("IL", "11")
IN_FORCE = """
SELECT p.placement, p.property, p.campaign, p.partner, p.id, p.conflict, p.direction, p.moved_from, p.external
FROM promises p WHERE p.id IN (
  SELECT ifnull(max(id) FILTER (WHERE minted_day < flight_start), min(id)) FROM promises GROUP BY placement
) ORDER BY p.id
"""


class Place(NamedTuple):
    """A promised placement, as far as resolving cares."""

    placement: str
    property: str
    campaign: str
    partner: str | None
    promise: int
    conflict: str
    direction: str


class Issue(NamedTuple):
    """A code as it was issued; ``placement`` and ``partner`` None where it doesn't prove them."""

    campaign: str
    placement: str | None
    partner: str | None
    single_use: int
    valid_from: int
    kind: str


class Promised:
    """The index; read from the ledger once for each import or minting."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.places: dict[str, Place] = {}
        self.moved: dict[str, str] = {}
        self.external: dict[str, str] = {}
        for *place, moved_from, external in connection.execute(IN_FORCE):
            self._add(Place(*place), moved_from, json.loads(external))
        self.links: dict[str, str] = dict(connection.execute("SELECT link, placement FROM links"))
        self.shorts: dict[str, str] = dict(connection.execute("SELECT short, link FROM short_links"))
        self.codes = _issues(connection)
        self.partner_domains = _partner_domains(connection)

    def _add(self, place: Place, moved_from: str | None, external: Mapping[str, str]) -> None:
        self.places[place.placement] = place
        if moved_from:
            self.moved[moved_from] = place.placement
        for tool, number in external.items():
            self.external[f"{tool}:{number}"] = self.external[number] = place.placement

    def place(self, placement: str) -> Place | None:
        """Return the place of a placement id, under its present name when it was renamed."""
        for _ in range(len(self.moved)):
            if placement not in self.moved:
                break
            placement = self.moved[placement]
        return self.places.get(placement)

    def issues(self, code: str) -> list[Issue]:
        """Return the issues of a canonical code, oldest first; none for a code that nobody issued.

        In what follows a pool's prefix I and L mean 1 (definitions.md). The ledger doesn't know where a prefix ends,
        so each end is tried: with the wrong one nothing is found, because pools never issue an I or an L. Of several
        codes (``PARTNER10,FREESHIP``) the first that somebody issued counts.
        """
        if "," in code and code not in self.codes:
            return next((issues for part in code.split(",") if (issues := self.issues(part))), [])
        if code in self.codes:
            return self.codes[code]
        if "I" not in code and "L" not in code:
            return []
        readings = (code[:end] + code[end:].translate(LOOK_ALIKES) for end in range(len(code)))
        return next((self.pools[reading] for reading in readings if reading in self.pools), [])

    @cached_property
    def pools(self) -> dict[str, list[Issue]]:
        """The codes that were dealt out."""
        return {code: issues for code, issues in self.codes.items() if issues[0].kind == "pool"}

    @cached_property
    def link_spellings(self) -> LinkSpellings:
        """Link ids."""
        return LinkSpellings(self.links)

    @cached_property
    def campaigns(self) -> dict[str, list[Place]]:
        """Campaign → its places."""
        return _grouped((place.campaign, place) for place in self.places.values())

    @cached_property
    def properties(self) -> dict[str, list[Place]]:
        """Property → the places on it."""
        return _grouped((place.property, place) for place in self.places.values())

    @cached_property
    def campaign_spellings(self) -> Spellings:
        """Campaign ids."""
        return Spellings(self.campaigns)

    @cached_property
    def property_spellings(self) -> Spellings:
        """Property ids."""
        return Spellings(self.properties)

    @cached_property
    def placement_spellings(self) -> Spellings:
        """Placement ids, those of before a renaming too."""
        return Spellings([*self.places, *self.moved])


def _grouped(pairs: Iterable[tuple[str, Place]]) -> dict[str, list[Place]]:
    groups: dict[str, list[Place]] = {}
    for name, place in pairs:
        groups.setdefault(name, []).append(place)
    return groups


def _issues(connection: sqlite3.Connection) -> dict[str, list[Issue]]:
    issues: dict[str, list[Issue]] = {}
    for code, *issue in connection.execute(
        "SELECT code, campaign, placement, partner, single_use, valid_from, kind FROM codes ORDER BY valid_from"
    ):
        issues.setdefault(code, []).append(Issue(*issue))
    return issues


def _partner_domains(connection: sqlite3.Connection) -> Mapping[str, str]:
    row = connection.execute("SELECT body FROM settings ORDER BY id DESC LIMIT 1").fetchone()
    domains: dict[str, str] = json.loads(row[0]).get("partner_domains", {}) if row else {}
    return domains


def only(values: Sequence[Any]) -> Any:  # noqa: ANN401 - what the values are
    """Return the value that all share, None when they differ or there is none."""
    return values[0] if values and all(value == values[0] for value in values) else None
