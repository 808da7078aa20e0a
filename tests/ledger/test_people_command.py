"""``ledger erase``, ``export-subject`` and ``purge`` from outside: nobody is named in a command or in a message."""

from __future__ import annotations

import json
import shutil
import stat
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import CommandLine

ORDERS = """id,at,kind,amount,currency,code,customer
o1,2026-11-20T09:00:00Z,sale,24.00,EUR,,ann@example.com
o2,2026-11-21T09:00:00Z,sale,12.00,EUR,,bob@example.com
o3,someday,sale,12.00,EUR,,Ann@example.com
"""


@pytest.fixture
def shop(cli: CommandLine, repo: Path, tmp_path: Path) -> Path:
    shutil.copytree(repo / "campaigns", tmp_path / "campaigns")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    assert cli("import", "orders.csv", "--keep-refused", cwd=tmp_path).code == 0
    return tmp_path


def test_a_person_is_erased_by_the_address_on_standard_input(cli: CommandLine, shop: Path) -> None:
    report = cli("report", "--format", "csv", cwd=shop).out
    done = cli("ledger", "erase", "--subject", "-", "--format", "json", cwd=shop, stdin=" ANN@example.com \n")
    assert (done.code, "ann" in (done.out + done.err).lower()) == (0, False)
    data = done.json()["data"]
    assert (data["asked"], data["conversions"], data["texts"]) == (1, 1, 1)
    again = cli("ledger", "erase", "--subject", "-", "--format", "json", cwd=shop, stdin="ann@example.com").json()
    assert again["data"]["conversions"] == 0
    assert cli("report", "--format", "csv", cwd=shop).out == report
    assert cli("ledger", "verify", cwd=shop).code == 0


def test_copies_beside_the_ledger_are_named(cli: CommandLine, shop: Path) -> None:
    shutil.copy(shop / ".xpromo" / "ledger.db", shop / ".xpromo" / "ledger.db.replaced")
    done = cli("ledger", "erase", "--subject", "-", cwd=shop, stdin="ann@example.com\n")
    assert "copies aren't touched and may hold them: .xpromo/ledger.db.replaced" in done.err


def test_what_is_held_on_a_person_is_written_for_its_owner_alone(cli: CommandLine, shop: Path) -> None:
    (shop / "who.txt").write_text("ann@example.com\n")
    done = cli("ledger", "export-subject", "ann.json", "--subject", "who.txt", cwd=shop)
    assert done.code == 0, done.err
    assert stat.S_IMODE((shop / "ann.json").stat().st_mode) == 0o600
    held = json.loads((shop / "ann.json").read_text(encoding="utf-8"))
    assert (held["subject"], held["erased"]) == ("ann@example.com", False)
    (sale,) = held["conversions"]
    assert (sale["at"], sale["kind"], sale["amount"]) == ("2026-11-20T09:00:00+00:00", "sale", 2400)
    (refused,) = held["refused"]
    assert refused["text"] == "o3,someday,sale,12.00,EUR,,Ann@example.com"
    assert "bob" not in json.dumps(held)


def test_what_was_taken_out_of_the_numbers_is_held_and_said_to_be_so(cli: CommandLine, shop: Path) -> None:
    cli("import", "--undo", "1", cwd=shop)
    cli("ledger", "export-subject", "ann.json", "--subject", "-", cwd=shop, stdin="ann@example.com")
    told = json.loads((shop / "ann.json").read_text())
    assert {row.get("taken_out") for row in told["conversions"]} == {"yes"}


def test_of_an_erased_person_nothing_is_held(cli: CommandLine, shop: Path) -> None:
    cli("ledger", "erase", "--subject", "-", cwd=shop, stdin="ann@example.com")
    cli("ledger", "export-subject", "ann.json", "--subject", "-", cwd=shop, stdin="ann@example.com")
    held = json.loads((shop / "ann.json").read_text(encoding="utf-8"))
    assert held == {
        "subject": "ann@example.com", "erased": True, "conversions": [], "touches": [], "answers": [],
        "experiments": [], "refused": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("erase", "--subject", "-"), " \n", "standard input names nobody"),
        (("export-subject", "x.json", "--subject", "-"), "a@example.com\nb@example.com\n", "more than one person"),
        (("erase", "--subject", "none.txt"), "", "can't read none.txt"),
        (("erase", "--subject", "-"), "ann@example.com\0", "standard input isn't UTF-8 text"),
        (("export-subject", "-", "--subject", "-"), "ann@example.com", "goes into a file"),
    ],
)
def test_what_can_not_be_meant_is_said(
    cli: CommandLine, shop: Path, words: tuple[str, ...], stdin: str, said: str
) -> None:
    done = cli("ledger", *words, cwd=shop, stdin=stdin)
    assert done.code in {2, 3}
    assert said in done.err
    assert "example.com" not in done.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_list_is_read_as_windows_saves_it_or_refused(cli: CommandLine, shop: Path, encoding: str) -> None:
    """Otherwise it would name somebody else, and who asked to be forgotten would not be."""
    (shop / "requests.txt").write_bytes("ann@example.com\r\n".encode(encoding))
    done = cli("ledger", "erase", "--subject", "requests.txt", "--format", "json", cwd=shop)
    if encoding == "utf-16-le":  # without a mark
        assert (done.code, "isn't UTF-8 text" in done.err) == (2, True)
    else:
        assert done.json()["data"]["conversions"] > 0


def test_without_the_key_nobody_is_found(cli: CommandLine, shop: Path) -> None:
    (shop / ".xpromo" / "key").unlink()
    done = cli("ledger", "erase", "--subject", "-", cwd=shop, stdin="ann@example.com")
    assert (done.code, "without the key" in done.err) == (2, True)


def test_purge_follows_the_retention_of_the_brand(cli: CommandLine, shop: Path) -> None:
    late = {"XPROMO_NOW": "2027-12-22T09:00:00+00:00"}  # 395 days after 2026-11-22
    dry = cli("ledger", "purge", "--dry-run", "--format", "json", cwd=shop, env=late).json()["data"]
    assert dry == {"before": "2026-11-22", "touches": 0, "conversions": 2, "joined": 0, "texts": 1, "answers": 0}
    assert cli("ledger", "purge", "--format", "json", cwd=shop, env=late).json()["data"] == dry
    assert cli("ledger", "purge", "--format", "json", cwd=shop, env=late).json()["data"]["conversions"] == 0
    assert cli("ledger", "verify", cwd=shop).code == 0
