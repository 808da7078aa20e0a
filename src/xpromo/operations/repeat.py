"""``xpromo plan --repeat``: the next campaign from one that was, with what that one brought beside its goals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from xpromo.definitions.model import Project
from xpromo.definitions.project import load_project, problems_that_stop
from xpromo.definitions.repeating import Repeat, repeated_text
from xpromo.definitions.schema import Campaign
from xpromo.definitions.words import did_you_mean
from xpromo.errors import Findings, UsageError
from xpromo.measure.goals import GoalLine
from xpromo.measure.lines import Line
from xpromo.money import major
from xpromo.operations.intent import unknown_campaign
from xpromo.operations.ledger import Place
from xpromo.operations.new_files import NewFile
from xpromo.operations.plan import (
    DEPTHS,
    checked_id,
    checked_start,
    quarter_of,
    quarters,
    shortened_id,
    write_campaigns,
)
from xpromo.operations.retro_page import next_time
from xpromo.operations.status import Standing, read_standing

A_YEAR = timedelta(weeks=52)  # the same weekday
_QUARTER = re.compile(r", Q[1-4] \d{4}\Z")  # the end of a name in a programme
_BEGINNING = re.compile(r"\A\d{4}(?:-\d{2}|-q\d)?-(?=.)")


@dataclass(frozen=True, slots=True)
class Again:
    """What a person asked for; None is to be derived."""

    campaign: str
    start: date | None = None
    depth: str | None = None
    new: str | None = None
    name: str | None = None


def repeat_campaign(root: Path, place: Place, wish: Again, now: datetime, *, dry_run: bool) -> list[NewFile]:
    """Write the next campaign, or four quarters of it for a programme; what is there is never overwritten.

    Raises UsageError when the wish doesn't fit the workspace, Findings when its files can't be read, StorageError.
    """
    project, old = _old(root, wish.campaign)
    if wish.depth not in {None, "one-off", "programme"}:
        hint = did_you_mean(wish.depth or "", DEPTHS) if wish.depth not in DEPTHS else "its partners stay as they are"
        raise UsageError(f"a campaign can't be repeated as {wish.depth!r}", hint=hint)
    zone = ZoneInfo(project.brand.timezone if project.brand else "UTC")
    found = read_standing(place, now.astimezone(zone).date())
    wishes = next_time(root, old.id)
    repeats = (replace(repeat, wishes=wishes) for repeat in _repeats(old, wish, found))
    texts = {repeat.campaign: repeated_text(project, old, repeat) for repeat in repeats}
    return write_campaigns(root, project, texts, dry_run=dry_run)


def _old(root: Path, name: str) -> tuple[Project, Campaign]:
    project, problems = load_project(root)
    if name not in project.campaigns and (project.brand is None or project.is_broken(name)):
        stopping = problems_that_stop(project, problems, [name])
        raise Findings(f"{name} can't be read", problems=stopping, hint="mend it first")
    if name not in project.campaigns:
        raise unknown_campaign(project, name)
    return project, project.campaigns[name]


def _repeats(old: Campaign, wish: Again, found: Standing) -> Iterator[Repeat]:
    """Yield what each file is to become."""
    start = checked_start(wish.start or old.flight.start + A_YEAR)
    goals = {goal.metric: _goal(goal) for goal in found.goals if goal.campaign == old.id and goal.achieved is not None}
    results = {name: told for name, line in found.lines.items() if (told := _result(line))}
    if wish.depth != "programme":
        name = wish.name or (_in_quarter(old.name, quarter_of(start)) if _QUARTER.search(old.name) else None)
        yield Repeat(checked_id(wish.new or _next_id(old.id, start)), start, name, goals, results)
        return
    for quarter, day in quarters(start):
        campaign = f"{wish.new}-{quarter}" if wish.new else shortened_id(f"{quarter}-{_BEGINNING.sub('', old.id)}")
        yield Repeat(checked_id(campaign), day, _in_quarter(wish.name or old.name, quarter), goals, results)


def _in_quarter(name: str, quarter: str) -> str:
    """Return a name with this quarter at its end, in place of another one: ``Swap, Q1 2027``."""
    return f"{_QUARTER.sub('', name)}, {quarter.upper()[5:]} {quarter[:4]}"


def _next_id(old: str, start: date) -> str:
    """Return the id with the new year, month or quarter in place of the old one, else with the month at its end."""
    begun = _BEGINNING.match(old)
    if begun is None:
        return f"{shortened_id(old)[:37].rstrip('-')}-{start:%Y-%m}"
    length = len(begun.group())
    time = quarter_of(start) if "q" in begun.group() else f"{start:%Y-%m-}"[: length - 1]
    return f"{time}-{old[length:]}"


def _goal(goal: GoalLine) -> str:
    if goal.currency:
        achieved, target = (major(int(value), goal.currency) for value in (goal.achieved or 0, goal.target))
        return f"{goal.metric} {achieved} of {target} {goal.currency}"
    return f"{goal.metric} {goal.achieved:,} of {goal.target:,.0f}"


def _result(line: Line) -> str:
    counts: Sequence[tuple[str, int | None]] = (
        ("reach", line.reach), ("clicks", line.clicks), ("conversions", line.conversions)
    )  # fmt: skip
    return ", ".join(f"{name} {value:,}" for name, value in counts if value is not None)
