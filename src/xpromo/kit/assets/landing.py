"""A sign-up form whose hidden fields carry the link's parameters, and the script that fills them."""

from __future__ import annotations

from xpromo.kit.content import Appearance, Asset, Kit, Piece, Rendered
from xpromo.kit.context import disclosure, message
from xpromo.kit.environment import Templates
from xpromo.kit.naming import file_name
from xpromo.utm import OURS


def render(kit: Kit, templates: Templates) -> Rendered:
    """Return a form for each offer that is promoted for the reader, and one script; nothing where there is none."""
    promoted = [item for item in (*kit.arrives, *kit.sends) if item.promoted.id == kit.reader.id]
    offers = {item.offer: item for item in reversed(promoted)}
    if not offers:
        return [], []
    fields = [*([kit.link_parameter] if kit.link_parameter else []), *OURS]
    script, problems = templates.render("landing.js", {"fields": fields})
    pieces = [Piece("landing/landing.js", script.encode())]
    for item in offers.values():
        for language in kit.languages:
            text, found = templates.render("landing.html", _context(kit, item, language, fields))
            problems += found
            pieces.append(Piece(file_name("landing", "landing.html", item.offer, language), text.encode()))
    return pieces, problems


def _context(kit: Kit, item: Appearance, language: str, fields: list[str]) -> dict[str, object]:
    return {
        **message(kit, item, item.links[0], language),
        "disclosure": disclosure(kit, item.promoted, language),
        "fields": fields,
    }


asset = Asset("Landing snippet", render)
