"""What people may ask for: what is held on them, and to be forgotten. And what is due anyway, when its time is over."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from xpromo.errors import UsageError
from xpromo.files import PRIVATE, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from xpromo.ledger.erasing import Erasure
    from xpromo.ledger.removing import Removed
    from xpromo.operations.ledger import Place


def forget(place: Place, key: bytes | None, names: Sequence[str], now: datetime, *, dry_run: bool) -> Erasure:
    """Erase people by their addresses or ids. Raises UsageError without a key, LedgerMissing and its kin."""
    from xpromo.ledger.erasing import erase

    people = _people(key, names)
    with place.opened(write=True) as ledger:
        return erase(ledger, people, now, dry_run=dry_run)


def hand_out(place: Place, key: bytes | None, name: str, target: Path) -> dict[str, int]:
    """Write all that is held on a person into a private file; return how many of what. Raises as :func:`forget`."""
    from xpromo.ledger.subject import read_person

    ((person, _),) = _people(key, [name]).items()
    with place.opened() as ledger:
        held = read_person(ledger, person, name)
    write_file(target, json.dumps({"subject": name, **held}, indent=2, ensure_ascii=False) + "\n", mode=PRIVATE)
    return {what: len(rows) for what, rows in held.items() if what != "erased"}


def let_go(place: Place, workspace: Path, now: datetime, *, dry_run: bool) -> tuple[str, Removed]:
    """Remove keys that are older than brand.yaml lets them be; return the first day that is kept, and what went.

    Raises UsageError for a brand.yaml that can't be used, LedgerMissing and its kin.
    """
    from xpromo.ledger.promise_rows import day_of
    from xpromo.ledger.purging import purge

    first = now.date() - timedelta(days=_retention(workspace))
    with place.opened(write=True) as ledger:
        return first.isoformat(), purge(ledger, day_of(first), now, dry_run=dry_run)


def copies_beside(ledger: Path) -> list[Path]:
    """Return the copies that were kept beside the ledger: nothing is removed from them."""
    return sorted(path for path in ledger.parent.glob(f"{ledger.name}.*") if path.is_file())


def _people(key: bytes | None, names: Sequence[str]) -> dict[bytes, str]:
    from xpromo.sources.hashing import Hashing

    if key is None:
        hint = "set XPROMO_KEY, or put the key file that belongs to this ledger back (.xpromo/key)"
        raise UsageError("without the key nobody can be found in the ledger", hint=hint)
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
