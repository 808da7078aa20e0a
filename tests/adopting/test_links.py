"""Links that were handed out before xpromo: taken in whole or not at all, and their clicks find their placement."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.adopting.workspace import Workspace, clicks, log, make
from tests.conftest import CommandLine

OLD = "https://northwind.example/bundle?utm_source=mugletter&utm_medium=mail&utm_campaign=Fall+Sale"
SHORT = "https://go.example/mug"
OURS = "https://northwind.example/go/mug"
LIST = f"url,placement,short_url\n{OLD},launch,\nhttps://northwind.example/thanks,card,{SHORT}\n{OURS},card,\n"


def adopt(workspace: Workspace, text: str, *options: str, code: int = 0) -> str:
    return workspace.run("links", "--adopt", workspace.write("old.csv", text), *options, code=code)


def test_adopted_links_find_their_placement_and_a_second_time_they_are_known(workspace: Workspace) -> None:
    assert "3 links: 3 adopted, 0 known" in adopt(workspace, LIST)
    ledger = workspace.folder / ".xpromo" / "ledger.db"
    before = ledger.read_bytes()
    assert "3 links: 0 adopted, 3 known" in adopt(workspace, LIST)
    assert ledger.read_bytes() == before
    assert workspace.take("clicks.csv", clicks(OLD, OLD + "&fbclid=x", SHORT, OURS))["resolved"] == 4
    paths = (OLD.removeprefix("https://northwind.example"), "/go/mug", "/bundle")
    assert workspace.take("access.log", log(*paths)) == {
        "rows": 3, "recorded": 2, "known": 0, "refused": 0, "excluded": 1, "resolved": 2,
    }  # fmt: skip
    rows = {row["placement"]: row for row in workspace.rows("report")}
    assert {name: row["clicks"] for name, row in rows.items()} == {"launch": 1, "card": 1}
    assert {name: row["other_clicks"] for name, row in rows.items()} == {"launch": {"clicks": 2}, "card": {"clicks": 2}}
    assert workspace.counted() == {("autumn", "launch"): (1, 0), ("autumn", "card"): (1, 0)}
    workspace.run("ledger", "verify")


def test_the_order_of_adopting_minting_and_importing_makes_no_difference(cli: CommandLine, tmp_path: Path) -> None:
    reports = set()
    for number, order in enumerate(permutations(["adopt", "mint", "import"])):
        workspace = make(cli, tmp_path / f"{number}")
        for step in order:
            if step == "adopt":
                adopt(workspace, LIST)
            elif step == "mint":
                workspace.run("links")
            else:
                workspace.take("clicks.csv", clicks(OLD, OLD.lower(), SHORT))
        assert workspace.counted() == {("autumn", "launch"): (2, 0), ("autumn", "card"): (1, 0)}
        assert workspace.take("clicks.csv", clicks(OLD, OLD.lower(), SHORT))["recorded"] == 0
        reports.add(workspace.run("report", "--format", "json"))
    assert len(reports) == 1


def test_minted_after_adopting_links_are_new(workspace: Workspace) -> None:
    adopt(workspace, LIST)
    assert "2 links: 2 new" in workspace.run("links")


def test_what_links_wrote_is_known_where_it_was_minted_and_adopted_elsewhere(
    workspace: Workspace, cli: CommandLine, tmp_path: Path
) -> None:
    workspace.edit(("at: 2026-12-02 09:00}", "at: 2026-12-02 09:00, variants: [a, b]}"))
    workspace.run("links", "--output", "links.csv")
    text = (workspace.folder / "links.csv").read_text("utf-8")
    assert "3 links: 0 adopted, 3 known" in workspace.run("links", "--adopt", "links.csv")
    other = make(cli, tmp_path / "other")
    assert "3 links: 3 adopted, 0 known" in adopt(other, text)
    other.write("campaigns/autumn.yaml", (workspace.folder / "campaigns" / "autumn.yaml").read_text("utf-8"))
    assert "3 known" in other.run("links")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("old.jsonl", f'{{"url": "{OLD}", "placement": "launch"}}\n'),
        ("old.txt", "https://northwind.example/bundle?utm_source=green-mug-weekly&utm_campaign=autumn\n"),
        ("old.csv", f"\ufeffURL;Placement\r\n{OLD};launch\r\n"),
    ],
)
def test_lists_come_in_other_forms(workspace: Workspace, name: str, text: str) -> None:
    assert "1 link: 1 adopted, 0 known" in workspace.run("links", "--adopt", workspace.write(name, text))
    workspace.take("clicks.csv", clicks(text.strip() if name == "old.txt" else OLD))
    assert workspace.counted() == {("autumn", "launch"): (1, 0)}


def test_a_dry_run_says_the_same_and_makes_no_ledger(workspace: Workspace) -> None:
    assert "3 links: 3 adopted, 0 known (dry run" in adopt(workspace, LIST, "--dry-run")
    assert not (workspace.folder / ".xpromo").exists()


BAD = f"""\
url,placement,short_url,link
{OLD},lunch,,
https://northwind.example/bundle,launch,,
,launch,,
not a url,launch,,
https://northwind.example/x?utm_source=nobody,,,
{OLD}&utm_content=x,launch,https://northwind.example/s/1,
{OLD}&utm_content=y,launch,,abc
"""


def test_every_problem_of_every_row_is_told_at_once_with_its_place_and_nothing_is_written(workspace: Workspace) -> None:
    said = adopt(workspace, BAD, code=1)
    for line in (
        "XP242 handed-out-for-nothing: no placement called `lunch`",
        f"old.csv:2:{len(OLD) + 2}",
        "did you mean `launch`?",
        "XP241 bad-handed-link: clicks on this URL look like any visit of the page",
        "old.csv:3:1",
        "the URL is missing",
        "this is no URL",
        "no placement is named, and no placement's tags fit",
        "a click on this short link can't be told from a visit",
        "this is no link id",
        "Found 7 errors",
    ):
        assert line in said, line
    assert not (workspace.folder / ".xpromo").exists()


def test_a_url_belongs_to_one_placement(workspace: Workspace) -> None:
    adopt(workspace, LIST)
    minted = next(row["url"] for row in workspace.rows("links") if row["placement"] == "launch")
    before = (workspace.folder / ".xpromo" / "ledger.db").read_bytes()
    tags = minted.partition("&xp=")[0]
    twice = f"url,placement\n{OLD},card\n{SHORT},launch\n{minted},card\n{tags},card\nhttps://a.example/?utm_id=1,card\n"
    said = adopt(workspace, twice + "https://b.example/?utm_id=1,launch\n", code=1)
    assert said.count("XP243 handed-out-twice") == 5
    assert said.count("this link belongs to the placement `launch`") == 3
    assert (workspace.folder / ".xpromo" / "ledger.db").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "there is nothing in it"),
        (b"url,placement\n", "there is a header and no row"),
        (b"link,placement\nabc,launch\n", "it has no column `url`"),
        (b"\xff\xfe\x00", "it is no text in UTF-8"),
        (b'{"url": 1\n', "this line is no JSON object"),
    ],
)
def test_what_is_no_list_is_said_so(workspace: Workspace, content: bytes, message: str) -> None:
    (workspace.folder / "old.csv").write_bytes(content)
    assert message in workspace.run("links", "--adopt", "old.csv", code=1)


def test_a_list_that_is_not_there_and_a_list_beside_other_wishes(workspace: Workspace) -> None:
    assert "can't read none.csv" in workspace.run("links", "--adopt", "none.csv", code=3)
    assert "--adopt takes a list in" in adopt(workspace, LIST, "--format", "csv", code=2)


def test_an_adopted_link_follows_its_placement_when_that_is_renamed(workspace: Workspace) -> None:
    adopt(workspace, LIST)
    workspace.take("clicks.csv", clicks(OLD))
    workspace.edit(("id: launch,", "id: letter-launch, moved_from: launch,"))
    workspace.run("links")
    assert workspace.counted() == {("autumn", "letter-launch"): (1, 0)}
    assert "3 links: 0 adopted, 3 known" in adopt(workspace, LIST.replace(",launch", ",letter-launch"))


def test_a_shortener_on_our_own_subdomain_counts_by_its_own_export(workspace: Workspace) -> None:
    adopt(workspace, f"url,placement,short_url\n{OLD},launch,https://go.northwind.example/Mug\n")
    rows = [f"2026-11-03T10:00:05.000Z,go.northwind.example/{key},(direct),Germany,Mobile\n" for key in ("Mug", "Cup")]
    taken = workspace.take("dub.csv", "Date,Link,Referrer,Country,Device\n" + "".join(rows))
    assert (taken["recorded"], taken["resolved"]) == (2, 1)
    assert workspace.counted() == {("autumn", "launch"): (1, 0)}
