"""What became of names: placements and campaigns that were renamed (``moved_from``), under the name they have now.

Nothing that was written is ever moved. A renaming is a row beside it, and whoever reads follows it: the old link stays
with the old placement in the ledger, and its clicks come out under the new one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xpromo.records import CampaignId, PlacementId

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from xpromo.records import Promise, PromoCode

PLACEMENTS = "SELECT placement, moved_from FROM promises WHERE moved_from IS NOT NULL ORDER BY id"
CAMPAIGNS = "SELECT campaign, moved_from FROM campaign_names ORDER BY id"


@dataclass(frozen=True, slots=True)
class Renamings:
    """Former id → present id, of placements and of campaigns; ids that were never renamed aren't in it."""

    placements: Mapping[str, str]
    campaigns: Mapping[str, str]

    def __bool__(self) -> bool:
        """Whether anything was renamed at all."""
        return bool(self.placements or self.campaigns)

    def placement(self, name: str) -> str:
        """Return the present id of a placement."""
        return self.placements.get(name, name)

    def campaign(self, name: str) -> str:
        """Return the present id of a campaign."""
        return self.campaigns.get(name, name)

    def swap(self, pair: str | None) -> str | None:
        """Return a swap (``give+get``) under the present ids of its placements."""
        return pair and "+".join(map(self.placement, pair.split("+")))

    def code(self, code: PromoCode) -> PromoCode:
        """Return a code bound to the present ids of its campaign and placement."""
        if not self:
            return code  # the usual case, and pools are large
        placement = code.placement and PlacementId(self.placement(code.placement))
        return replace(code, campaign=CampaignId(self.campaign(code.campaign)), placement=placement)


NONE = Renamings({}, {})


def read_renamings(connection: sqlite3.Connection, promised: Sequence[Promise] = ()) -> Renamings:
    """Return every renaming that was minted, and those of promises that are still to be."""
    placements = [(item.placement, item.moved_from) for item in promised if item.moved_from]
    campaigns = [(item.campaign, item.campaign_moved_from) for item in promised if item.campaign_moved_from]
    return Renamings(
        present_names([*connection.execute(PLACEMENTS), *placements]),
        present_names([*connection.execute(CAMPAIGNS), *campaigns]),
    )


def present_names(renamings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return former → present id of renamings (new, former) in the order they were minted, each followed to its end.

    Who takes a former id back undoes what was done to it since; of two that claim one former id the later has it.
    """
    steps: dict[str, str] = {}
    for new, former in renamings:
        if former in _path(new, steps):
            steps.pop(new, None)
        if former != new:
            steps[former] = new
    return {former: _path(former, steps)[-1] for former in steps}


def _path(name: str, steps: Mapping[str, str]) -> list[str]:
    """Return a name and what it became, one after the other; ``steps`` never lead in a circle."""
    path = [name]
    while path[-1] in steps:
        path.append(steps[path[-1]])
    return path
