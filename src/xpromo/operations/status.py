"""``status``: where campaigns stand: minted, approved, sent, imported, due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from xpromo.definitions.coverage import flight_state
from xpromo.definitions.drafts import Draft, find_drafts
from xpromo.definitions.project import load_project, problems_that_stop
from xpromo.definitions.promising import day_after, promises
from xpromo.definitions.schema import Campaign, Period, Task
from xpromo.errors import Findings, by_place
from xpromo.ledger.presence import holds_ledger
from xpromo.measure.cells import Facts
from xpromo.measure.goals import GoalLine, goal_lines
from xpromo.measure.lines import Line, wholes
from xpromo.measure.scorecard import scorecard
from xpromo.operations.intent import chosen_campaigns
from xpromo.operations.ledger import Place
from xpromo.operations.retro_page import Pages
from xpromo.records import Promise, Request, Settings
from xpromo.report.diagnosing import plural
from xpromo.report.document import Document
from xpromo.report.due import Due, Look, Owners, Role, Urgency, in_order, placement_due, retro_due, urgency_of
from xpromo.report.status import (
    CampaignStatus,
    PlacementStatus,
    TaskStatus,
    page_document,
    summary_document,
    task_state,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger knows; empty where there is none yet."""

    promises: Sequence[Promise] = ()
    latest: dict[str, Promise] = field(default_factory=dict)
    links: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    lines: dict[str, Line] = field(default_factory=dict)
    goals: tuple[GoalLine, ...] = ()


def status_of(root: Path, place: Place, named: Sequence[str], now: datetime) -> Document:
    """Return the page on the one campaign that is named, else a summary of those named (none: of all).

    Of a campaign with errors in its file, such as blanks, there is what can be read: its flight and its playbook.
    Raises UsageError for a campaign that nobody defines, Findings for errors elsewhere in its definitions and for a
    single one of which nothing can be told, StorageError.
    """
    project, problems = load_project(root)
    chosen = chosen_campaigns(project, named)
    single = len(set(named)) == 1
    drafts = [draft for draft in find_drafts(project, problems) if not named or draft.is_called(named)]
    told = {draft.path for draft in drafts if draft.flight or not single}
    stopping = [
        problem
        for problem in problems_that_stop(project, problems, list(named) or None)
        if problem.location is None or problem.location.path not in told
    ]
    if stopping or project.brand is None:
        raise Findings(
            "the definitions hold errors",
            hint="mend them: `xpromo check` lists them again",
            problems=sorted(stopping, key=by_place),
        )
    today = now.astimezone(ZoneInfo(project.brand.timezone)).date()
    found = read_standing(place, today)
    ready = [item for item in chosen if not any(draft.is_called([item.id]) for draft in drafts)]
    planned = promises(project, [item.id for item in ready])
    reviewed = {item.id for item in ready if Pages(root).read(item.id) is not None}
    pages = [
        _page(item, [p for p in planned if p.campaign == item.id], found, now, today, reviewed=item.id in reviewed)
        for item in ready
    ]
    pages += [_draft_page(draft, draft.flight, today) for draft in drafts if draft.flight]
    notes = [_to_mend(draft) for draft in drafts]
    return page_document(pages[0], notes) if single else summary_document(pages, notes)


def read_standing(place: Place, today: date) -> Standing:
    """Return what the ledger knows on the morning of ``today``, nothing where there is none. Raises StorageError."""
    if not holds_ledger(place.path):
        return Standing()
    from xpromo.ledger.known import read_known
    from xpromo.ledger.promising import read_codes, read_latest, read_promises, read_settings
    from xpromo.ledger.reading import read_aggregates

    with place.opened() as ledger, ledger.reading():
        settings: Settings | None = read_settings(ledger)
        facts = Facts(read_promises(ledger), read_aggregates(ledger, Request()), settings)
        return Standing(
            promises=facts.promises,
            latest=dict(read_latest(ledger)),
            links=Counter({name: len(links) for name, links in read_known(ledger).links.items()}),
            codes=Counter(code.placement or code.campaign for code in read_codes(ledger)),
            lines={one.line.placement: one.line for one in wholes(scorecard(facts).rows) if one.line.placement},
            goals=goal_lines(facts, today),
        )


def _page(
    campaign: Campaign, planned: Sequence[Promise], found: Standing, now: datetime, today: date, *, reviewed: bool
) -> CampaignStatus:
    owners = {role: getattr(campaign.roles, role) for role in Role}
    standing = [_placement(promise, found, now, today, owners) for promise in planned]
    steps = _steps(campaign.playbook, today)
    tasks = [*(task for _, task in standing), *steps, None if reviewed else retro_due(planned, today, owners)]
    placements = tuple(placement for placement, _ in standing)
    return CampaignStatus(
        campaign=campaign.id,
        name=campaign.name,
        form=campaign.form,
        flight_start=campaign.flight.start,
        flight_end=day_after(campaign.flight.end),
        state=flight_state(campaign.flight, today),
        links=sum(item.links for item in placements),
        codes=sum(item.codes for item in placements) + found.codes[campaign.id],
        placements=placements,
        goals=tuple(goal for goal in found.goals if goal.campaign == campaign.id),
        playbook=tuple(_task(task, today) for task in campaign.playbook),
        due=tuple(in_order(task for task in tasks if task)),
    )


def _draft_page(draft: Draft, flight: Period, today: date) -> CampaignStatus:
    return CampaignStatus(
        campaign=draft.id,
        name=draft.name,
        form=draft.form,
        flight_start=flight.start,
        flight_end=day_after(flight.end),
        state=flight_state(flight, today),
        links=0,
        codes=0,
        placements=(),
        goals=(),
        errors=draft.errors,
        playbook=tuple(_task(task, today) for task in draft.playbook),
        due=tuple(in_order(_steps(draft.playbook, today))),
    )


def _to_mend(draft: Draft) -> str:
    return f"{draft.id} has {plural(draft.errors, 'thing')} to fill in or mend: `xpromo check {draft.path}` lists them."


def _steps(playbook: Sequence[Task], today: date) -> list[Due]:
    return [_step(task, today) for task in playbook if task.done is None]


def _task(task: Task, today: date) -> TaskStatus:
    return TaskStatus(task.step, task.due, task.owner, task.what, task.done, task_state(task.due, task.done, today))


def _step(task: Task, today: date) -> Due:
    words = f"{task.step}: {task.what}" if task.what else task.step
    return Due(words, task.due, urgency_of(task.due, today), task.owner)


def _placement(
    promise: Promise, found: Standing, now: datetime, today: date, owners: Owners
) -> tuple[PlacementStatus, Due | None]:
    latest = found.latest.get(promise.placement)
    line = found.lines.get(promise.placement)
    minted = "no" if latest is None else "yes" if latest == promise else "changed"
    task = placement_due(promise, Look(now, today, minted, line), owners)
    status = PlacementStatus(
        placement=promise.placement,
        partner=promise.partner,
        property=promise.property,
        direction=promise.direction.value,
        at=promise.at,
        minted=minted,
        links=found.links[promise.placement],
        codes=found.codes[promise.placement],
        reach=line.reach if line else None,
        clicks=line.clicks if line else None,
        conversions=line.conversions if line else None,
        due=task.what if task and task.urgency is not Urgency.LATER else "",
    )
    return status, task
