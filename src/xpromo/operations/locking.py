"""``campaigns/codes.lock``: held against the ledger before codes are issued, brought up to date afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xpromo.definitions.workspace import LOCK_FILE
from xpromo.errors import Findings, Location, Problem, StorageError
from xpromo.files import naming, write_file
from xpromo.mint.issuing import Pool, by_pool
from xpromo.mint.locks import Lock, lock_pool, locks_text, read_locks
from xpromo.mint.rules import BAD_LOCK, ISSUED_ELSEWHERE
from xpromo.records import Promise, PromoCode


@dataclass(frozen=True, slots=True)
class Locks:
    """The lock file of a workspace; ``exists`` says whether there is one."""

    path: Path
    exists: bool
    locks: Mapping[tuple[str, str | None], Lock]

    def hold_against(self, wanted: Sequence[Pool], issued: Sequence[PromoCode], promises: Sequence[Promise]) -> None:
        """Raise where a pool that was issued isn't in the ledger, or another one is.

        StorageError for codes that are missing (this isn't the ledger that holds them), Findings for other codes.
        """
        held = by_pool(issued)
        missing: list[Problem] = []
        other: list[Problem] = []
        for pool in wanted:
            lock = self._of(pool, promises)
            codes = [code.code for code in held.get(pool.key, ())]
            if lock and len(codes) < lock.count:
                missing.append(ISSUED_ELSEWHERE.at(self._place(), _missing(lock, len(codes))))
            elif lock and not lock.holds(codes):
                other.append(BAD_LOCK.at(self._place(), f"{_name(lock)}: the ledger holds other codes", BAD_LOCK.hint))
        if missing:
            message = "these codes were issued already, in another ledger; nothing was drawn"
            raise StorageError(
                message, hint=ISSUED_ELSEWHERE.hint, code=ISSUED_ELSEWHERE.code, problems=[*missing, *other]
            )
        if other:
            raise Findings("the lock file doesn't fit the ledger; nothing was drawn", problems=other)

    def update(
        self, wanted: Sequence[Pool], issued: Sequence[PromoCode], promises: Sequence[Promise], today: date
    ) -> int:
        """Write the file anew with these pools as they are now; return how many pools it locks."""
        held = by_pool(issued)
        kept = dict(self.locks)
        for pool in wanted:
            before = self._of(pool, promises)
            codes = [code.code for code in held.get(pool.key, ())]
            if before:
                kept.pop(before.key, None)
            if codes:
                kept[pool.key] = lock_pool(pool, codes, today.isoformat(), before)
        text = locks_text(list(kept.values()))
        if not self.exists or kept != self.locks:
            write_file(self.path, text)
        return len(kept)

    def _of(self, pool: Pool, promises: Sequence[Promise]) -> Lock | None:
        """Return the lock of a pool, which may have been locked under its placement's former id."""
        former = next((item.moved_from for item in promises if item.placement == pool.blank.placement), None)
        return self.locks.get(pool.key) or (self.locks.get((pool.blank.offer, former)) if former else None)

    @staticmethod
    def _place() -> Location:
        return Location(LOCK_FILE)


def _name(lock: Lock) -> str:
    return f"the pool of `{lock.offer}`" + (f" for `{lock.placement}`" if lock.placement else "")


def _missing(lock: Lock, held: int) -> str:
    there = f"holds {held:,} of them" if held else "holds none"
    return f"{_name(lock)}: {lock.count:,} codes were issued by {lock.issued}, this ledger {there}"


def load_locks(root: Path) -> Locks:
    """Return the locks of a workspace. Raises Findings where the file can't be read as one."""
    path = root / LOCK_FILE
    if not path.exists():
        return Locks(path, exists=False, locks={})
    with naming(path, "read"):
        text = path.read_text("utf-8", errors="replace")
    locks, problems = read_locks(LOCK_FILE, text)
    if problems:
        raise Findings("the lock file can't be read; nothing was drawn", problems=problems)
    return Locks(path, exists=True, locks=locks)
