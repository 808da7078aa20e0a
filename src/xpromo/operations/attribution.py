"""``attribution``: who gets the credit for conversions, by every model, over paths of a file or of the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from xpromo.definitions.words import meant
from xpromo.errors import Findings, UsageError
from xpromo.ledger.paths import NAMES, PathsRequest, read_ledger_paths
from xpromo.ledger.promising import read_promises, read_settings
from xpromo.ledger.store import Ledger
from xpromo.measure.costs import zone_of
from xpromo.measure.crediting import Credits, credit
from xpromo.measure.folding import goal_kind
from xpromo.measure.groups import INCOME
from xpromo.measure.models import MODELS, Model, Terms
from xpromo.measure.rates import FLOOR
from xpromo.measure.resampling import drawable, intervals
from xpromo.measure.rules import BAD_TERMS, FEW_PATHS, NO_MOMENTS, UNKNOWN_MODEL
from xpromo.operations.ledger import Place
from xpromo.operations.named import currency_named, no_campaign, zone_named
from xpromo.operations.period import period_of
from xpromo.operations.sales_notes import with_sales_notes
from xpromo.paths import Paths, PathsFound
from xpromo.records import CONVERSION_KINDS, Promise, Request
from xpromo.report.attribution import Attribution, Windowed, attribution_document
from xpromo.report.document import Document
from xpromo.report.period import Period

LEAST_SHARE = 0.05
ORDERS = (1, 2, 3)
DRAWS = range(20, 10_001)
LONGEST_WINDOW = 3650
WINDOW = 30  # days, where a file's touches are and nobody says
DAY = 86_400
UNTIMED = "one row a path says nothing of moments"
AGELESS = "the file has no column `hours`"
STDIN = Path("-")
_WINDOWS = re.compile(r"\d{1,4}(?:,\d{1,4})*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, as typed. No ``models`` are all of them; ``windows`` are days, comma between."""

    models: Sequence[str] = ()
    by: str = "placement"
    campaigns: Sequence[str] = ()
    since: str | None = None
    until: str | None = None
    last: str | None = None
    windows: str | None = None
    kind: str | None = None
    order: int = 1
    half_life: float = 7.0
    draws: int = 0
    seed: int = 0

    @property
    def terms(self) -> Terms:
        """What models are asked for. Raises UsageError."""
        if self.order not in ORDERS:
            raise UsageError.of(BAD_TERMS, f"--order {self.order}: a chain remembers 1, 2 or 3 touches")
        if not 0 < self.half_life < LONGEST_WINDOW:
            raise UsageError.of(BAD_TERMS, f"--half-life {self.half_life:g}: it takes days, more than 0")
        if self.draws and self.draws not in DRAWS:
            raise UsageError.of(BAD_TERMS, f"--bootstrap {self.draws}: it takes {DRAWS[0]} to {DRAWS[-1]:,} draws")
        return Terms(self.order, self.half_life)

    @property
    def days(self) -> list[int | None]:
        """The windows asked for; [None] without any. Raises UsageError."""
        if self.windows is None:
            return [None]
        text = self.windows.replace(" ", "")
        found = [int(part) for part in text.split(",")] if _WINDOWS.match(text) else []
        if not found or not all(0 < days <= LONGEST_WINDOW for days in found):
            raise UsageError.of(BAD_TERMS, f"--windows {self.windows!r} isn't days, as in 7,30,90")
        return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class FileWish:
    """A file of paths (``-`` is standard input), and what it doesn't state."""

    path: Path
    timezone: str | None = None
    currency: str | None = None


def attribution_of_ledger(place: Place, wish: Wish, now: datetime) -> Document:
    """Return the credits of the ledger's conversions.

    Raises UsageError for what can't be read, Findings where a model was asked for that needs more paths than there are,
    StorageError for the ledger.
    """
    if wish.by not in NAMES:
        raise UsageError(f"--by {wish.by!r} isn't a grouping", hint=f"one of {', '.join(NAMES)}")
    with place.opened() as ledger:
        zone = zone_of(read_settings(ledger))
        since, until = period_of(wish.since, wish.until, wish.last, now.astimezone(zone).date())
        promises = _promises(read_promises(ledger), wish.campaigns)
        request = Request(since, until, tuple(sorted(set(wish.campaigns))))
        document = attribution_document(attribution_in(ledger, wish, request, promises, str(zone)))
        return with_sales_notes(document, ledger, request)


