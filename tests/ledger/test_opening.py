"""A ledger is made once and privately; whatever is wrong with the file is said, and the file is left alone."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import bring, clicks, daily, mint, open_at
from xpromo.errors import ExitCode, LedgerBusy, LedgerDamaged, LedgerMissing, LedgerNewer, StorageError
from xpromo.ledger.integrity import verify
from xpromo.ledger.migrations import MIGRATIONS, VERSION, migrate
from xpromo.ledger.promising import read_promises
from xpromo.ledger.reading import read_aggregates
from xpromo.ledger.schema import APPLICATION_ID
from xpromo.ledger.store import open_ledger, scratch_ledger
from xpromo.records import Request

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pragma(ledger: Ledger, name: str) -> object:
    return ledger.connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_ledger_is_made_with_its_folder_for_its_owner_alone(tmp_path: Path) -> None:
    with open_at(tmp_path / "new" / "folder") as ledger:
        assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600
        assert pragma(ledger, "application_id") == APPLICATION_ID
        assert pragma(ledger, "user_version") == VERSION


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "delete"), ("synchronous", 3), ("foreign_keys", 1), ("trusted_schema", 0), ("temp_store", 2)],
)
def test_durability_is_switched_on(empty: Ledger, name: str, value: object) -> None:
    assert pragma(empty, name) == value


def test_reading_needs_a_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing, match="no ledger") as caught:
        open_ledger(tmp_path / "ledger.db")
    assert (caught.value.exit_code, caught.value.code) == (ExitCode.STORAGE, "XP420")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_left_by_a_crash_becomes_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").touch()
    with pytest.raises(LedgerMissing):
        open_ledger(tmp_path / "ledger.db")
    with open_at(tmp_path) as ledger:
        mint(ledger)


def _text(path: Path) -> None:
    path.write_text("<html>not a database</html>" * 100)


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()


def _other_tool(path: Path) -> None:
    _foreign(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 12345")
    connection.close()


def _newer(path: Path) -> None:
    open_ledger(path, create=True).connection.close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(
    ("make", "error", "code"),
    [
        pytest.param(_text, LedgerDamaged, "XP422", id="no-database"),
        pytest.param(_foreign, LedgerDamaged, "XP423", id="a-database-without-a-name"),
        pytest.param(_other_tool, LedgerDamaged, "XP423", id="another-programs-database"),
        pytest.param(_newer, LedgerNewer, "XP424", id="a-newer-ledger"),
    ],
)
def test_a_file_that_is_no_ledger_of_ours_is_refused_untouched(
    tmp_path: Path, make: object, error: type[StorageError], code: str, *, write: bool
) -> None:
    path = tmp_path / "ledger.db"
    make(path)  # type: ignore[operator]
    before = digest(path)
    with pytest.raises(error) as caught:
        open_ledger(path, create=write, write=write)
    assert caught.value.code == code
    assert "verify" not in caught.value.hint  # it would say the same again
    assert digest(path) == before
    assert [item.name for item in tmp_path.iterdir()] == ["ledger.db"]


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="can't") as caught:
        open_ledger(tmp_path / "file" / "ledger.db", create=True)
    assert caught.value.code == "XP426"


def test_a_truncated_ledger_is_damaged(ledger: Ledger) -> None:
    ledger.connection.close()
    size = ledger.path.stat().st_size
    os.truncate(ledger.path, size // 2)
    with pytest.raises(LedgerDamaged), open_ledger(ledger.path, write=True) as opened:
        assert verify(opened) == []


def test_another_key_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_ledger(path, create=True, fingerprint="mine").connection.close()
    for write in (False, True):
        with pytest.raises(StorageError, match="another key") as caught:
            open_ledger(path, write=write, fingerprint="other")
        assert caught.value.code == "XP425"
    open_ledger(path, fingerprint="mine").connection.close()
    open_ledger(path).connection.close()


def test_readers_can_not_write(ledger: Ledger) -> None:
    with open_ledger(ledger.path) as reader, pytest.raises(StorageError):
        bring(reader, clicks("a"))


def test_two_writers_wait_for_each_other_and_the_second_is_told(ledger: Ledger) -> None:
    with open_ledger(ledger.path, write=True, wait=0.1) as second, ledger.writing():
        with pytest.raises(LedgerBusy, match=r"0\.1 s") as caught:
            bring(second, clicks("a"))
        assert "nothing was written" in caught.value.hint
        assert caught.value.code == "XP421"
    with open_ledger(ledger.path, write=True) as second:
        assert bring(second, clicks("a")).recorded == 1


def test_a_full_disk_leaves_the_ledger_as_it_was(ledger: Ledger) -> None:
    before = daily(ledger)
    ledger.connection.execute(f"PRAGMA max_page_count = {pragma(ledger, 'page_count')}")
    with pytest.raises(StorageError, match="disk is full") as caught:
        bring(ledger, clicks(*map(str, range(3_000))))
    assert caught.value.code == "XP427"
    ledger.connection.execute("PRAGMA max_page_count = 1000000")
    assert daily(ledger) == before
    assert verify(ledger) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(ledger: Ledger) -> None:
    ledger.path.parent.chmod(0o500)
    try:
        with pytest.raises(StorageError, match=r"read-only|can't be opened"):
            bring(ledger, clicks("a"))
    finally:
        ledger.path.parent.chmod(0o700)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {repo!r})
from tests.ledger.making import LATER, clicks, header
from xpromo.ledger.importing import record_batch
from xpromo.ledger.store import open_ledger
def chunks():
    yield clicks(*map(str, range(20_000)))
    os.kill(os.getpid(), signal.SIGKILL)
ledger = open_ledger(Path({path!r}), write=True)
ledger.connection.execute("PRAGMA cache_size = 10")  # so that pages are written before the end
record_batch(ledger, header(), chunks(), LATER)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_reader_recovers_what_a_killed_import_left(ledger: Ledger) -> None:
    bring(ledger, clicks("a"))
    before = daily(ledger)
    ledger.connection.close()
    program = KILLED.format(repo=str(Path.cwd()), path=str(ledger.path))
    killed = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert ledger.path.with_name("ledger.db-journal").exists()
    with open_ledger(ledger.path) as reader:
        assert daily(reader) == before
    with open_ledger(ledger.path, write=True) as writer:
        assert verify(writer) == []
        assert bring(writer, clicks(*map(str, range(20_000))), "b.csv").recorded == 20_000


HALF_MADE = """
import os, sqlite3
connection = sqlite3.connect({path!r}, isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("CREATE TABLE half (made)")
for _ in range(200):
    connection.execute("INSERT INTO half VALUES (zeroblob(3000))")
os._exit(9)
"""


def test_a_crash_while_a_ledger_is_made_leaves_none(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    for expected in (LedgerMissing, None):
        subprocess.run([sys.executable, "-c", HALF_MADE.format(path=str(path))], check=False)
        assert path.stat().st_size > 0
        assert path.with_name("ledger.db-journal").exists()
        if expected:
            with pytest.raises(expected):
                open_ledger(path)
        else:
            with open_ledger(path, create=True) as made:
                assert verify(made) == []


# ------------------------------------------------------------------------------------------------ migrations


@pytest.mark.parametrize("done", range(len(MIGRATIONS)))
def test_every_released_schema_can_be_brought_up_to_date(tmp_path: Path, done: int) -> None:
    old = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    migrate(old, MIGRATIONS[:done] if done else ())
    old.close()
    with open_ledger(tmp_path / "ledger.db", write=True) as ledger:
        assert pragma(ledger, "user_version") == VERSION
        mint(ledger)
        assert len(read_promises(ledger)) == 4
        assert verify(ledger) == []


def test_a_migration_that_fails_leaves_the_schema_before_it(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    migrate(connection)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*MIGRATIONS, "CREATE TABLE extra (x) STRICT;\nCREATE TABLE extra (x) STRICT;\n"))
    assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'extra'").fetchone()[0] == 0


def test_every_table_is_strict(empty: Ledger) -> None:
    rows = empty.connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    assert [name for name, strict in rows if not strict and not name.startswith("sqlite_")] == []
    assert read_aggregates(empty, Request()) == []


def test_a_ledger_for_trying_has_no_file_that_a_kill_could_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SQLITE_TMPDIR", "TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path))
    with scratch_ledger() as ledger, ledger.writing() as connection:
        connection.execute("PRAGMA cache_size = 10")
        connection.executemany("INSERT INTO texts (text) VALUES (?)", [(f"{number:01000}",) for number in range(2_000)])

        assert connection.execute("PRAGMA page_count").fetchone()[0] > 500
        assert list(tmp_path.iterdir()) == []
