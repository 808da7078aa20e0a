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
    pairs = [(item, link) for item in kit.sends for link in item.links]
    return [
        Piece(file_name(item.placement, f"qr.{kind}", link.variant), drawn(link, kind), item.placement, (link,))
        for item, link in pairs
        for kind in ("svg", "png")
    ], []


def drawn(link: KitLink, kind: str) -> bytes:
    """Return the QR code of a link's URL, byte for byte that URL."""
    code = segno.make_qr(link.url, error="m", mode="byte", encoding="utf-8", boost_error=False)
    out = io.BytesIO()
    if kind == "png":
        code.save(out, kind="png", scale=PNG_SCALE, border=QUIET_ZONE)
    else:
        code.save(out, kind="svg", border=QUIET_ZONE, omitsize=True, light="#fff", title=f"QR code of link {link.id}")
    return out.getvalue()


asset = Asset("QR codes", render)
