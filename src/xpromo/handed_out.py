"""What was handed out before xpromo, on its way from a list into the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from xpromo.records import PlacementId


@dataclass(frozen=True, slots=True)
class HandedLink:
    """A link that was handed out before xpromo: what its clicks are known by.

    ``link`` is its link id, or one made for it (:func:`xpromo.mint.adopting.own_id`); ``tags`` are source, medium,
    campaign, content, None when they tell nothing; ``shorts`` are ``host/key``.
    """

    link: str
    placement: PlacementId
    variant: str | None
    url: str
    tags: tuple[str, str, str, str] | None
    shorts: tuple[str, ...] = ()
