"""Where campaigns stand: a page on one, or a line for each and what is due over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from xpromo.measure.goals import GoalLine
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.due import Due, Urgency, urgency_of
from xpromo.report.goals import goal_in_words
from xpromo.report.plain import plain, record

STATES = {Urgency.OVERDUE: "late", Urgency.DUE: "soon", Urgency.LATER: "open"}  # of a step that isn't done


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
    """A campaign with its placements; the flight's end is exclusive here. Shared codes count for the campaign.

    ``state`` is ``planned``, ``live`` or ``over``; ``due`` comes in the order of its days. With ``errors`` in its file
    nothing is known of placements and goals.
    """

    campaign: str
    name: str
    form: str
    flight_start: date
    flight_end: date
    state: str
    links: int
    codes: int
    placements: tuple[PlacementStatus, ...]
    goals: tuple[GoalLine, ...]
    errors: int = 0
    playbook: tuple[TaskStatus, ...] = ()
    due: tuple[Due, ...] = ()

    @property
    def last_day(self) -> date:
        """The flight's last day, which counts."""
        return self.flight_end - timedelta(days=1)


_PLACEMENTS = (
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
    Column("due", "Due", CellKind.TEXT, detail=True),
)
_CAMPAIGNS = (
    Column("campaign", "Campaign", CellKind.ID),
    Column("state", "State", CellKind.ID),
    Column("flight", "Flight", CellKind.ID),
    Column("start", "First day", CellKind.DAY, detail=True),
    Column("end", "Last day", CellKind.DAY, detail=True),
    Column("placements", "Placements", CellKind.INT, detail=True),
    Column("minted", "Minted", CellKind.INT, detail=True),
    Column("imported", "Imported", CellKind.INT, detail=True),
    Column("minted_of", "Minted", CellKind.AMOUNT),
    Column("imported_of", "Imported", CellKind.AMOUNT),
    Column("goal", "Primary goal", CellKind.TEXT),
    Column("next", "Next by", CellKind.DAY),
    Column("what", "What", CellKind.TEXT, detail=True),
    Column("owner", "Owner", CellKind.ID, spare=1),
)
_DUE = (
    Column("on", "By", CellKind.DAY),
    Column("urgency", "Is", CellKind.ID),
    Column("campaign", "Campaign", CellKind.ID),
    Column("placement", "Placement", CellKind.ID),
    Column("what", "What", CellKind.TEXT),
    Column("owner", "Owner", CellKind.ID),
)


def page_document(page: CampaignStatus, notes: Sequence[str] = ()) -> Document:
    """Return the page on one campaign: its placements, then what is due, and ``notes`` at the end."""
    rows = [{"campaign": page.campaign, "when": _when(item.at), **record(item)} for item in page.placements]
    return Document(
        schema="status",
        title=f"{page.campaign}: {page.flight_start} to {page.last_day}, {page.state}",
        columns=tuple(replace(column, detail=column.detail or _is_empty(column, rows)) for column in _PLACEMENTS),
        rows=rows,
        data=[_record(page)],
        more=_due_section([page]),
        notes=(*_later([page]), *notes, "Approvals and proofs of send aren't kept yet."),
        empty="Its placements can't be read yet." if page.errors else "It has no placements yet.",
    )


def summary_document(pages: Sequence[CampaignStatus], notes: Sequence[str] = ()) -> Document:
    """Return a line for each campaign, by its first day, then what is due over all of them, and ``notes``."""
    pages = sorted(pages, key=lambda page: (page.flight_start, page.campaign))
    return Document(
        schema="status",
        columns=_CAMPAIGNS,
        rows=[_line(page) for page in pages],
        data=[_record(page) for page in pages],
        more=_due_section(pages),
        notes=(*_later(pages), *notes),
        empty="No campaign can be read yet." if notes else "No campaign is defined yet: `xpromo plan` starts one.",
    )


def _line(page: CampaignStatus) -> Row:
    primary = next((goal for goal in page.goals if goal.rank == "primary"), None)
    first = next((task for task in page.due if task.urgency is not Urgency.MISSED), None)
    whole = len(page.placements)
    minted = None if page.errors else sum(item.minted != "no" for item in page.placements)
    imported = None if page.errors else sum(map(_came_back, page.placements))
    return {
        "campaign": page.campaign,
        "state": page.state,
        "flight": _flight(page),
        "start": page.flight_start,
        "end": page.last_day,
        "placements": whole,
        "minted": minted,
        "imported": imported,
        "minted_of": f"{minted}/{whole}" if not page.errors else None,
        "imported_of": f"{imported}/{whole}" if not page.errors else None,
        "goal": goal_in_words(primary) if primary else None,
        "next": first.on if first else None,
        "what": _words(first) if first else None,
        "owner": first.owner if first else None,
    }


def _flight(page: CampaignStatus) -> str:
    """Return ``2026-11-30 to 12-20``."""
    same_year = page.flight_start.year == page.last_day.year
    return f"{page.flight_start} to {page.last_day:%m-%d}" if same_year else f"{page.flight_start} to {page.last_day}"


def _came_back(item: PlacementStatus) -> bool:
    return bool(item.reach or item.clicks or item.conversions)


def _words(task: Due) -> str:
    return f"{task.placement}: {task.what}" if task.placement else task.what


def _due_section(pages: Sequence[CampaignStatus]) -> tuple[Section, ...]:
    rows = [
        {"campaign": page.campaign, **_due_record(task)}
        for page in pages
        for task in page.due
        if task.urgency is not Urgency.LATER
    ]
    rows.sort(key=lambda row: str(row["on"]))
    idle = {"campaign"} if len(pages) == 1 else set()
    idle |= set() if any(row["placement"] for row in rows) else {"placement"}
    columns = tuple(column for column in _DUE if column.name not in idle)
    return (Section("Due", columns, rows),) if rows else ()


def _later(pages: Sequence[CampaignStatus]) -> tuple[str, ...]:
    later = sorted(task.on for page in pages for task in page.due if task.urgency is Urgency.LATER)
    return (f"Later than in a week: {len(later)}, the first on {later[0]}.",) if later else ()


def _is_empty(column: Column, rows: Sequence[Row]) -> bool:
    return column.kind is CellKind.INT and not any(row[column.name] for row in rows)


def _when(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%d %H:%M") if at else None


def _record(page: CampaignStatus) -> dict[str, object]:
    return {
        "campaign": page.campaign,
        "name": page.name,
        "form": page.form,
        "state": page.state,
        "errors": page.errors,
        "flight": {"start": plain(page.flight_start), "end": plain(page.last_day)},
        "minted": {"links": page.links, "codes": page.codes},
        "placements": [record(item) for item in page.placements],
        "goals": [record(goal) for goal in page.goals],
        "playbook": [record(task) for task in page.playbook],
        "due": [_due_record(task) for task in page.due],
    }


def _due_record(task: Due) -> dict[str, object]:
    return {
        "placement": task.placement,
        "what": task.what,
        "on": plain(task.on),
        "urgency": task.urgency.value,
        "owner": task.owner,
    }


def task_state(due: date, done: date | None, today: date) -> str:
    """Return how a step of the playbook stands."""
    return "done" if done else STATES[urgency_of(due, today)]
