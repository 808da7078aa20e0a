"""Codes that were handed out before xpromo."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.adopting.workspace import Workspace, make, sales
from tests.conftest import CommandLine

LIST = """\
code,offer,placement,single_use,valid_from,valid_until
old-mug 10,autumn15,,,2026-11-01,2026-12-24
INSIDE1,,card,true,,
INSIDE2,thanks,card,true,,
GENERAL,thanks,,false,,
"""


def adopt(workspace: Workspace, text: str, *options: str, code: int = 0) -> str:
    return workspace.run("codes", "--adopt", workspace.write("codes.csv", text), *options, code=code)


def test_sales_with_adopted_codes_find_their_placement(workspace: Workspace) -> None:
    assert "4 codes: 4 adopted, 0 known" in adopt(workspace, LIST)
    before = (workspace.folder / ".xpromo" / "ledger.db").read_bytes()
    assert "4 codes: 0 adopted, 4 known" in adopt(workspace, LIST)
    assert (workspace.folder / ".xpromo" / "ledger.db").read_bytes() == before
    assert workspace.take("sales.csv", sales("OLDMUG10", "oldmug-10", "inside1", "GENERAL", "nobody"))["resolved"] == 4
    assert workspace.counted() == {("autumn", "launch"): (0, 2), ("autumn", "card"): (0, 2)}
    workspace.run("ledger", "verify")


def test_the_order_of_adopting_minting_and_importing_makes_no_difference(cli: CommandLine, tmp_path: Path) -> None:
    reports = set()
    for number, order in enumerate(permutations(["adopt", "mint", "import"])):
        workspace = make(cli, tmp_path / f"{number}")
        for step in order:
            if step == "adopt":
                adopt(workspace, LIST)
            elif step == "mint":
                workspace.run("codes")
            else:
                workspace.take("sales.csv", sales("OLDMUG10", "INSIDE1", "MUG15"))
        assert workspace.counted() == {("autumn", "launch"): (0, 2), ("autumn", "card"): (0, 1)}
        reports.add(workspace.run("report", "--format", "json"))
    assert len(reports) == 1


def test_adopted_codes_of_a_pool_count_towards_it(workspace: Workspace) -> None:
    adopt(workspace, LIST)
    drawn = [row for row in workspace.rows("codes") if row["kind"] == "pool"]
    assert [row["code"] for row in drawn][:2] == ["INSIDE1", "INSIDE2"]
    assert len(drawn) == 3
    assert drawn[2]["code"].startswith("MUG")
    assert all(row["state"] == "known" for row in workspace.rows("codes"))


def test_what_codes_wrote_is_known_where_it_was_issued_and_adopted_elsewhere(
    workspace: Workspace, cli: CommandLine, tmp_path: Path
) -> None:
    workspace.run("codes", "--output", "codes.csv")
    text = (workspace.folder / "codes.csv").read_text("utf-8")
    assert "0 adopted, 4 known" in workspace.run("codes", "--adopt", "codes.csv")
    other = make(cli, tmp_path / "other")
    assert "4 adopted, 0 known" in adopt(other, text)
    assert all(row["state"] == "known" for row in other.rows("codes"))


def test_a_dry_run_says_the_same_and_makes_no_ledger(workspace: Workspace) -> None:
    assert "4 adopted, 0 known (dry run" in adopt(workspace, LIST, "--dry-run")
    assert not (workspace.folder / ".xpromo").exists()


def test_every_problem_of_every_row_is_told_at_once_and_no_code_is_in_it(workspace: Workspace) -> None:
    said = adopt(
        workspace,
        "code,offer,placement,single_use,valid_from,valid_until\n"
        "SECRET1,autum15,,,,\n"
        "SECRET2,,lunch,,,\n"
        "SECRET3,,,,,\n"
        ",autumn15,,,,\n"
        "SECRÈT4,autumn15,,,,\n"
        "SECRET5,thanks,launch,,,\n"
        "SECRET6,autumn15,,maybe,3.11.2026,\n"
        "SECRET7,autumn15,,,2026-11-03,3.12.2026\n"
        "SECRET8,autumn15,,,2026-11-03,2026-11-02\n",
        code=1,
    )
    for line in (
        "no offer called `autum15`",
        "did you mean `autumn15`?",
        "no placement called `lunch`",
        "neither an offer nor a placement is named",
        "the code is missing",
        "no shop takes this code",
        "the placement `launch` carries the offer `autumn15`",
        "this is neither true nor false",
        "codes.csv:9:31",
        "this is no day such as 2026-11-03",
        "its last day is before its first",
        "Found 9 errors",
    ):
        assert line in said, line
    assert "SECR" not in said
    assert not (workspace.folder / ".xpromo").exists()


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        pytest.param("MUG15,thanks,,,,\n", 1, id="written-for-another-offer"),
        pytest.param("NEW1,autumn15,,,,\nnew-1,thanks,,,,\n", 1, id="twice-in-the-list"),
        pytest.param("OLDMUG10,thanks,,,2026-12-20,2026-12-30\n", 1, id="adopted-in-the-same-days"),
        pytest.param("OLDMUG10,thanks,,,2026-12-25,2026-12-30\n", 0, id="afterwards"),
        pytest.param("MUG15,autumn15,,,,\n", 0, id="the-offers-own"),
    ],
)
def test_a_code_belongs_to_one_offer_in_its_days(workspace: Workspace, rows: str, found: int) -> None:
    adopt(workspace, LIST)
    before = (workspace.folder / ".xpromo" / "ledger.db").read_bytes()
    said = adopt(workspace, LIST.splitlines(keepends=True)[0] + rows, code=min(found, 1))
    assert said.count("XP243 handed-out-twice") == found
    assert ((workspace.folder / ".xpromo" / "ledger.db").read_bytes() == before) is bool(found)


def test_an_adopted_code_follows_what_is_renamed(workspace: Workspace) -> None:
    adopt(workspace, LIST)
    workspace.take("sales.csv", sales("INSIDE1", "OLDMUG10"))
    workspace.edit(
        ("id: card,", "id: app-card, moved_from: card,"),
        ("campaign: autumn\n", "campaign: fall\nmoved_from: autumn\n"),
    )
    workspace.run("codes")
    assert workspace.counted() == {("fall", "launch"): (0, 1), ("fall", "app-card"): (0, 1)}
    assert "0 adopted, 4 known" in adopt(workspace, LIST.replace("card", "app-card"))
