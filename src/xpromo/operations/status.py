"""``status``: where each campaign stands: minted, approved, sent, imported, due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from xpromo.definitions.project import load_project, problems_that_stop
from xpromo.definitions.promising import promises
from xpromo.definitions.schema import Campaign, Task
from xpromo.errors import Findings, by_place
from xpromo.files import holds_something
from xpromo.measure.cells import Facts
from xpromo.measure.goals import GoalLine, goal_lines
from xpromo.measure.lines import Line
from xpromo.measure.scorecard import scorecard
from xpromo.operations.intent import chosen_campaigns
from xpromo.records import Promise, Request, Settings
from xpromo.report.document import Document
from xpromo.report.status import (
    CampaignStatus,
    PlacementStatus,
    TaskStatus,
    due,
    retro_due,
    status_document,
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


def status_of(
    root: Path, ledger: Path, named: Sequence[str], now: datetime, *, wait: float, fingerprint: str | None
) -> Document:
    """Return one page on these campaigns (none named: on all that are defined).

    Raises UsageError for a campaign that nobody defines, Findings for errors in its definitions, StorageError.
    """
    project, problems = load_project(root)
    chosen = chosen_campaigns(project, named)
    stopping = problems_that_stop(project, problems, list(named) or None)
    if stopping or project.brand is None:
        raise Findings(
            "the definitions hold errors",
            hint="mend them: `xpromo check` lists them again",
            problems=sorted(stopping, key=by_place),
        )
    today = now.astimezone(ZoneInfo(project.brand.timezone)).date()
    found = read_standing(ledger, today, wait, fingerprint) if holds_something(ledger) else Standing()
    planned = promises(project, None)
    pages = [
        _page(item, [promise for promise in planned if promise.campaign == item.id], found, now, today)
        for item in chosen
    ]
    return status_document(pages)


def read_standing(path: Path, today: date, wait: float, fingerprint: str | None) -> Standing:
    """Return what the ledger knows on the morning of ``today``. Raises StorageError."""
    from xpromo.ledger.promising import read_codes, read_known, read_latest, read_promises, read_settings
    from xpromo.ledger.reading import read_aggregates
    from xpromo.ledger.store import open_ledger

    with open_ledger(path, wait=wait, fingerprint=fingerprint) as ledger, ledger.reading():
        settings: Settings | None = read_settings(ledger)
        facts = Facts(read_promises(ledger), read_aggregates(ledger, Request()), settings)
        return Standing(
            promises=facts.promises,
            latest=dict(read_latest(ledger)),
            links=Counter({name: len(links) for name, links in read_known(ledger).links.items()}),
            codes=Counter(code.placement or code.campaign for code in read_codes(ledger)),
            lines={line.placement: line for line in scorecard(facts).rows if line.placement and not line.further},
            goals=goal_lines(facts, today),
        )


def _page(
    campaign: Campaign, planned: Sequence[Promise], found: Standing, now: datetime, today: date
) -> CampaignStatus:
    placements = tuple(_placement(promise, found, now, today) for promise in planned)
    return CampaignStatus(
        campaign=campaign.id,
        name=campaign.name,
        form=campaign.form,
        flight_start=planned[0].flight_start if planned else None,
        flight_end=planned[0].flight_end if planned else None,
        links=sum(item.links for item in placements),
        codes=sum(item.codes for item in placements) + found.codes[campaign.id],
        placements=placements,
        goals=tuple(goal for goal in found.goals if goal.campaign == campaign.id),
        playbook=tuple(_task(task, today) for task in campaign.playbook),
        retro=retro_due(planned, today),
    )


def _task(task: Task, today: date) -> TaskStatus:
    return TaskStatus(task.step, task.due, task.owner, task.what, task.done, task_state(task.due, task.done, today))


def _placement(promise: Promise, found: Standing, now: datetime, today: date) -> PlacementStatus:
    latest = found.latest.get(promise.placement)
    line = found.lines.get(promise.placement)
    minted = "no" if latest is None else "yes" if latest == promise else "changed"
    return PlacementStatus(
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
        due=due(promise, minted, line, now, today),
    )
