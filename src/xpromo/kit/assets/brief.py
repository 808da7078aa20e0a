"""One page that says why, when, where and how: what a partner needs to do their part."""

from __future__ import annotations

from xpromo.kit.content import Asset, Kit, Piece, Rendered
from xpromo.kit.context import brief
from xpromo.kit.environment import Templates


def render(kit: Kit, templates: Templates) -> Rendered:
    """Return ``brief.md``."""
    text, problems = templates.render("brief.md", brief(kit))
    links = tuple(link for item in kit.sends for link in item.links)
    return [Piece("brief.md", (text.rstrip() + "\n").encode(), links=links)], problems


asset = Asset("Brief", render)
