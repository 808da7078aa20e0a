"""``retro`` through the real command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import CommandLine, Outcome
from tests.report.workspace import CAMPAIGN, PLACEMENT, REPORT_DAY, make_workspace
from xpromo.report.schemas import load_schema

AFTER, LATE = ({"XPROMO_NOW": f"{day}T09:00:00+00:00"} for day in ("2026-12-28", "2027-02-01"))
PAGE = f"campaigns/{CAMPAIGN}.retro.md"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("retro"))


@pytest.fixture
def workspace(shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shop, tmp_path / "shop"))


def ok(done: Outcome) -> Outcome:
    assert done.code == 0, done.err
    return done


def test_a_retro_says_what_came_and_what_is_open(cli: CommandLine, workspace: Path) -> None:
    found = ok(cli("retro", CAMPAIGN, "--format", "json", cwd=workspace, env=AFTER)).json()
    Draft202012Validator(load_schema("retro")).validate(found)
    data = found["data"]
    launch = next(row for row in data["placements"] if row["placement"] == PLACEMENT)
    assert (launch["clicks"], launch["expected_clicks"], launch["clicks_standing"]) == (40, 600, "less")
    said = {(row["kind"], row["placement"]) for row in data["findings"]}
    assert {("clicks-less", PLACEMENT), ("move", PLACEMENT), ("tagged", None)} <= said
    page = (workspace / PAGE).read_text("utf-8")
    assert f"`{PLACEMENT}` brought 40 clicks, 600 were expected: less than chance explains." in page
    assert "2 clicks carry tags or a code of nobody's" in page
    assert "| by no placement, as by a shared code | | – | – | 0 | – |  | 2 | – | 60.00 EUR |" in page
    assert (data["unplaced"]["conversions"], launch["revenue"]) == (2, {"EUR": 11_500})


def test_what_people_write_stays_and_is_carried_into_the_next_campaign(cli: CommandLine, workspace: Path) -> None:
    ok(cli("retro", CAMPAIGN, cwd=workspace, env=AFTER))
    page = workspace / PAGE
    text = page.read_text("utf-8")
    page.write_text(
        text.rstrip("- \n") + "\n\n- Send it a day earlier.\n- Ask for the app card, too.\n", encoding="utf-8"
    )
    written = page.read_bytes()
    assert "kept" in ok(cli("retro", CAMPAIGN, cwd=workspace, env=AFTER)).out
    assert page.read_bytes() == written
    plan = ok(cli("plan", "--repeat", CAMPAIGN, "--start", "2027-11-29", "--dry-run", cwd=workspace, env=LATE)).out
    assert "# Next time, says the retro:\n#   Send it a day earlier.\n#   Ask for the app card, too.\n" in plan


def test_new_numbers_are_drafted_again_and_a_dry_run_writes_nothing(cli: CommandLine, workspace: Path) -> None:
    assert "would be written" in ok(cli("retro", CAMPAIGN, "--dry-run", cwd=workspace, env=AFTER)).out
    assert not (workspace / PAGE).exists()
    ok(cli("retro", CAMPAIGN, cwd=workspace, env=AFTER))
    before = (workspace / PAGE).read_text("utf-8")
    url = next(line for line in (workspace / "clicks.csv").read_text("utf-8").splitlines() if "xp=" in line).split(",")[
        2
    ]
    (workspace / "more.csv").write_text(f"id,at,url\nlate,2026-12-06T10:00:00Z,{url}\n", encoding="utf-8")
    ok(cli("import", "more.csv", cwd=workspace, env=AFTER))
    assert "redrafted" in ok(cli("retro", CAMPAIGN, cwd=workspace, env=AFTER)).out
    assert (workspace / PAGE).read_text("utf-8") != before


def test_retros_that_are_due_are_listed_until_they_are_written(cli: CommandLine, workspace: Path) -> None:
    def state(env: dict[str, str]) -> str:
        found = ok(cli("retro", "--format", "json", cwd=workspace, env=env)).json()
        Draft202012Validator(load_schema("retros")).validate(found)
        return next((str(row["state"]) for row in found["data"] if row["campaign"] == CAMPAIGN), "none")

    assert (state(REPORT_DAY), state(AFTER), state(LATE)) == ("none", "due", "overdue")
    assert "retro of" in cli("status", CAMPAIGN, cwd=workspace, env=AFTER).out
    ok(cli("retro", CAMPAIGN, cwd=workspace, env=AFTER))
    assert state(LATE) == "written"
    assert "retro of" not in cli("status", CAMPAIGN, cwd=workspace, env=AFTER).out


def test_a_page_with_damaged_marks_is_left_alone(cli: CommandLine, workspace: Path) -> None:
    ok(cli("retro", CAMPAIGN, cwd=workspace, env=AFTER))
    page = workspace / PAGE
    page.write_text(page.read_text("utf-8").replace("<!-- /xpromo goals -->\n", ""), encoding="utf-8")
    written = page.read_bytes()
    done = cli("retro", CAMPAIGN, cwd=workspace, env=AFTER)
    assert (done.code, "XP470" in done.err, page.read_bytes()) == (1, True, written)


@pytest.mark.parametrize(("campaign", "code"), [(CAMPAIGN, "XP472"), ("nobody", "XP602")])
def test_there_is_no_retro_before_the_end_or_of_nothing(
    cli: CommandLine, workspace: Path, campaign: str, code: str
) -> None:
    done = cli("retro", campaign, cwd=workspace, env=REPORT_DAY)
    assert (done.code, code in done.err, (workspace / PAGE).exists()) == (2, True, False)
