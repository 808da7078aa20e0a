"""Which ids were promised under another name: what ``moved_from`` says in the files and in the ledger."""

from __future__ import annotations

from xpromo.definitions.model import Project
from xpromo.definitions.schema import Placement
from xpromo.known import Known
from xpromo.records import Promise


def promise_before(known: Known, placement: Placement) -> Promise | None:
    """Return what is in force for a placement, under its id or under the one that it had before."""
    return known.promises.get(placement.id) or known.promises.get(placement.moved_from or "")


def renamed_placements(project: Project, known: Known) -> dict[str, str]:
    """Return former placement id → present one; what the files say comes before what was promised."""
    promised = {item.moved_from: str(item.placement) for item in known.promises.values() if item.moved_from}
    return promised | {item.moved_from: item.id for _, item in project.placements() if item.moved_from}


def renamed_campaigns(project: Project) -> dict[str, str]:
    """Return former campaign id → present one."""
    return {item.moved_from: item.id for item in project.campaigns.values() if item.moved_from}
