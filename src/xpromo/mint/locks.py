"""The lock file of codes: which pools were issued, so that a clone without the ledger doesn't draw them again.

It is committed, so it holds no code: how many there are, and a digest that only the codes themselves lead to. The
digest is a slow one, because a pool of a single code could be guessed from a quick one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import scrypt, sha256

from xpromo.errors import Location, Problem
from xpromo.mint.issuing import Pool
from xpromo.mint.rules import BAD_LOCK

FORMAT = 1
COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 16}
FIELDS = {"campaign": str, "offer": str, "placement": str, "prefix": str, "count": int, "digest": str, "issued": str}


@dataclass(frozen=True, slots=True)
class Lock:
    """A pool that was issued: whose it is, its first ``count`` codes as a digest, the day it was locked (ISO)."""

    campaign: str
    offer: str
    placement: str
    prefix: str
    count: int
    digest: str
    issued: str

    @property
    def key(self) -> tuple[str, str | None]:
        """The pool that it locks, as :attr:`xpromo.mint.issuing.Pool.key`."""
        return (self.offer, self.placement or None)

    def holds(self, codes: Sequence[str]) -> bool:
        """Whether the codes of a pool, in the order they were issued, begin with those that were locked."""
        return len(codes) >= self.count and digest_of(self.key, codes[: self.count]) == self.digest


def digest_of(key: tuple[str, str | None], codes: Sequence[str]) -> str:
    """Return the digest of a pool's codes, whatever their order."""
    hashes = b"".join(sorted(sha256(code.encode()).digest() for code in codes))
    salt = f"xpromo-lock-1\0{key[0]}\0{key[1] or ''}".encode()
    return scrypt(hashes, salt=salt, **COST).hex()


def lock_pool(pool: Pool, codes: Sequence[str], day: str, before: Lock | None) -> Lock:
    """Return the lock of a pool's codes; the one of before when it says the same."""
    if before and before.count == len(codes) and before.campaign == pool.blank.campaign and before.key == pool.key:
        return before
    offer, placement = pool.key
    digest = digest_of(pool.key, codes)
    return Lock(pool.blank.campaign, offer, placement or "", pool.prefix, len(codes), digest, day)


def read_locks(path: str, text: str) -> tuple[dict[tuple[str, str | None], Lock], list[Problem]]:
    """Return the locks of a file by pool, or what is wrong with it."""
    try:
        found = json.loads(text)
        locks = [_lock(item) for item in found["pools"]] if found["format"] == FORMAT else None
    except (ValueError, TypeError, KeyError, RecursionError):
        locks = None
    if locks is None:
        return {}, [BAD_LOCK.at(Location(path), "this is no lock file of this version", BAD_LOCK.hint)]
    return {lock.key: lock for lock in locks}, []


def _lock(item: Mapping[str, object]) -> Lock:
    if {name: type(value) for name, value in item.items()} != FIELDS:
        raise ValueError("not the fields of a lock")
    return Lock(**item)  # type: ignore[arg-type]  # compared with FIELDS


def locks_text(locks: Sequence[Lock]) -> str:
    """Return the file: a line a pool, sorted, so that two branches rarely change the same line."""
    lines = [json.dumps(asdict(lock)) for lock in sorted(locks, key=lambda lock: (lock.campaign, *map(str, lock.key)))]
    body = ",\n".join(f"    {line}" for line in lines)
    return f'{{\n  "format": {FORMAT},\n  "pools": [\n{body}\n  ]\n}}\n'
