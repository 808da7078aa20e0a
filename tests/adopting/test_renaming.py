"""What was renamed keeps what it had: one row, under the present name, in whatever order things came."""

from __future__ import annotations

from itertools import pairwise, permutations
from pathlib import Path

import pytest

from tests.adopting.workspace import Workspace, clicks, make, sales
from tests.conftest import CommandLine

PLACEMENT = ("id: launch,", "id: letter-launch, moved_from: launch,")
CAMPAIGN = ("campaign: autumn\nname: Autumn", "campaign: fall\nmoved_from: autumn\nname: Fall")
TAGGED = "https://northwind.example/bundle?utm_source=green-mug-weekly&utm_medium=email&utm_campaign=autumn"
RENAMINGS = [
    pytest.param([PLACEMENT], ("autumn", "letter-launch"), id="placement"),
    pytest.param([CAMPAIGN], ("fall", "launch"), id="campaign"),
    pytest.param([PLACEMENT, CAMPAIGN], ("fall", "letter-launch"), id="both"),
]


def old_urls(workspace: Workspace) -> list[str]:
    """A link as it was handed out, its tags alone, its campaign alone, a cut placement."""
    (link,) = [row["url"] for row in workspace.rows("links", "--dry-run") if row["placement"] == "launch"]
    return [link, f"{TAGGED}&utm_content=launch", TAGGED]


@pytest.mark.parametrize(("changes", "place"), RENAMINGS)
def test_a_renamed_thing_is_one_row_under_its_new_name(
    workspace: Workspace, changes: list[tuple[str, str]], place: tuple[str, str]
) -> None:
    urls = old_urls(workspace)
    workspace.run("links")
    workspace.run("codes")
    pool = [row["code"] for row in workspace.rows("codes", "--all") if row["kind"] == "pool"]
    assert workspace.take("clicks.csv", clicks(*urls))["resolved"] == 3
    workspace.take("sales.csv", sales("MUG15", pool[0]))
    assert workspace.counted() == {("autumn", "launch"): (3, 1), ("autumn", "card"): (0, 1)}

    workspace.edit(*changes)
    assert "3 new" not in workspace.run("codes")
    workspace.run("links")
    workspace.run("codes")
    campaign = place[0]
    assert workspace.counted() == {place: (3, 1), (campaign, "card"): (0, 1)}
    assert workspace.take("clicks.csv", clicks(*urls))["recorded"] == 0
    assert workspace.counted() == {place: (3, 1), (campaign, "card"): (0, 1)}
    assert [row["code"] for row in workspace.rows("codes", "--all") if row["kind"] == "pool"] == pool
    (page,) = workspace.rows("status")
    assert page["campaign"] == campaign
    status = {item["placement"]: item for item in page["placements"]}
    assert status[place[1]]["minted"] == "yes"
    assert (status[place[1]]["links"], status["card"]["codes"]) == (2, 3)
    assert "changed" not in workspace.run("report")
    workspace.run("ledger", "verify")


def test_the_order_of_minting_renaming_and_importing_makes_no_difference(cli: CommandLine, tmp_path: Path) -> None:
    source = make(cli, tmp_path / "source")
    urls = old_urls(source)
    source.edit(PLACEMENT, CAMPAIGN)
    urls += [row["url"] for row in source.rows("links", "--dry-run") if row["placement"] == "letter-launch"]
    reports = set()
    for number, order in enumerate(permutations(["mint", "clicks", "sales"])):
        for renamed_before in range(len(order) + 1):
            workspace = make(cli, tmp_path / f"{number}-{renamed_before}")
            for step, word in enumerate([*order, "end"]):
                if step == renamed_before:
                    workspace.run("links")
                    workspace.edit(PLACEMENT, CAMPAIGN)
                    workspace.run("links")
                take_step(workspace, word, urls)
            assert workspace.counted() == {("fall", "letter-launch"): (4, 2)}
            reports.add(workspace.run("report", "--format", "json"))
    assert len(reports) == 1


def take_step(workspace: Workspace, word: str, urls: list[str]) -> None:
    if word == "mint":
        workspace.run("links")
        workspace.run("codes", "autumn" if "campaign: autumn" in text_of(workspace) else "fall")
    elif word == "clicks":
        workspace.take("clicks.csv", clicks(*urls))
    elif word == "sales":
        workspace.take("sales.csv", sales("MUG15", "mug-15"))


def text_of(workspace: Workspace) -> str:
    return (workspace.folder / "campaigns" / "autumn.yaml").read_text("utf-8")


def test_a_chain_of_renamings_ends_at_the_last_name_and_can_lead_back(workspace: Workspace) -> None:
    urls = old_urls(workspace)
    workspace.run("links")
    workspace.take("clicks.csv", clicks(*urls))
    names = ["launch", "second", "third", "launch", "fourth"]
    for before, after in pairwise(names):
        old = "id: launch," if before == after else f"id: {before},"
        moved = text_of(workspace).split("offer: autumn15")[0].rpartition("{")[2]
        former = moved.split("moved_from: ")[1].split(",")[0] if "moved_from" in moved else ""
        workspace.edit((f"{old} moved_from: {former}," if former else old, f"id: {after}, moved_from: {before},"))
        workspace.run("links")
        assert workspace.counted() == {("autumn", after): (3, 0)}
    workspace.run("ledger", "verify")


def test_a_renamed_placement_keeps_the_terms_of_before_the_flight(workspace: Workspace) -> None:
    expected = ("at: 2026-12-02 09:00}", "at: 2026-12-02 09:00, expected: {clicks: 600}}")
    workspace.edit(expected, ("start: 2026-11-02", "start: 2026-11-20"))
    workspace.run("links", env={"XPROMO_NOW": "2026-11-10T09:00:00+00:00"})
    workspace.edit(PLACEMENT, ("clicks: 600", "clicks: 900"))
    workspace.run("links")
    assert "letter-launch" in workspace.run("report")
    notes = workspace.run("report", "--format", "json")
    assert '"changed": [\n' in notes or '"letter-launch"' in notes


def test_what_was_minted_under_a_former_id_does_not_come_back(workspace: Workspace) -> None:
    """A colleague with an older checkout mints again: nothing new, and the row keeps its present name."""
    workspace.run("links")
    before = text_of(workspace)
    workspace.edit(PLACEMENT)
    workspace.run("links")
    workspace.write("campaigns/autumn.yaml", before)
    assert "known" in workspace.run("links")
    workspace.take("clicks.csv", clicks(TAGGED + "&utm_content=launch"))
    assert workspace.counted() == {("autumn", "letter-launch"): (1, 0)}


def test_a_cut_tag_that_fits_the_former_and_the_present_name_is_no_riddle(workspace: Workspace) -> None:
    workspace.edit(("id: launch,", "id: launch-letter,"))
    workspace.run("links")
    workspace.edit(("id: launch-letter,", "id: launch-letter-two, moved_from: launch-letter,"))
    workspace.run("links")
    workspace.take("clicks.csv", clicks(TAGGED + "&utm_content=launch-let"))
    assert workspace.counted() == {("autumn", "launch-letter-two"): (1, 0)}