def attribution_in(
    ledger: Ledger, wish: Wish, request: Request, promises: Sequence[Promise], timezone: str
) -> Attribution:
    """Return the credits of an open ledger's conversions, over the days and campaigns of a request.

    Raises Findings where a model was asked for that needs more paths than there are.
    """
    models, terms, windows = _models(wish.models), wish.terms, wish.days
    kind, notes = _kind(wish.kind, promises)
    asked = PathsRequest(request, kind, wish.by)
    found = [(days, _worth(kind, read_ledger_paths(ledger, replace(asked, window=days)))) for days in windows]
    if any(_is_few(paths) for _, paths in found):
        models = _evident(models, asked=bool(wish.models), found=[paths for _, paths in found])
    return Attribution(
        by=wish.by,
        source="ledger",
        kind=kind,
        period=Period(request.since, request.until, timezone),
        campaigns=request.campaigns,
        models=models,
        terms=terms,
        windows=[_windowed(days, paths, models, wish) for days, paths in found],
        draws=wish.draws,
        seed=wish.seed,
        notes=notes,
    )


def attribution_of_file(file: FileWish, wish: Wish, folder: Path, stdin: IO[bytes]) -> Document:
    """Return the credits of a file's paths; ``folder`` is where a pipe may be kept while it is read.

    Raises UsageError, Findings (no such file of paths), NeedsOption, StorageError.
    """
    models, terms, windows = _models(wish.models), wish.terms, wish.days
    _only_for_files(wish)
    with _lying(file.path, folder, stdin) as path:
        found = [(days or WINDOW, *_read(path, file, days or WINDOW)) for days in windows]
    by_touch = found[0][2]
    usable = _usable(models, wish, file, by_touch=by_touch, aged=found[0][1].paths.ages is not None)
    shown = Attribution(
        by="channel",
        source="paths",
        kind="",
        period=None,
        campaigns=(),
        models=usable,
        terms=terms,
        windows=[_windowed(days if by_touch else None, paths, usable, wish) for days, paths, _ in found],
        draws=wish.draws,
        seed=wish.seed,
        notes=[f"{models[name].title} is left out: {AGELESS}." for name in models if name not in usable],
    )
    return attribution_document(shown)


# ------------------------------------------------------------------------------------------------------------- models


def _models(names: Sequence[str]) -> dict[str, Model]:
    """Return the models of these names, or all of them. Raises UsageError."""
    known = MODELS.names()
    for name in names:
        if name not in known:
            begun = " or ".join(f"`{one}`" for one in known if one.startswith(name))
            hint = f"did you mean {begun}?" if begun else meant(name, known) or f"one of {', '.join(known)}"
            raise UsageError(f"no model called {name!r}", hint=hint, code=UNKNOWN_MODEL.code)
    return {name: MODELS.get(name) for name in known if not names or name in names}


def _is_few(found: PathsFound) -> bool:
    return found.share is not None and found.share < LEAST_SHARE


def _evident(models: Mapping[str, Model], *, asked: bool, found: Sequence[PathsFound]) -> dict[str, Model]:
    """Return the models that look at one touch. Raises Findings where another one was asked for by name."""
    kept = {name: model for name, model in models.items() if model.touches == 1}
    refused = [name for name in models if name not in kept]
    if asked and refused:
        least = min(found, key=lambda paths: paths.share or 0)
        few = f"{least.paths.converted:,} of {least.conversions:,} conversions have a path"
        message = f"{refused[0]} is refused: {few}, under 5 %"
        raise Findings.of(FEW_PATHS, message)
    return kept


def _windowed(days: int | None, found: PathsFound, models: Mapping[str, Model], wish: Wish) -> Windowed:
    few = _is_few(found) and found.carried is not None
    paths = found.carried if few and found.carried is not None else found.paths
    made = credit(paths, models, wish.terms)
    return Windowed(days, found, _with_intervals(made, paths, models, wish), few)


