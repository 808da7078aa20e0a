"""What a person asked of an import, and what it comes to: the brand's settings and how a file is to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from xpromo.errors import UsageError
from xpromo.operations.named import currency_named, zone_named

if TYPE_CHECKING:
    from xpromo.definitions.model import Project
    from xpromo.records import Settings
    from xpromo.sources.source import ReadOptions

DECIMALS, ORDERS = (".", ","), ("dmy", "mdy", "ymd")
EPOCH = date(1970, 1, 1)
NO_ACCOUNT = "default"
CHOICE = re.compile(r"(?:partner|property|placement|channel):[a-z0-9_-]+\Z")  # what --map may say of an answer


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a person asked for; "" and None leave a question to the file, the mapping, or the brand."""

    source: str = ""
    timezone: str = ""
    currency: str = ""
    decimal: str = ""
    date_order: str = ""
    period: str = ""
    days: str = ""  # what an archive says of a file in it; ``period`` goes before
    account: str = ""
    map_name: str = ""  # of the mapping that is used or kept: its files are a shop of their own
    placement: str = ""
    reported_by: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    strict: bool = False
    keep_refused: bool = False
    replace: bool = False

    @property
    def shop(self) -> str:
        """The account whose rows these are; nobody has to name one."""
        return self.account or self.map_name or NO_ACCOUNT


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
    from xpromo.sources.rules import NO_PLACEMENT, NO_REPORTER

    project, problems = load_project(workspace)
    if stopping := problems_that_stop(project, problems, ()):
        raise UsageError("brand.yaml has errors", hint="run `xpromo check`", problems=stopping)
    if request.placement:
        known = [placement.id for _, placement in project.placements()]
        if request.placement not in known:
            hint = did_you_mean(request.placement, known) or "placements are named in the campaign files"
            raise UsageError(f"no placement called {request.placement!r}", hint=hint, code=NO_PLACEMENT.code)
    if request.reported_by and request.reported_by not in project.partners:
        hint = did_you_mean(request.reported_by, project.partners) or NO_REPORTER.hint
        raise UsageError(f"no partner called {request.reported_by!r}", hint=hint, code=NO_REPORTER.code)
    return settings(project)


def check_words(request: ImportRequest) -> None:
    """Raise UsageError for an option that can't be meant."""
    zone_named(request.timezone)
    currency_named(request.currency)
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
        currency=currency_named(request.currency),
        decimal=_one_of(request.decimal, DECIMALS, "--decimal"),
        date_order=_one_of(request.date_order, ORDERS, "--date-order"),
        period=_period(request.period or request.days),
        account=_account(request),
        placement=request.placement,
        link_parameter=settings.link_parameter or "",
        domains=settings.domains,
        short_paths=settings.short_paths,
        mapping=plain_mapping(request.mapping),
    )


def _account(request: ImportRequest) -> str:
    """Return who numbers the events of a file: a partner's numbers are not ours. Raises UsageError."""
    if "@" in request.shop:
        raise UsageError("an e-mail address can't name an account", hint="the ledger keeps none; name the shop or site")
    return f"{request.shop} reported by {request.reported_by}" if request.reported_by else request.shop


def plain_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return a mapping between columns by their plain names."""
    from xpromo.sources.source import plain_name

    return {plain_name(theirs): plain_name(ours) for theirs, ours in mapping.items() if not CHOICE.match(ours)}


def choices_for(workspace: Path, request: ImportRequest) -> dict[str, str]:
    """Return what an answer of a survey can be taken for: plain text → ``partner:green-mug``.

    Ids and names of what the workspace knows, and what ``--map`` says. Raises UsageError for what it doesn't know.
    """
    from xpromo.definitions.project import load_project
    from xpromo.sources.rules import BAD_MAP
    from xpromo.sources.source import plain_name

    project, _ = load_project(workspace)
    known = list(_choices(project))
    found = {plain_name(text): choice for choice, *texts in reversed(known) for text in texts}  # the coarser one wins
    for theirs, ours in request.mapping.items():
        if CHOICE.match(ours):
            if ours not in {choice for choice, *_ in known}:
                raise UsageError(f"--map: the workspace knows no {ours.replace(':', ' ')}", code=BAD_MAP.code)
            found[plain_name(theirs)] = ours
    return dict(sorted(found.items()))


def _choices(project: Project) -> Iterator[tuple[str, ...]]:
    """Yield what can be chosen with what people call it, the coarser before the finer."""
    from xpromo.definitions.schema.parts import CHANNELS

    for partner in project.partners.values():
        yield f"partner:{partner.partner}", partner.partner, partner.name
    ours = project.brand.properties if project.brand else ()
    properties = chain(ours, *(partner.properties for partner in project.partners.values()))
    yield from ((f"property:{item.id}", item.id, item.name) for item in properties)
    yield from ((f"placement:{placement.id}", placement.id) for _, placement in project.placements())
    yield from ((f"channel:{channel}", channel) for channel in CHANNELS)


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
