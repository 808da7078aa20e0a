"""The mail of each placement on a newsletter, as HTML and as text, in each language of the audience."""

from __future__ import annotations

from xpromo.errors import Problem
from xpromo.kit.content import Appearance, Asset, Kit, KitLink, Piece, Rendered
from xpromo.kit.context import message
from xpromo.kit.environment import Templates
from xpromo.kit.naming import file_name

TEMPLATES = ("email.html", "email.txt")


def render(kit: Kit, templates: Templates) -> Rendered:
    """Return two files for each mailed placement, link and language."""
    if not kit.email:
        return [], []
    mailed = [item for item in kit.sends if item.channel == "email"]
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for item, link, language in ((i, link, tongue) for i in mailed for link in i.links for tongue in kit.languages):
        for template in TEMPLATES:
            text, found = templates.render(template, message(kit, item, link, language))
            problems += found
            pieces.append(_piece(item, link, language, template, text))
    return pieces, problems


def _piece(item: Appearance, link: KitLink, language: str, template: str, text: str) -> Piece:
    return Piece(
        file_name(item.placement, template, link.variant, language),
        text.encode(),
        item.placement,
        (link,),
        item.code,
        template=template,
        language=language,
    )


asset = Asset("E-mail", render)