def _with_intervals(made: Credits, paths: Paths, models: Mapping[str, Model], wish: Wish) -> Credits:
    if not wish.draws or made.converted < FLOOR:
        return made
    kept = drawable(paths, models, wish.draws)
    return replace(made, intervals=intervals(paths, kept, wish.terms, wish.draws, wish.seed))


# ------------------------------------------------------------------------------------------------------------- ledger


def _promises(promises: Sequence[Promise], campaigns: Sequence[str]) -> list[Promise]:
    """Return the promises of the campaigns. Raises UsageError for one that the ledger doesn't know."""
    known = {promise.campaign for promise in promises}
    for campaign in campaigns:
        if campaign not in known:
            raise no_campaign(campaign, promises)
    return [promise for promise in promises if not campaigns or promise.campaign in campaigns]


def _worth(kind: str, found: PathsFound) -> PathsFound:
    """Return paths with what they brought only where that is revenue: a deal's worth isn't."""
    if kind in INCOME:
        return found
    carried = replace(found.carried, values={}) if found.carried else None
    return replace(found, paths=replace(found.paths, values={}), carried=carried)


def _kind(stated: str | None, promises: Sequence[Promise]) -> tuple[str, tuple[str, ...]]:
    """Return the kind of conversion: the stated one, else what all the campaigns are for, else sales."""
    if stated is not None:
        if stated not in CONVERSION_KINDS:
            raise UsageError(f"no conversions called {stated!r}", hint=f"one of {', '.join(sorted(CONVERSION_KINDS))}")
        return stated, ()
    kinds = {goal_kind(promise) for promise in promises}
    if len(kinds) == 1:
        return kinds.pop(), ()
    others = ", ".join(sorted(kinds - {"sale"}))
    return "sale", (f"Sales only; campaigns have other goals too: --kind {others}.",) if others else ()


# --------------------------------------------------------------------------------------------------------------- file


def _only_for_files(wish: Wish) -> None:
    given = [
        name
        for name, value in (
            ("CAMPAIGN", wish.campaigns),
            ("--since", wish.since),
            ("--until", wish.until),
            ("--last", wish.last),
            ("--kind", wish.kind),
        )
        if value
    ]
    if wish.by not in {"placement", "channel"}:
        given.append("--by")
    if given:
        raise UsageError(f"--paths takes all of a file; {given[0]} is for the ledger", hint="leave one of them out")


@contextmanager
def _lying(path: Path, folder: Path, stdin: IO[bytes]) -> Iterator[Path]:
    """Lend a file that can be read twice."""
    from xpromo.sources.opening import spooled

    with ExitStack() as stack:
        if path == STDIN:
            yield stack.enter_context(spooled(stdin, folder))
        elif path.is_fifo():
            yield stack.enter_context(spooled(stack.enter_context(path.open("rb")), folder))
        else:
            yield path


def _usable(models: Mapping[str, Model], wish: Wish, file: FileWish, *, by_touch: bool, aged: bool) -> dict[str, Model]:
    """Return the models that a file says enough for. Raises UsageError where something else was asked for."""
    if wish.windows and not by_touch:
        raise UsageError.of(NO_MOMENTS, f"{file.path}: {UNTIMED}, which --windows needs")
    asked = [name for name in wish.models if models[name].timed]
    if asked and not aged:
        raise UsageError.of(NO_MOMENTS, f"{file.path}: {AGELESS}, which {asked[0]} needs")
    return {name: model for name, model in models.items() if aged or not model.timed}


def _read(path: Path, file: FileWish, days: int) -> tuple[PathsFound, bool]:
    from xpromo.sources.opening import look_at
    from xpromo.sources.path_cells import PathOptions
    from xpromo.sources.paths import read_paths

    options = PathOptions(zone_named(file.timezone), currency_named(file.currency), days * DAY)
    name = "standard input" if file.path == STDIN else str(file.path)
    return read_paths(look_at(path, name), options)
