"""One page on each campaign: minted, approved, sent, imported, due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from xpromo.measure.goals import GoalLine
from xpromo.measure.lines import Line
from xpromo.records import Promise
from xpromo.report.document import CellKind, Column, Document, Row
from xpromo.report.plain import plain, record

SOON = timedelta(days=7)
SETTLED = timedelta(days=2)  # how long a placement may stay without numbers before somebody should look
RETRO = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PlacementStatus:
    """A placement. ``minted`` is ``yes``, ``no`` or ``changed`` (edited since); ``due`` says what comes next, or ""."""

    placement: str
    partner: str | None
    property: str
    direction: str
    at: datetime | None
    minted: str
    links: int
    codes: int
    reach: int | None
    clicks: int | None
    conversions: int | None
    due: str
    approved: None = None  # approvals and proofs of send come later; null says that nobody knows
    sent: None = None


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """A step of the playbook. ``state`` is ``done``, ``late``, ``soon`` (due within a week) or ``open``."""

    step: str
    due: date
    owner: str | None
    what: str | None
    done: date | None
    state: str


@dataclass(frozen=True, slots=True)
class CampaignStatus:
    """A campaign with its placements; the flight's end is exclusive here. Shared codes count for the campaign."""

    campaign: str
    name: str
    form: str
    flight_start: date | None
    flight_end: date | None
    links: int
    codes: int
    placements: tuple[PlacementStatus, ...]
    goals: tuple[GoalLine, ...]
    playbook: tuple[TaskStatus, ...] = ()
    retro: str = ""


def due(promise: Promise, minted: str, line: Line | None, now: datetime, today: date) -> str:
    """Return the next thing to do about a placement, "" when there is nothing."""
    if promise.at is None:
        return "set its date (at)"
    over = today >= promise.flight_end
    if minted != "yes" and not over:
        return "mint its links" if minted == "no" else "mint again: it was edited"
    if promise.at > now and not over:
        days = (promise.at.date() - now.astimezone(promise.at.tzinfo).date()).days
        return f"goes out in {days} d" if promise.at - now <= SOON else ""
    return _unreported(promise, line, now)


def _unreported(promise: Promise, line: Line | None, now: datetime) -> str:
    if promise.at is None or now - promise.at <= SETTLED:
        return ""
    if line is None or not line.clicks:
        return "import its clicks"
    return "import its reach" if line.reach is None else ""


_COLUMNS = (
    Column("campaign", "Campaign", CellKind.ID, detail=True),
    Column("placement", "Placement", CellKind.ID),
    Column("direction", "Direction", CellKind.ID, detail=True),
    Column("when", "At", CellKind.DAY),
    Column("minted", "Minted", CellKind.ID),
    Column("links", "Links", CellKind.INT, spare=4),
    Column("codes", "Codes", CellKind.INT, spare=3),
    Column("reach", "Reach", CellKind.INT, spare=2),
    Column("clicks", "Clicks", CellKind.INT),
    Column("conversions", "Conv.", CellKind.INT, spare=1),
    Column("due", "Due", CellKind.TEXT),
)


def status_document(pages: Sequence[CampaignStatus]) -> Document:
    """Return the page; JSON is a list of campaigns, each with its placements."""
    rows = [
        {"campaign": page.campaign, "when": _when(item.at), **record(item)}
        for page in pages
        for item in page.placements
    ]
    return Document(
        schema="status",
        title=_headline(pages[0]) if len(pages) == 1 else f"{len(pages)} campaigns",
        columns=tuple(replace(column, detail=column.detail or _is_empty(column, rows)) for column in _COLUMNS),
        rows=rows,
        group="campaign" if len(pages) > 1 else "",
        data=[_record(page) for page in pages],
        notes=(
            *(f"Due: {page.campaign}: {what}" for page in pages for what in _tasks_due(page)),
            *(f"Due: {page.retro}" for page in pages if page.retro),
            "Approvals and proofs of send aren't kept yet.",
        ),
        empty="No campaign is defined yet: `xpromo plan` starts one.",
    )


def _is_empty(column: Column, rows: Sequence[Row]) -> bool:
    return column.kind is CellKind.INT and not any(row[column.name] for row in rows)


def _when(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%d %H:%M") if at else None


def _headline(page: CampaignStatus) -> str:
    if page.flight_start is None or page.flight_end is None:
        return f"{page.campaign}: no placements yet"
    return f"{page.campaign}: {page.flight_start} to {page.flight_end - timedelta(days=1)}"


def _record(page: CampaignStatus) -> dict[str, object]:
    flight = None
    if page.flight_start and page.flight_end:
        flight = {"start": plain(page.flight_start), "end": plain(page.flight_end - timedelta(days=1))}
    return {
        "campaign": page.campaign,
        "name": page.name,
        "form": page.form,
        "flight": flight,
        "minted": {"links": page.links, "codes": page.codes},
        "placements": [record(item) for item in page.placements],
        "goals": [record(goal) for goal in page.goals],
        "playbook": [record(task) for task in page.playbook],
        "due": _due(page),
    }


def _due(page: CampaignStatus) -> list[dict[str, object]]:
    found = [(item.placement, item.due) for item in page.placements if item.due]
    whole = [*_tasks_due(page), *([page.retro] if page.retro else [])]
    return [{"placement": name, "what": what} for name, what in (*found, *((None, what) for what in whole))]


def task_state(due: date, done: date | None, today: date) -> str:
    """Return how a step of the playbook stands."""
    if done:
        return "done"
    return "late" if due < today else "soon" if due - today <= SOON else "open"


def _tasks_due(page: CampaignStatus) -> list[str]:
    return [_task(task) for task in page.playbook if task.state in {"late", "soon"}]


def _task(task: TaskStatus) -> str:
    when = f"was due on {task.due}" if task.state == "late" else f"by {task.due}"
    owner = f" ({task.owner})" if task.owner else ""
    return f"{task.step} {when}{owner}{f': {task.what}' if task.what else ''}"


def retro_due(promises: Sequence[Promise], today: date) -> str:
    """Return when the retro of a campaign is due, "" before its end and long after."""
    if not promises or not promises[0].flight_end <= today <= promises[0].flight_end + RETRO:
        return ""
    return f"retro of {promises[0].campaign} by {promises[0].flight_end + RETRO}"
