"""One page on a campaign."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO, CommandLine
from tests.report.workspace import CAMPAIGN, MINT_DAY, PLACEMENT, REPORT_DAY, make_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("status"))


def status(cli: CommandLine, folder: Path, env: dict[str, str], *arguments: str) -> Any:
    done = cli("status", *arguments, "--format", "json", cwd=folder, env=env)
    assert done.code == 0, done.err
    return done.json()["data"]


def placement(page: Any, name: str = PLACEMENT) -> Any:
    return next(item for item in page["placements"] if item["placement"] == name)


def test_before_anything_is_minted_links_are_due(cli: CommandLine, tmp_path: Path) -> None:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    (page,) = status(cli, tmp_path, MINT_DAY, CAMPAIGN)
    assert page["minted"] == {"links": 0, "codes": 0}
    found = placement(page)
    assert (found["minted"], found["links"], found["clicks"], found["due"]) == ("no", 0, None, "mint its links")


def test_what_was_minted_and_imported_is_counted(cli: CommandLine, workspace: Path) -> None:
    (page,) = status(cli, workspace, REPORT_DAY, CAMPAIGN)
    found = placement(page)
    assert page["flight"] == {"start": "2026-11-30", "end": "2026-12-20"}
    assert (found["minted"], found["links"], found["reach"], found["clicks"], found["conversions"]) == (
        "yes",
        2,
        1000,
        40,
        6,
    )
    assert (found["approved"], found["sent"], found["due"]) == (None, None, "")
    assert page["minted"] == {"links": sum(item["links"] for item in page["placements"]), "codes": 402}


@pytest.mark.parametrize(
    ("now", "name", "due"),
    [
        pytest.param("2026-11-26", PLACEMENT, "goes out in 6 d", id="within a week"),
        pytest.param("2026-11-25", "mug-weekly-reminder", "", id="later than a week"),
        pytest.param("2026-12-10", "mug-instagram-teaser", "import its clicks", id="out, and no clicks"),
    ],
)
def test_what_is_due(cli: CommandLine, workspace: Path, now: str, name: str, due: str) -> None:
    (page,) = status(cli, workspace, {"XPROMO_NOW": f"{now}T09:00:00+00:00"}, CAMPAIGN)
    assert placement(page, name)["due"] == due


def test_after_the_flight_the_retro_is_due(cli: CommandLine, workspace: Path) -> None:
    (page,) = status(cli, workspace, {"XPROMO_NOW": "2026-12-28T09:00:00+00:00"}, CAMPAIGN)
    assert page["due"][-1] == {
        "placement": None,
        "what": f"retro of {CAMPAIGN}",
        "on": "2027-01-04",
        "urgency": "due",
        "owner": "northwind-coffee/analyst",
    }


def test_an_edited_placement_is_to_be_minted_again(cli: CommandLine, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    path = folder / "campaigns" / f"{CAMPAIGN}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("at: 2026-12-16 09:00", "at: 2026-12-17 09:00"))
    (page,) = status(cli, folder, REPORT_DAY, CAMPAIGN)
    assert placement(page, "mug-weekly-reminder")["due"] == "mint again: it was edited"


def test_an_unknown_campaign_is_wrong_usage(cli: CommandLine, workspace: Path) -> None:
    done = cli("status", "2026-winter-bundel", cwd=workspace)
    assert (done.code, done.out) == (2, "")
    assert "2026-winter-bundle" in done.err


SWAP = "2026-11-morning-swap"


@pytest.mark.parametrize(
    ("now", "state", "urgency", "what", "owner"),
    [
        pytest.param("2026-10-20", "planned", "later", "mint its links", "northwind-coffee/coordinator", id="planned"),
        pytest.param("2026-11-03", "live", "due", "mint its links", "northwind-coffee/coordinator", id="this week"),
        pytest.param("2026-11-06", "live", "overdue", "mint its links", "northwind-coffee/coordinator", id="late"),
        pytest.param("2026-11-30", "over", "missed", "its links were never minted", "northwind-coffee/lead", id="over"),
    ],
)
def test_a_task_has_a_day_an_owner_and_an_urgency(
    cli: CommandLine, workspace: Path, now: str, state: str, urgency: str, what: str, owner: str
) -> None:
    (page,) = status(cli, workspace, {"XPROMO_NOW": f"{now}T09:00:00+00:00"}, SWAP)
    assert page["state"] == state
    assert next(item for item in page["due"] if item["placement"] == "sm-letter-launch") == {
        "placement": "sm-letter-launch",
        "what": what,
        "on": "2026-11-05",
        "urgency": urgency,
        "owner": owner,
    }


def test_the_day_of_a_placement_is_its_own_and_now_is_the_moment(cli: CommandLine, workspace: Path) -> None:
    for now, what in (("2026-12-16T07:59:00+00:00", "goes out today"), ("2026-12-16T08:01:00+00:00", "")):
        (page,) = status(cli, workspace, {"XPROMO_NOW": now}, CAMPAIGN)  # it goes out at nine in Berlin
        assert placement(page, "mug-weekly-reminder")["due"] == what


def test_a_closed_campaign_asks_for_nothing(cli: CommandLine, workspace: Path) -> None:
    (page,) = status(cli, workspace, {"XPROMO_NOW": "2027-01-05T09:00:00+00:00"}, CAMPAIGN)
    assert (page["state"], page["due"]) == ("over", [])


def test_all_campaigns_come_with_a_line_each_then_what_is_due_by_day(cli: CommandLine, workspace: Path) -> None:
    out = cli("status", cwd=workspace, env=REPORT_DAY | {"COLUMNS": "160"}).out
    lines = out.splitlines()
    assert lines[2].split()[:7] == [SWAP, "over", "2026-11-02", "to", "11-29", "0/8", "0/8"]
    assert lines[3].split()[:7] == [CAMPAIGN, "live", "2026-11-30", "to", "12-20", "9/9", "1/9"]
    assert "8 of 300 sales, behind  2026-12-02  northwind-coffee/analyst" in lines[3]
    days = [line.split()[0] for line in lines[lines.index("Due") + 4 :] if line.startswith("2026-")]
    assert days == sorted(days)
    assert len(days) == 14
    assert "Later than in a week: 2, the first on 2026-12-19." in lines


def test_a_line_in_csv_says_what_comes_next(cli: CommandLine, workspace: Path) -> None:
    heading, swap, bundle = cli("status", "--format", "csv", cwd=workspace, env=REPORT_DAY).out.splitlines()
    assert heading.endswith('"goal","next","what","owner"')
    assert swap.endswith(f'"","2026-12-14","retro of {SWAP}","northwind-coffee/analyst"')
    assert bundle.endswith('"2026-12-02","mug-instagram-teaser: import its clicks","northwind-coffee/analyst"')


def test_several_named_campaigns_are_a_summary_of_those(cli: CommandLine, workspace: Path) -> None:
    found = status(cli, workspace, REPORT_DAY, CAMPAIGN, SWAP)
    assert [page["campaign"] for page in found] == [SWAP, CAMPAIGN]


def test_without_a_campaign_it_says_how_to_begin(cli: CommandLine, tmp_path: Path) -> None:
    cli("init", cwd=tmp_path)
    assert cli("status", cwd=tmp_path).out == "No campaign is defined yet: `xpromo plan` starts one.\n"


def test_the_playbook_says_what_is_due_until_it_is_done(cli: CommandLine, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    path = folder / "campaigns" / f"{CAMPAIGN}.yaml"
    playbook = """
