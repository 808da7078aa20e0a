"""Everything that was promised, arranged for resolving: where a link, a code, a tag leads."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from xpromo.ledger.promise_rows import settings_in_force
from xpromo.ledger.recovery import LinkSpellings, Spellings, plain_spelling
from xpromo.ledger.renaming import read_renamings
from xpromo.utm import LINK_LENGTH

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from xpromo.ledger.renaming import Renamings

Tags = tuple[str, str, str, str]  # source, medium, campaign, content
LOOK_ALIKES = str.maketrans("IL", "11")
# The terms are those of the promise in force, the names those of the last one under the placement's present name.
IN_FORCE = """
WITH named AS (
  SELECT p.id, ifnull(r.value, p.placement) AS name, r.value IS NULL AS present, minted_day < flight_start AS in_time
  FROM promises p LEFT JOIN json_each(?) r ON r.key = p.placement
), chosen AS (
  SELECT name, ifnull(max(id) FILTER (WHERE in_time), min(id)) AS terms,
    ifnull(max(id) FILTER (WHERE present), max(id)) AS names
  FROM named GROUP BY name
)
SELECT c.name, p.property, n.campaign, p.partner, p.id, p.conflict, p.direction
FROM chosen c JOIN promises p ON p.id = c.terms JOIN promises n ON n.id = c.names ORDER BY p.id
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
        self.renamings = renamings = read_renamings(connection)
        self.places = {place.placement: place for place in read_places(connection, renamings)}
        self.external = _external(connection)
        self.homes = {
            (renamings.placement(placement), renamings.campaign(campaign))
            for placement, campaign in connection.execute("SELECT DISTINCT placement, campaign FROM promises")
        }
        self.links: dict[str, str] = dict(connection.execute("SELECT link, placement FROM links"))
        self.shorts: dict[str, str] = dict(connection.execute("SELECT short, link FROM short_links"))
        self.tags = _tags(connection)
        self.codes = _issues(connection, renamings)
        settings = settings_in_force(connection)
        self.partner_domains = settings.partner_domains if settings else {}
        self.aliases = read_aliases(connection)

    def place(self, placement: str) -> Place | None:
        """Return the place of a placement id, under its present name when it was renamed."""
        return self.places.get(self.renamings.placement(placement))

    def was_in(self, placement: str, campaign: str) -> bool:
        """Whether a placement was ever promised in a campaign; both by their present names."""
        return (placement, campaign) in self.homes

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
    def plain_tags(self) -> dict[Tags, str | None]:
        """Adopted tags without case and encodings → their link; None where those of two placements read alike."""
        found: dict[Tags, str | None] = {}
        for tags, link in self.tags.items():
            plain = plain_tags(tags)
            same = plain not in found or self.links[found[plain] or link] == self.links[link]
            found[plain] = link if same else None
        return found

    @cached_property
    def link_spellings(self) -> LinkSpellings:
        """Link ids; one that was made for a link without any is in no URL."""
        return LinkSpellings(link for link in self.links if len(link) == LINK_LENGTH)

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
        """Campaign ids, those of before a renaming too."""
        return Spellings(self.campaigns, self.renamings.campaigns)

    @cached_property
    def property_spellings(self) -> Spellings:
        """Property ids."""
        return Spellings(self.properties, {})

    @cached_property
    def placement_spellings(self) -> Spellings:
        """Placement ids, those of before a renaming too."""
        return Spellings(self.places, self.renamings.placements)


def read_places(connection: sqlite3.Connection, renamings: Renamings) -> Iterator[Place]:
    """Yield every promised placement with the terms in force, under its present names, the oldest promise first."""
    for values in connection.execute(IN_FORCE, (json.dumps(renamings.placements),)):
        place = Place(*values)
        yield place._replace(campaign=renamings.campaign(place.campaign))


def first_of(places: Sequence[Place], partner: str | None) -> Place | None:
    """Return the place whose terms hold for a whole campaign: its first with the partner, else its first."""
    return next((place for place in places if place.partner == partner), places[0] if places else None)


def first_place(connection: sqlite3.Connection, campaign: str, partner: str | None) -> Place | None:
    """Return the place whose terms hold where evidence proves a campaign and no placement."""
    places = read_places(connection, read_renamings(connection))
    return first_of([place for place in places if place.campaign == campaign], partner)


def _grouped(pairs: Iterable[tuple[str, Place]]) -> dict[str, list[Place]]:
    groups: dict[str, list[Place]] = {}
    for name, place in pairs:
        groups.setdefault(name, []).append(place)
    return groups


def plain_tags(tags: Sequence[str]) -> Tags:
    """Return tags without case and encodings."""
    source, medium, campaign, content = map(plain_spelling, tags)
    return source, medium, campaign, content


def _tags(connection: sqlite3.Connection) -> dict[Tags, str]:
    rows = connection.execute("SELECT source, medium, campaign, content, link FROM link_tags")
    return {(source, medium, campaign, content): link for source, medium, campaign, content, link in rows}


def _external(connection: sqlite3.Connection) -> dict[str, str]:
    """Return other tools' ids → placement, of every revision: a tool has no id before something is made there."""
    found: dict[str, str] = {}
    for placement, external in connection.execute("SELECT placement, external FROM promises ORDER BY id"):
        for tool, number in json.loads(external).items():
            found[f"{tool}:{number}"] = found[number] = placement
    return found


def _issues(connection: sqlite3.Connection, renamings: Renamings) -> dict[str, list[Issue]]:
    issues: dict[str, list[Issue]] = {}
    for code, campaign, *issue in connection.execute(
        "SELECT code, campaign, placement, partner, single_use, valid_from, kind FROM codes ORDER BY valid_from"
    ):
        issues.setdefault(code, []).append(Issue(renamings.campaign(campaign), *issue))
    return issues


def read_aliases(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the aliases that hold: a tag without case and encodings → the placement that somebody named for it."""
    rows = connection.execute("SELECT theirs, placement FROM aliases ORDER BY id")
    last: dict[str, str | None] = dict(rows.fetchall())
    return {theirs: placement for theirs, placement in sorted(last.items()) if placement}


def only(values: Sequence[Any]) -> Any:  # noqa: ANN401 - what the values are
    """Return the value that all share, None when they differ or there is none."""
    return values[0] if values and all(value == values[0] for value in values) else None
