"""One post for each placement on a social property and each network asked for, within that network's limit.

A property that is called after a network gets no posts for the others: its link counts clicks of that network.
"""

from __future__ import annotations

from itertools import product

from xpromo.errors import Location, Problem
from xpromo.kit.content import Appearance, Asset, Kit, KitLink, Piece, Rendered, together
from xpromo.kit.context import message
from xpromo.kit.environment import Templates
from xpromo.kit.naming import file_name
from xpromo.kit.networks import NETWORKS
from xpromo.kit.rules import NO_PLACE, TOO_LONG


def render(kit: Kit, templates: Templates) -> Rendered:
    """Return a text file for each post; a post that is too long is a problem, never cut."""
    if not (kit.networks and kit.sends):
        return [], []
    posted = [item for item in kit.sends if item.channel == "social"]
    if not posted:
        text = f"posts are asked for, but {kit.reader.id} sends no placement on a property of channel social"
        return [], [NO_PLACE.at(kit.location, text, "add a placement on a social property")]
    return together(
        [
            _post(kit, templates, item, link, name, language)
            for item in posted
            for link, name, language in product(item.links, item.networks or kit.networks, kit.languages)
        ]
    )


def _post(kit: Kit, templates: Templates, item: Appearance, link: KitLink, name: str, language: str) -> Rendered:
    template = f"social/{name}.txt"
    text, problems = templates.render(template, message(kit, item, link, language))
    if problems:
        return [], problems
    text = text.strip() + "\n"
    path = file_name(item.placement, f"{name}.txt", link.variant, language)
    piece = Piece(path, text.encode(), item.placement, (link,), item.code, template=template, language=language)
    return [piece], list(_too_long(kit.location, item, name, text.strip(), templates.shown(template)))


def _too_long(location: Location | None, item: Appearance, name: str, text: str, shown: str) -> list[Problem]:
    network = NETWORKS[name]
    count = network.count(text)
    if count <= network.limit:
        return []
    message = f"the post of {item.placement} for {name} has {count:,} of {network.limit:,} {network.unit}"
    return [TOO_LONG.at(location, message, f"shorten the offer's title or the value, or change {shown}")]


asset = Asset("Social posts", render)