playbook:
  - {step: agree, due: 2026-11-20, owner: northwind-coffee/approver, what: goals and roles}
  - {step: select, due: 2026-11-13, done: 2026-11-12}
  - {step: build, due: 2026-11-29}
  - {step: review, due: 2027-01-04}
"""
    path.write_text(path.read_text(encoding="utf-8") + playbook, encoding="utf-8")
    now = {"XPROMO_NOW": "2026-11-22T09:00:00+00:00"}
    (page,) = status(cli, folder, now, CAMPAIGN)

    assert [task["state"] for task in page["playbook"]] == ["late", "done", "soon", "open"]
    steps = [item for item in page["due"] if item["placement"] is None]
    assert [(item["what"], item["on"], item["urgency"], item["owner"]) for item in steps] == [
        ("agree: goals and roles", "2026-11-20", "overdue", "northwind-coffee/approver"),
        ("build", "2026-11-29", "due", None),
        ("review", "2027-01-04", "later", None),
    ]
    shown = cli("status", CAMPAIGN, cwd=folder, env=now).out
    assert "2026-11-29  due" in shown
    assert "select" not in shown


def blank(cli: CommandLine, folder: Path) -> None:
    shutil.copytree(REPO / "campaigns", folder / "campaigns")
    call = ("plan", "bundle", "--partner", "green-mug", "--start", "2027-01-11", "--campaign", "spring")
    assert cli(*call, cwd=folder).code == 0


def test_a_campaign_with_blanks_shows_its_playbook(cli: CommandLine, tmp_path: Path) -> None:
    blank(cli, tmp_path)
    (page,) = status(cli, tmp_path, MINT_DAY, "spring")
    assert (page["state"], page["placements"], page["goals"]) == ("planned", [], [])
    assert page["errors"] == len(cli("check", "campaigns/spring.yaml", "--format", "json", cwd=tmp_path).json()["data"])
    assert [step["step"] for step in page["playbook"]][:2] == ["analyse", "select"]
    assert page["due"][0]["on"] == "2026-11-30"


def test_the_others_are_shown_beside_it_and_it_is_named(cli: CommandLine, tmp_path: Path) -> None:
    blank(cli, tmp_path)
    done = cli("status", cwd=tmp_path, env=MINT_DAY | {"COLUMNS": "200"})
    assert (done.code, SWAP in done.out, CAMPAIGN in done.out) == (0, True, True)
    assert "things to fill in or mend: `xpromo check campaigns/spring.yaml` lists them." in done.out


def test_of_a_campaign_without_a_flight_nothing_can_be_told(cli: CommandLine, tmp_path: Path) -> None:
    blank(cli, tmp_path)
    path = tmp_path / "campaigns" / "spring.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("flight: {", "flights: {"), encoding="utf-8")
    assert cli("status", "spring", cwd=tmp_path).code == 1
    assert [page["campaign"] for page in status(cli, tmp_path, MINT_DAY)] == [SWAP, CAMPAIGN]


def test_errors_in_the_file_of_a_partner_stop_it(cli: CommandLine, tmp_path: Path) -> None:
    blank(cli, tmp_path)
    (tmp_path / "campaigns/partners/green-mug.yaml").write_text("partner: green-mug\n", encoding="utf-8")
    assert cli("status", cwd=tmp_path).code == 1
