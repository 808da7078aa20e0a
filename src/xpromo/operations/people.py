"""What people may ask for: what is held on them, and to be forgotten. And what is due anyway, when its time is over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from xpromo.errors import UsageError
from xpromo.files import PRIVATE, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from xpromo.ledger.erasing import Erasure
    from xpromo.ledger.removing import Removed

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """The ledger, the key that people are known by, how long to wait for others, and now."""

    path: Path
    key: bytes | None
    wait: float
    now: datetime


def forget(place: Place, names: Sequence[str], *, dry_run: bool) -> Erasure:
    """Erase people by their addresses or ids. Raises UsageError without a key, LedgerMissing and its kin."""
    from xpromo.keys import fingerprint
    from xpromo.ledger.erasing import erase
    from xpromo.ledger.store import open_ledger

    key = _require(place.key)
    with open_ledger(place.path, write=True, wait=place.wait, fingerprint=fingerprint(key)) as ledger:
        return erase(ledger, _people(key, names), place.now, dry_run=dry_run)


def hand_out(place: Place, name: str, target: Path) -> dict[str, int]:
    """Write all that is held on a person into a private file; return how many of what. Raises as :func:`forget`."""
    from xpromo.keys import fingerprint
    from xpromo.ledger.holding import read_person
    from xpromo.ledger.store import open_ledger

    key = _require(place.key)
    ((person, _),) = _people(key, [name]).items()
    with open_ledger(place.path, wait=place.wait, fingerprint=fingerprint(key)) as ledger:
        held = read_person(ledger, person, name)
    write_file(target, json.dumps({"subject": name, **held}, indent=2, ensure_ascii=False) + "\n", mode=PRIVATE)
    return {what: len(rows) for what, rows in held.items() if what != "erased"}


def let_go(place: Place, workspace: Path, *, dry_run: bool) -> tuple[str, Removed]:
    """Remove keys that are older than brand.yaml lets them be; return the first day that is kept, and what went.

    Raises UsageError for a brand.yaml that can't be used, LedgerMissing and its kin.
    """
    from xpromo.keys import fingerprint
    from xpromo.ledger.purging import purge
    from xpromo.ledger.store import open_ledger

    first = place.now.date() - timedelta(days=_retention(workspace))
    mark = fingerprint(place.key) if place.key else None
    with open_ledger(place.path, write=True, wait=place.wait, fingerprint=mark) as ledger:
        return first.isoformat(), purge(ledger, (first - EPOCH).days, place.now, dry_run=dry_run)


def copies_beside(ledger: Path) -> list[Path]:
    """Return the copies that were kept beside the ledger: nothing is removed from them."""
    return sorted(path for path in ledger.parent.glob(f"{ledger.name}.*") if path.is_file())


def _require(key: bytes | None) -> bytes:
    if key is None:
        hint = "set XPROMO_KEY, or put the key file that belongs to this ledger back (.xpromo/key)"
        raise UsageError("without the key nobody can be found in the ledger", hint=hint)
    return key


def _people(key: bytes, names: Sequence[str]) -> dict[bytes, str]:
    from xpromo.sources.hashing import Hashing

    hashing = Hashing(key)
    return {person: name for name in names if (person := hashing.person(name))}


def _retention(workspace: Path) -> int:
    from xpromo.definitions.project import load_project, problems_that_stop

    project, problems = load_project(workspace)
    if stopping := problems_that_stop(project, problems, ()):
        raise UsageError("brand.yaml has errors", hint="run `xpromo check`", problems=stopping)
    if project.brand is None:
        raise UsageError("there is no brand.yaml that says how long keys are kept", hint="run `xpromo check`")
    return int(project.brand.privacy.retention_days)
