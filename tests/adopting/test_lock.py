"""The lock file: a pool that was issued is drawn again by nobody who hasn't got its codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.adopting.workspace import Workspace

LOCK = "campaigns/codes.lock"


@pytest.fixture
def issued(workspace: Workspace) -> Workspace:
    """A workspace whose codes are issued and locked."""
    assert "1 pool locked in campaigns/codes.lock: commit it" in workspace.run("codes", "--lock")
    return workspace


def clone(workspace: Workspace, folder: Path) -> Workspace:
    """What git brings to a colleague: the campaigns, not the ledger."""
    shutil.copytree(workspace.folder / "campaigns", folder / "campaigns")
    return Workspace(workspace.cli, folder)


def pool(workspace: Workspace) -> list[str]:
    return [row["code"] for row in workspace.rows("codes") if row["kind"] == "pool"]


def test_the_file_says_which_pools_were_issued_and_holds_no_code(issued: Workspace) -> None:
    text = (issued.folder / LOCK).read_text("utf-8")
    (lock,) = json.loads(text)["pools"]
    digest = lock.pop("digest")
    assert lock == {
        "campaign": "autumn",
        "offer": "thanks",
        "placement": "card",
        "prefix": "MUG",
        "count": 3,
        "issued": "2026-11-22",
    }
    assert len(digest) == 32
    assert not any(code in text for code in pool(issued))
    assert "codes.lock" not in issued.run("check", code=1)


def test_a_clone_without_the_ledger_draws_nothing_and_says_what_to_do(issued: Workspace, tmp_path: Path) -> None:
    other = clone(issued, tmp_path / "clone")
    for options in ((), ("--dry-run",), ("--lock",)):
        said = other.run("codes", *options, code=3)
        assert "XP245" in said
        assert "the pool of `thanks` for `card`: 3 codes were issued by 2026-11-22, this ledger holds none" in said
        assert "XPROMO_LEDGER" in said
    assert not (other.folder / ".xpromo").exists()


def test_a_colleague_with_the_ledger_goes_on(issued: Workspace, tmp_path: Path) -> None:
    other = clone(issued, tmp_path / "clone")
    other.env["XPROMO_LEDGER"] = str(issued.folder / ".xpromo" / "ledger.db")
    assert pool(other) == pool(issued)


def test_a_clone_that_adopts_the_codes_goes_on(issued: Workspace, tmp_path: Path) -> None:
    issued.run("codes", "--output", "codes.csv")
    other = clone(issued, tmp_path / "clone")
    other.run("codes", "--adopt", issued.folder / "codes.csv")
    assert sorted(pool(other)) == sorted(pool(issued))


def test_once_there_the_file_is_kept_up_to_date(issued: Workspace) -> None:
    before = (issued.folder / LOCK).read_bytes()
    issued.run("codes")
    assert (issued.folder / LOCK).read_bytes() == before
    issued.edit(("count: 3", "count: 5"))
    issued.run("codes", "--dry-run")
    assert (issued.folder / LOCK).read_bytes() == before
    issued.run("codes", env={"XPROMO_NOW": "2026-11-25T09:00:00+00:00"})
    (lock,) = json.loads((issued.folder / LOCK).read_text("utf-8"))["pools"]
    assert (lock["count"], lock["issued"]) == (5, "2026-11-25")


def test_an_older_file_beside_a_ledger_with_more_codes_is_no_problem(issued: Workspace) -> None:
    before = (issued.folder / LOCK).read_bytes()
    issued.edit(("count: 3", "count: 5"))
    issued.run("codes")
    (issued.folder / LOCK).write_bytes(before)
    assert "5 codes" not in issued.run("codes")


def test_without_a_file_nothing_is_locked(workspace: Workspace) -> None:
    assert "locked" not in workspace.run("codes")
    assert not (workspace.folder / LOCK).exists()


def test_a_ledger_with_other_codes_is_a_finding(issued: Workspace) -> None:
    lock = (issued.folder / LOCK).read_text("utf-8")
    digest = json.loads(lock)["pools"][0]["digest"]
    issued.write(LOCK, lock.replace(digest, "0" * 32))
    said = issued.run("codes", code=1)
    assert "XP246 bad-lock: the pool of `thanks` for `card`: the ledger holds other codes" in said


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": 2, "pools": []}', '{"format": 1, "pools": [{"count": 1}]}']
)
def test_a_file_that_is_no_lock_stops_codes(issued: Workspace, text: str) -> None:
    issued.write(LOCK, text)
    assert "this is no lock file of this version" in issued.run("codes", code=1)


def test_a_renamed_placement_keeps_its_lock(issued: Workspace, tmp_path: Path) -> None:
    issued.edit(("id: card,", "id: app-card, moved_from: card,"))
    other = clone(issued, tmp_path / "clone")
    assert "XP245" in other.run("codes", code=3)
    issued.run("codes")
    (lock,) = json.loads((issued.folder / LOCK).read_text("utf-8"))["pools"]
    assert lock["placement"] == "app-card"


def found_by_doctor(workspace: Workspace, code: int = 0) -> tuple[str, str, str]:
    done = workspace.cli("doctor", "--format", "json", cwd=workspace.folder, env=workspace.env)
    assert done.code == code, done.err
    (finding,) = [item for item in done.json()["data"] if item["topic"] == "codes"]
    return finding["verdict"], finding["detail"], finding["mend"]


def test_doctor_says_which_ledger_is_wanted(issued: Workspace, tmp_path: Path) -> None:
    assert found_by_doctor(issued) == ("well", f"1 pool locked in {LOCK}; this ledger holds what was issued", "")
    verdict, detail, mend = found_by_doctor(clone(issued, tmp_path / "clone"))
    assert verdict == "note"
    assert "3 codes were issued by 2026-11-22, this ledger holds none" in detail
    assert "XPROMO_LEDGER" in mend
    (issued.folder / LOCK).write_text("[]", encoding="utf-8")
    verdict, detail, mend = found_by_doctor(issued, code=1)
    assert (verdict, "no lock file" in detail, bool(mend)) == ("wrong", True, True)
