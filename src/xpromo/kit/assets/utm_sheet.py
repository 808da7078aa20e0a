"""Every link of the reader as a spreadsheet: where it goes and what it is tagged with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from xpromo.kit.content import Appearance, Asset, Kit, KitLink, Piece, Rendered
from xpromo.kit.context import when
from xpromo.kit.environment import Templates
from xpromo.kit.text import one_line
from xpromo.spreadsheets import guard
from xpromo.urls import read_query
from xpromo.utm import OURS

HEAD = ("placement", "variant", "property", "property_name", "channel", "when", "offer", "offer_title", "code", "link")


def render(kit: Kit, templates: Templates) -> Rendered:
    """Return ``links.csv``: all fields quoted, CRLF, UTF-8 with a mark so that spreadsheets read it rightly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow((*HEAD, *OURS, "url"))
    writer.writerows(_row(kit, item, link) for item, link in _links(kit))
    links = tuple(link for _, link in _links(kit))
    return [Piece("links.csv", out.getvalue().encode("utf-8-sig"), links=links)], []


def _links(kit: Kit) -> Iterator[tuple[Appearance, KitLink]]:
    return ((item, link) for item in kit.sends for link in item.links)


def _row(kit: Kit, item: Appearance, link: KitLink) -> list[str]:
    tags = read_query(link.url)
    texts = (
        item.placement,
        link.variant or "",
        item.property,
        item.property_name,
        item.channel,
        when(kit, item),
        item.offer,
        item.offer_title,
        item.code or "",
        link.id,
        *(tags.get(name, "") for name in OURS),
    )
    return [*(guard(one_line(text)) for text in texts), link.url]


asset = Asset("UTM sheet", render)
