"""What the ledger already promised and measured, as checks and minting see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from xpromo.records import Promise, PromoCode, Settings


class PoolIssued(NamedTuple):
    """How many codes of a pool were issued, and the characters of the shortest."""

    codes: int
    shortest: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger already promised and measured, for checks and minting; empty when there is no ledger.

    ``urls``: link id → URL; ``links``: placement → its link ids, ``variants`` those of which it has links;
    ``placements``: placement → campaign.
    By placement: ``promises`` in force, ``promised_on`` (the day on which that revision was minted), ``first_minted``,
    ``clicks`` (kept) and ``reach`` so far, ``counted_on``, the last day that either was counted. ``campaigns``: all
    that anything was promised for. ``shared``: shared codes as issued; ``pools``: (offer, placement) → what was issued.
    ``tags``: tag → values that were promised, or came in and reached nobody. ``sources``: what can be imported, and
    ``counts_clicks`` and ``tells_sales`` whether clicks or sales can come from one of them (no ledger says that).
    """

    urls: Mapping[str, str] = field(default_factory=dict)
    placements: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)
    variants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)
    promised_on: Mapping[str, date] = field(default_factory=dict)
    first_minted: Mapping[str, date] = field(default_factory=dict)
    campaigns: frozenset[str] = frozenset()
    shared: Sequence[PromoCode] = ()
    pools: Mapping[tuple[str, str | None], PoolIssued] = field(default_factory=dict)
    clicks: Mapping[str, int] = field(default_factory=dict)
    reach: Mapping[str, int] = field(default_factory=dict)
    counted_on: Mapping[str, date] = field(default_factory=dict)
    settings: Settings | None = None
    sources: Sequence[str] = ()
    counts_clicks: Callable[[str], bool] = lambda _source: True
    tells_sales: Callable[[str], bool] = lambda _source: True
