"""The single-use codes of each placement, as issued; readable by their owner only."""

from __future__ import annotations

from xpromo.kit.content import Asset, Kit, Piece, Rendered
from xpromo.kit.environment import Templates
from xpromo.kit.naming import file_name
from xpromo.kit.rules import NO_POOL


def render(kit: Kit, templates: Templates) -> Rendered:
    """Return ``codes.csv`` for each placement with an issued pool; a pool that wasn't issued is a warning."""
    pools = [item for item in kit.sends if item.pool is not None]
    pieces = [
        Piece(
            file_name(item.placement, "codes.csv"),
            "".join(f"{code}\r\n" for code in ("code", *sorted(item.pool or ()))).encode(),
            item.placement,
            private=True,
        )
        for item in pools
        if item.pool
    ]
    problems = [
        NO_POOL.at(kit.location, f"the codes of {item.placement} weren't issued yet", "run `xpromo codes` first")
        for item in pools
        if not item.pool
    ]
    return pieces, problems


asset = Asset("Single-use codes", render)
