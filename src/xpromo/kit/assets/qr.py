"""A QR code for each link the reader sends, as SVG and PNG: level M, with the quiet zone that readers need."""

from __future__ import annotations

import io

import segno

from xpromo.kit.content import Asset, Kit, KitLink, Piece, Rendered
from xpromo.kit.environment import Templates
from xpromo.kit.naming import file_name

QUIET_ZONE = 4  # modules, as ISO/IEC 18004 asks for
PNG_SCALE = 10  # pixels a module: 6 cm at 300 dpi for a usual link


def render(kit: Kit, templates: Templates) -> Rendered:
    """Return both files for each link."""
    if not kit.qr:
        return [], []
    return [
        Piece(file_name(item.placement, f"qr.{kind}", link.variant), content, item.placement, (link,))
        for item in kit.sends
        for link in item.links
        for kind, content in drawn(link).items()
    ], []


def drawn(link: KitLink) -> dict[str, bytes]:
    """Return file ending → QR code of a link's URL, byte for byte that URL."""
    code = segno.make_qr(link.url, error="m", mode="byte", encoding="utf-8", boost_error=False)
    svg, png = io.BytesIO(), io.BytesIO()
    code.save(svg, kind="svg", border=QUIET_ZONE, omitsize=True, light="#fff", title=f"QR code of link {link.id}")
    code.save(png, kind="png", border=QUIET_ZONE, scale=PNG_SCALE)
    return {"svg": svg.getvalue(), "png": png.getvalue()}


asset = Asset("QR codes", render)
