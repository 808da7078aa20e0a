"""``links --adopt`` and ``codes --adopt``: what was handed out before → promises in the ledger; all or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from xpromo.errors import Findings, Location, Problem, by_place
from xpromo.files import naming
from xpromo.ledger.presence import holds_ledger
from xpromo.mint.adopting import CodeReader, LinkReader
from xpromo.mint.issuing import shared_codes
from xpromo.mint.lists import Entry, read_list
from xpromo.mint.rules import BAD_LIST, HANDED_TWICE
from xpromo.operations.intent import Intent, load_intent
from xpromo.records import Promise, PromoCode, State

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger
    from xpromo.sources.evidence import EvidenceTable

T = TypeVar("T")
_NOTHING = "this list can't be adopted; nothing was"


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a list's rows: how many were adopted, how many the ledger knew."""

    new: int
    known: int


@dataclass(frozen=True, slots=True)
class Adopting:
    """What a list is adopted with: the workspace, its ledger, now, how long to wait; a dry run keeps nothing."""

    root: Path
    ledger: Path
    now: datetime
    wait: float = 60.0
    dry_run: bool = False

    @contextmanager
    def opened(self) -> Iterator[Ledger]:
        """Open the ledger inside a transaction; for a dry run without one, a ledger that is thrown away."""
        from xpromo.ledger.store import open_ledger

        with tempfile.TemporaryDirectory() as folder:
            away = self.dry_run and not holds_ledger(self.ledger)
            path = Path(folder) / "ledger.db" if away else self.ledger
            with open_ledger(path, create=True, wait=self.wait) as ledger, ledger.writing(keep=not self.dry_run):
                yield ledger


def adopt_links(path: Path, adopting: Adopting) -> Adopted:
    """Promise the links of a list. Raises Findings with every problem of it (then nothing is written), StorageError."""
    intent = load_intent(adopting.root, adopting.ledger, wait=adopting.wait)
    table = _reading(intent, adopting.now)
    reader = LinkReader(intent.brand.id, _by_placement(intent), table.carried, table.short_url)
    rows = _read(path, "url", reader.read)
    links = [link for _, link in rows]
    from xpromo.ledger.adopting import adopt

    with adopting.opened() as ledger:
        promises = _promises_of(intent, {link.placement for link in links})
        found = adopt(ledger, intent.settings, promises, links, adopting.now)
        _refuse(
            _twice(entry, "url", f"this link belongs to the placement `{item.elsewhere}`")
            for (entry, _), item in zip(rows, found, strict=True)
            if item.elsewhere
        )
    return _counted([item.state for item in found])


def adopt_codes(path: Path, adopting: Adopting) -> Adopted:
    """Promise the codes of a list. Raises Findings with every problem of it (then nothing is written), StorageError."""
    intent = load_intent(adopting.root, adopting.ledger, wait=adopting.wait)
    rows = _read(path, "code", CodeReader(intent.project, _by_placement(intent)).read)
    codes = [code for _, code in rows]
    from xpromo.ledger.promising import adopt_codes as write

    with adopting.opened() as ledger:
        _refuse(_claimed(rows, shared_codes(intent.campaigns, intent.promises)))
        promises = [promise for promise in intent.promises if promise.offer in {code.offer for code in codes}]
        states = write(ledger, intent.settings, promises, codes, adopting.now)
        _refuse(
            _twice(entry, "code", "this code is issued for another offer or placement in the same days")
            for (entry, _), state in zip(rows, states, strict=True)
            if state is State.CHANGED
        )
    return _counted(states)


def _claimed(rows: Sequence[tuple[Entry, PromoCode]], written: Sequence[PromoCode]) -> Iterator[Problem]:
    """Yield codes that the definitions give to another offer in the same days."""
    by_text: dict[str, list[PromoCode]] = {}
    for code in written:
        by_text.setdefault(code.code, []).append(code)
    for entry, code in rows:
        for other in by_text.get(code.code, ()):
            if (
                other.offer != code.offer
                and other.valid_from < code.valid_until
                and code.valid_from < other.valid_until
            ):
                yield _twice(entry, "code", f"this is the code of the offer `{other.offer}` in the same days")


def _twice(entry: Entry, column: str, message: str) -> Problem:
    return HANDED_TWICE.at(entry.place(column), message, HANDED_TWICE.hint)


def _counted(states: Sequence[State]) -> Adopted:
    return Adopted(states.count(State.NEW), states.count(State.KNOWN))


def _by_placement(intent: Intent) -> dict[str, Promise]:
    return {promise.placement: promise for promise in intent.promises}


def _promises_of(intent: Intent, placements: set[str]) -> list[Promise]:
    return [promise for promise in intent.promises if promise.placement in placements]


def _reading(intent: Intent, now: datetime) -> EvidenceTable:
    """Return the reading of URLs that imports use, so that a link is known by what its clicks will carry."""
    from xpromo.sources.evidence import EvidenceTable
    from xpromo.sources.source import ReadOptions

    settings = intent.settings
    options = ReadOptions(
        key=b"",
        now=int(now.timestamp()),
        zone=ZoneInfo(settings.timezone),
        link_parameter=settings.link_parameter or "",
        domains=settings.domains,
        short_paths=settings.short_paths,
        links=frozenset(),
    )
    return EvidenceTable(options)


def _read(
    path: Path, column: str, read: Callable[[Sequence[Entry]], tuple[list[tuple[Entry, T]], list[Problem]]]
) -> list[tuple[Entry, T]]:
    """Return the rows of a list file; raises Findings with all that is wrong with any of them."""
    with naming(path, "read"):
        data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Findings(
            _NOTHING, problems=[BAD_LIST.at(Location(str(path)), "it is no text in UTF-8", BAD_LIST.hint)]
        ) from None
    entries, problems = read_list(str(path), text, column)
    rows, more = read(entries)
    _refuse([*problems, *more])
    return rows


def _refuse(problems: Iterable[Problem]) -> None:
    found = sorted(problems, key=by_place)
    if found:
        raise Findings(_NOTHING, problems=found)
