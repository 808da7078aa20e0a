"""Questions and answers, where the campaign has some."""

from __future__ import annotations

from xpromo.kit.content import Asset, Kit, Piece, Rendered
from xpromo.kit.context import brief
from xpromo.kit.environment import Templates


def render(kit: Kit, templates: Templates) -> Rendered:
    """Return ``faq.md`` or nothing."""
    if not kit.faq:
        return [], []
    text, problems = templates.render("faq.md", brief(kit))
    return [Piece("faq.md", (text.rstrip() + "\n").encode())], problems


asset = Asset("FAQ", render)
