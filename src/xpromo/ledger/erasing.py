"""Forgetting people: their keys go, what was counted stays, and no later import brings them back.

Keys have checksums of their own, which are made again, so nothing that is sealed changes. Whether a sale was a first
one is settled before its customer's key goes, so that no report changes either.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from xpromo.ledger.hygiene import settle_touches
from xpromo.ledger.removing import GONE, KEPT_IN, Removed, gather, log, removing
from xpromo.ledger.sealing import last_ids, removing_from, seal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from xpromo.ledger.store import Ledger
    from xpromo.records import Batch

MARK_BYTES = 16
# Also of a sale that only another tool's row, merged with it, knows the customer of
SETTLE = f"""
UPDATE conversions SET settled = nullif(
  (SELECT novelty FROM conversions stands WHERE stands.id = ifnull(conversions.superseded_by, conversions.id)), '')
WHERE undone = 0 AND kind = 'sale' AND new IS NULL AND settled IS NULL AND id IN (
  SELECT id FROM conversions WHERE customer IN {GONE}
  UNION SELECT superseded_by FROM conversions WHERE customer IN {GONE} AND undone = 0)"""
KNOWING = f"""
SELECT id, superseded_by FROM conversions WHERE undone = 0 AND (customer IN {GONE} OR visitor IN {GONE}
  OR customer IN (SELECT customer FROM people WHERE visitor IN {GONE}))"""
SETTLE_PATHS = f"""
UPDATE conversions SET settled_path = path, settled_touched = touched
WHERE path IS NOT NULL AND parent = '' AND undone = 0 AND id IN (
  SELECT id FROM ({KNOWING}) UNION SELECT superseded_by FROM ({KNOWING}))"""
DEVICES = """
INSERT OR IGNORE INTO temp.gone SELECT visitor FROM {table} WHERE customer IN {gone} AND visitor IS NOT NULL"""
RELEASED = f"""
SELECT at, partner, report FROM releases WHERE at >= (
  SELECT min(imported_at) FROM batches WHERE id IN (
    SELECT batch FROM conversions WHERE customer IN {GONE} OR visitor IN {GONE}
    UNION SELECT batch FROM touches WHERE visitor IN {GONE})) ORDER BY at, id"""


class Release(NamedTuple):
    """What left the house while a person was held: when (seconds), for which partner, which report."""

    at: int
    partner: str
    report: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, and who was told something in the time in which the people were held."""

    people: int
    removed: Removed
    releases: tuple[Release, ...]


