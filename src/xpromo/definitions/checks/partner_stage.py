"""Campaigns are planned with partners who are there, and whoever is active has an agreement."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, partner_of
from xpromo.definitions.readiness import needs_of
from xpromo.definitions.schema import Partner, Placement
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP219",
    "partner-stage",
    "A partner's stage that doesn't fit",
    why="What is planned with a partner who has stopped won't appear; what is promised to a prospect was agreed with "
    "nobody. An active partner without an agreement is a friendship: nobody knows what is counted, and until when.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/partners/green-mug.yaml
stage: paused
""",
    good="""\
# campaigns/partners/green-mug.yaml
stage: active
agreement: {start: 2026-10-01, end: 2027-09-30}
""",
    fix="Correct the stage, state the agreement, or take the placements out.",
)
_AWAY = {"prospect": "is a prospect", "paused": "is paused", "ended": "has ended"}


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield stages, where one is stated, that what is planned or agreed speaks against."""
    stated = {name: item for name, item in project.partners.items() if "stage" in item.model_fields_set}
    planned = _planned(project, known, stated)
    for name, partner in stated.items():
        if name in planned:
            done = "promised" if partner.stage == "prospect" else "planned"
            message = f"`{name}` {_AWAY[partner.stage]}, and `{planned[name].id}` is {done}"
            yield RULE.at(project.locate(partner, "stage"), message, _hint(partner))
        for need in needs_of(partner) if partner.stage == "active" else ():
            if need.keys == ("agreement",):
                yield RULE.at(project.locate(partner, "stage"), f"`{name}` is active without an agreement", need.hint)


def _hint(partner: Partner) -> str:
    if partner.stage == "ended":
        return "take the placement out, or state in `agreement` the last day on which it was still good"
    return "write `stage: active`, or take the placement out"


def _planned(project: Project, known: Known, stated: dict[str, Partner]) -> dict[str, Placement]:
    """Return the first placement with each partner whose stage speaks against it.

    With a prospect anything can be planned, but nothing was promised yet. Who paused or left keeps what was promised
    before, and nothing is planned anew; where an agreement says when it ended, that decides.
    """
    away = {name for name, item in stated.items() if item.stage in _AWAY and not _has_last_day(item)}
    found: dict[str, Placement] = {}
    for campaign, placement in project.placements() if away else ():
        partner = partner_of(project, placement)
        if partner not in away or partner not in campaign.partners:
            continue
        if (stated[partner].stage == "prospect") is (placement.id in known.promises):
            found.setdefault(partner, placement)
    return found


def _has_last_day(partner: Partner) -> bool:
    return partner.stage == "ended" and partner.agreement is not None and partner.agreement.end is not None


check = Check(RULE, find)
