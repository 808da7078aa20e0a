"""Links and codes as documents: what ``xpromo links`` and ``xpromo codes`` show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xpromo.records import MintedLinks, State
from xpromo.report.document import CellKind, Column, Document, Row

_ID = CellKind.ID
LINK_COLUMNS = (
    Column("link", "Link", _ID),
    Column("campaign", "Campaign", _ID, detail=True),
    Column("placement", "Placement", _ID),
    Column("variant", "Variant", _ID),
    Column("partner", "Partner", _ID, detail=True),
    Column("property", "Property", _ID, detail=True),
    Column("channel", "Channel", _ID, detail=True),
    Column("direction", "Direction", _ID, detail=True),
    Column("offer", "Offer", _ID, detail=True),
    Column("url", "URL", CellKind.URL),
    Column("short_url", "Short URL", CellKind.URL, detail=True),
    Column("state", "State", _ID),
)
CODE_COLUMNS = (
    Column("code", "Code", _ID),
    Column("campaign", "Campaign", _ID, spare=1),
    Column("placement", "Placement", _ID),
    Column("partner", "Partner", _ID, spare=2),
    Column("offer", "Offer", _ID),
    Column("kind", "Kind", _ID, spare=3),
    Column("single_use", "Single use", _ID, detail=True),
    Column("state", "State", _ID),
)


def links_document(minted: MintedLinks, states: Sequence[State]) -> Document:
    """Return the links, sorted as they were minted."""
    return Document("links", LINK_COLUMNS, _link_rows(minted, states), empty="No placements, so no links.")


def _link_rows(minted: MintedLinks, states: Sequence[State]) -> Iterator[Row]:
    names = {state: state.value for state in State}
    places = [
        (p.campaign, p.placement, p.partner, p.property, p.channel, p.direction.value, p.offer) for p in minted.promises
    ]
    columns = (minted.promise, minted.link, minted.variant, minted.url, states)
    for number, link, variant, url, state in zip(*columns, strict=True):
        campaign, placement, partner, property_, channel, direction, offer = places[number]
        yield {
            "link": link,
            "campaign": campaign,
            "placement": placement,
            "variant": variant,
            "partner": partner,
            "property": property_,
            "channel": channel,
            "direction": direction,
            "offer": offer,
            "url": url,
            "short_url": None,
            "state": names[state],
        }


def codes_document(rows: Iterable[Row]) -> Document:
    """Return the codes; ``rows`` hold what CODE_COLUMNS name."""
    return Document("codes", CODE_COLUMNS, rows, empty="No offer has codes.")