class Erased:
    """People who were erased, as an import has to know them. Without any, nothing is looked at."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.marks = {mark for (mark,) in connection.execute("SELECT mark FROM tombstones")}

    def drop_from(self, batch: Batch) -> None:
        """Take the keys of erased people out of a chunk, before it is written."""
        if not self.marks:
            return
        if batch.touches:
            batch.touches.visitor = self._without(batch.touches.visitor)
        if rows := batch.conversions:
            customers = self._without(rows.customer)
            pairs = zip(rows.customer, customers, self._without(rows.visitor), strict=True)
            rows.visitor = [device if was == stays else None for was, stays, device in pairs]
            rows.customer = customers
        if batch.answers:
            batch.answers.customer = self._without(batch.answers.customer)

    def _without(self, keys: Sequence[bytes | None]) -> list[bytes | None]:
        gone = {key for key in set(keys) if key and mark_of(key) in self.marks}
        return [None if key in gone else key for key in keys]


def mark_of(key: bytes) -> bytes:
    """Return what a tombstone keeps of a key: enough to know it again, and nothing to find its rows in a backup by."""
    return blake2b(key, digest_size=MARK_BYTES, person=b"xpromo erased").digest()


def erase(ledger: Ledger, people: Mapping[bytes, str], now: datetime, *, dry_run: bool = False) -> Erasure:
    """Forget people, given as key → address or id: their keys, their devices', and refused rows that name them.

    A second time there is nothing to do. A dry run says the same and keeps nothing.
    """
    at = int(now.timestamp())
    with removing(ledger, keep=not dry_run) as connection:
        before = last_ids(connection)
        note_people(connection, people)
        releases = tuple(Release(*row) for row in connection.execute(RELEASED))
        removed = _forget(connection, names_in(connection, people.values()))
        if _bury(connection, at) or removed.total:
            log(connection, "erase", at, None, removed)
        seal(connection, before, at)
    return Erasure(len(people), removed, releases)


def erase_again(connection: sqlite3.Connection, marks: set[bytes], at: int) -> None:
    """Forget, in a copy that is older than that, whom these tombstones stand for; refused rows lose their text.

    Belongs into a transaction of the caller's.
    """
    before = last_ids(connection)
    sql = (
        "SELECT customer FROM conversions UNION SELECT visitor FROM conversions UNION SELECT visitor FROM touches"
        " UNION SELECT customer FROM people UNION SELECT visitor FROM people"
        " UNION SELECT customer FROM survey_answers"
    )
    note_people(connection, (key for (key,) in connection.execute(sql).fetchall() if key and mark_of(key) in marks))
    texts = [number for (number,) in connection.execute("SELECT id FROM refusals WHERE raw IS NOT NULL")]
    removed = _forget(connection, texts)
    connection.executemany(
        "INSERT OR IGNORE INTO tombstones (mark, at) VALUES (?, ?)", [(m, at) for m in sorted(marks)]
    )
    log(connection, "erase", at, None, removed)
    seal(connection, before, at)


def note_people(connection: sqlite3.Connection, customers: Iterable[bytes]) -> None:
    """Note the keys of people, and of the devices they were seen with, in ``temp.gone``."""
    gather(connection, customers)
    for table in ("people", "conversions"):
        connection.execute(DEVICES.format(table=table, gone="(SELECT key FROM temp.people_gone)"))


def _forget(connection: sqlite3.Connection, texts: Sequence[int]) -> Removed:
    with removing_from(connection, *KEPT_IN):
        return _remove(connection, texts)


def _remove(connection: sqlite3.Connection, texts: Sequence[int]) -> Removed:
    connection.execute(SETTLE)
    settle_touches(connection, f"visitor IN {GONE}")
    connection.execute(SETTLE_PATHS)
    conversions = connection.execute(
        f"UPDATE conversions SET visitor = NULL, customer = iif(customer IN {GONE}, NULL, customer)"
        f" WHERE customer IN {GONE} OR visitor IN {GONE}"
    ).rowcount
    touches = connection.execute(f"UPDATE touches SET visitor = NULL WHERE visitor IN {GONE}").rowcount
    connection.execute(f"DELETE FROM person_touches WHERE visitor IN {GONE}")
    people = connection.execute(f"DELETE FROM people WHERE customer IN {GONE} OR visitor IN {GONE}").rowcount
    arms = connection.execute(f"DELETE FROM assignments WHERE subject IN {GONE}").rowcount
    answers = connection.execute(f"UPDATE survey_answers SET customer = NULL WHERE customer IN {GONE}").rowcount
    connection.executemany("UPDATE refusals SET raw = NULL WHERE id = ?", [(number,) for number in texts])
    return Removed(touches, conversions, people, arms, len(texts), answers)


def _bury(connection: sqlite3.Connection, at: int) -> int:
    """Write the tombstones of all whose keys go; return how many are new."""
    marks = sorted(mark_of(key) for (key,) in connection.execute("SELECT key FROM temp.gone"))
    add = "INSERT OR IGNORE INTO tombstones (mark, at) VALUES (?, ?)"
    return sum(connection.execute(add, (mark, at)).rowcount for mark in marks)


def names_in(connection: sqlite3.Connection, names: Iterable[str]) -> list[int]:
    """Return the refused rows whose text names one of these people."""
    spelled = "|".join(re.escape(plain(name)) for name in names)
    pattern = re.compile(rf"(?<!\w)(?:{spelled})(?!\w)")
    rows = connection.execute("SELECT id, raw FROM refusals WHERE raw IS NOT NULL")
    return [number for number, text in rows if pattern.search(plain(text))]


def plain(text: str) -> str:
    """Return a text in the one spelling in which people are compared."""
    return unicodedata.normalize("NFKC", text).strip().lower()
