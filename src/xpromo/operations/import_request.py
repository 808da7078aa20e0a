"""What a person asked of an import, and what it comes to: the brand's settings and how a file is to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from xpromo.errors import UsageError
from xpromo.operations.zones import zone_named

if TYPE_CHECKING:
    from xpromo.records import Settings
    from xpromo.sources.source import ReadOptions

DECIMALS, ORDERS = (".", ","), ("dmy", "mdy", "ymd")
EPOCH = date(1970, 1, 1)
NO_ACCOUNT = "default"


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a person asked for; "" and None leave a question to the file, the mapping, or the brand."""

    source: str = ""
    timezone: str = ""
    currency: str = ""
    decimal: str = ""
    date_order: str = ""
    period: str = ""
    account: str = ""
    placement: str = ""
    reported_by: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    strict: bool = False
    keep_refused: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an import goes: the workspace, its ledger, the key, how long to wait for others, and now."""

    workspace: Path
    ledger: Path
    key_path: Path
    stated_key: str | None
    wait: float
    now: datetime


def settings_for(workspace: Path, request: ImportRequest) -> Settings:
    """Return what brand.yaml says; raises UsageError when it can't be used, or where the workspace doesn't know
    ``--placement`` or ``--reported-by``.
    """
    from xpromo.definitions.project import load_project, problems_that_stop
    from xpromo.definitions.promising import settings
    from xpromo.definitions.words import did_you_mean
    from xpromo.sources.rules import NO_REPORTER

    project, problems = load_project(workspace)
    if stopping := problems_that_stop(project, problems, ()):
        raise UsageError("brand.yaml has errors", hint="run `xpromo check`", problems=stopping)
    if request.placement:
        known = [placement.id for _, placement in project.placements()]
        if request.placement not in known:
            hint = did_you_mean(request.placement, known) or "placements are named in the campaign files"
            raise UsageError(f"no placement called {request.placement!r}", hint=hint)
    if request.reported_by and request.reported_by not in project.partners:
        hint = did_you_mean(request.reported_by, project.partners) or NO_REPORTER.hint
        raise UsageError(f"no partner called {request.reported_by!r}", hint=hint, code=NO_REPORTER.code)
    return settings(project)


def check_words(request: ImportRequest) -> None:
    """Raise UsageError for an option that can't be meant."""
    zone_named(request.timezone)
    _currency(request.currency)
    _period(request.period)
    _one_of(request.decimal, DECIMALS, "--decimal")
    _one_of(request.date_order, ORDERS, "--date-order")


def options_for(request: ImportRequest, settings: Settings, place: Place) -> ReadOptions:
    """Return how the file is to be read, all but the key. Raises UsageError for what can't be meant."""
    from xpromo.sources.source import ReadOptions

    return ReadOptions(
        key=b"",
        now=int(place.now.timestamp()),
        zone=ZoneInfo(settings.timezone),
        timezone=zone_named(request.timezone),
        currency=_currency(request.currency),
        decimal=_one_of(request.decimal, DECIMALS, "--decimal"),
        date_order=_one_of(request.date_order, ORDERS, "--date-order"),
        period=_period(request.period),
        account=_account(request),
        placement=request.placement,
        link_parameter=settings.link_parameter or "",
        domains=settings.domains,
        short_paths=settings.short_paths,
        mapping=plain_mapping(request.mapping),
    )


def _account(request: ImportRequest) -> str:
    """Return who numbers the events of a file: a partner's numbers are not ours."""
    account = request.account or NO_ACCOUNT
    return f"{account} reported by {request.reported_by}" if request.reported_by else account


def plain_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return a mapping between columns by their plain names."""
    from xpromo.sources.source import plain_name

    return {plain_name(theirs): plain_name(ours) for theirs, ours in mapping.items()}


def _one_of(text: str, known: Sequence[str], option: str) -> str:
    if text and text not in known:
        raise UsageError(f"{option} takes {' or '.join(known)}, not {text!r}")
    return text


def _period(text: str) -> tuple[int, int] | None:
    """Return ``2026-11-01..2026-11-30`` as days since 1970, the end exclusive."""
    if not text:
        return None
    first, dots, last = text.partition("..")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
    except ValueError:
        raise UsageError(f"--period {text!r} is no period", hint="write 2026-11-01..2026-11-30") from None
    if end < start:
        raise UsageError(f"--period {text} ends before it starts", hint="write the first day first")
    return (start - EPOCH).days, (end - EPOCH).days + 1


def _currency(text: str) -> str:
    from xpromo.money import is_currency

    if text and not is_currency(text.upper()):
        raise UsageError(f"{text!r} is no currency", hint="name an ISO 4217 code such as EUR")
    return text.upper()
