"""An audience sees no more promotions in a time than its property allows, over all campaigns."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from xpromo.definitions.checking import Check, clash
from xpromo.definitions.model import Dated, Project
from xpromo.definitions.schema import Cap
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP183",
    "caps",
    "More placements than the audience's cap",
    why="Each campaign looks harmless alone. It is the third letter of a week, planned by somebody else, after which "
    "people unsubscribe.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/partners/green-mug.yaml
properties:
  - {id: green-mug-weekly, name: The Green Letter, channel: email, cap: {per_days: 7, placements: 1}}
# campaigns/swap.yaml
form: sponsored
placements:
  - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: mug-extra, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-08 09:00}
swaps: []
""",
    good="""\
# campaigns/partners/green-mug.yaml
properties:
  - {id: green-mug-weekly, name: The Green Letter, channel: email, cap: {per_days: 7, placements: 1}}
# campaigns/swap.yaml
form: sponsored
placements:
  - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: mug-extra, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-09 09:00}
swaps: []
""",
    fix="Move the placement to the day that is named, to another property, or leave it out. Any `per_days` days in a "
    "row count, as the brand counts days.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield each placement that is one too many in the days before it."""
    for shown in project.shown_on.values():
        cap = shown[0].property.cap
        if cap:
            yield from _over(project, cap, shown)


def _over(project: Project, cap: Cap, shown: Sequence[Dated]) -> Iterator[Problem]:
    """Yield what breaks the cap. It counts no further: without it, what follows may be fine."""
    seen: deque[Dated] = deque()
    for number, dated in enumerate(shown):
        if number and clash(shown[number - 1], dated):  # the finding of clashes
            continue
        while seen and (dated.day - seen[0].day).days >= cap.per_days:
            seen.popleft()
        if len(seen) < cap.placements:
            seen.append(dated)
        else:
            yield _problem(project, cap, dated, seen)


def _problem(project: Project, cap: Cap, dated: Dated, seen: Sequence[Dated]) -> Problem:
    ids = ", ".join(f"`{item.placement.id}`" for item in seen)
    many = "placement" if cap.placements == 1 else "placements"
    span = "a day" if cap.per_days == 1 else f"{cap.per_days} days"
    message = f"`{dated.property.id}` takes {cap.placements} {many} in {span}, and there is {ids}"
    free = seen[0].day.toordinal() + cap.per_days
    hint = f"move it to {dated.day.fromordinal(free)} or later"
    return RULE.at(project.locate(dated.placement, "at"), message, hint)


check = Check(RULE, find)
