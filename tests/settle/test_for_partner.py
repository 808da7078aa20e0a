"""``report --for``: what a partner sees, and what can't be computed from all that they ever saw."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import REPO, CommandLine, Outcome, run_here
from tests.measure.test_suppression import computable
from xpromo.report.schemas import load_schema

CAMPAIGN = "2026-winter-bundle"
MINTED, LATER = ({"XPROMO_NOW": f"{day}T09:00:00+00:00"} for day in ("2026-11-25", "2026-12-21"))
SOLD = {  # sales by placement; those of the reminder are 12 of one customer
    "mug-weekly-launch": 40,
    "mug-weekly-reminder": 12,
    "mug-app-reminder": 5,
    "mug-instagram-teaser": 15,
    "mug-instagram-recap": 0,
}
OF_ONE = "mug-weekly-reminder"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(REPO / "campaigns", folder / "campaigns")
    links = ok(run_here("links", CAMPAIGN, "--format", "json", cwd=folder, env=MINTED)).json()["data"]
    url = {row["placement"]: row["url"] for row in links}
    rows = ["id,at,kind,amount,currency,url,customer"]
    for placement, sales in SOLD.items():
        for n in range(sales):
            who = "the-one" if placement == OF_ONE else f"{placement}-{n}"
            rows.append(f"{placement}-{n},2026-12-{3 + n % 9:02}T12:00:00Z,sale,10.00,EUR,{url[placement]},{who}")
    (folder / "sales.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    ok(run_here("import", "sales.csv", cwd=folder, env=LATER))
    return folder


@pytest.fixture
def workspace(shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shop, tmp_path / "shop"))


def ok(done: Outcome) -> Outcome:
    assert done.code == 0, done.err
    return done


def seen(cli: CommandLine, folder: Path, *arguments: str) -> dict[str, Any]:
    done = ok(cli("report", "--for", "green-mug", *arguments, "--format", "json", cwd=folder, env=LATER))
    Draft202012Validator(load_schema("report")).validate(done.json())
    found: dict[str, Any] = done.json()["data"]
    return found


def sales_of(data: dict[str, Any], by: str = "placement") -> dict[str, int | None]:
    return {row[by]: row["sales"] for row in data["rows"] if row["direction"] == "received" or by != "placement"}


def test_small_numbers_are_left_out_with_all_that_tells_them(cli: CommandLine, workspace: Path) -> None:
    data = seen(cli, workspace)
    assert sales_of(data) == {
        "mug-weekly-launch": 40,
        "mug-weekly-reminder": None,  # twelve sales of one person
        "mug-app-reminder": None,
        "mug-instagram-teaser": None,  # else the total would tell that six people bought by the two above
        "mug-instagram-recap": None,  # nobody: beside a 0 the others would be known not to be
    }
    app = next(row for row in data["rows"] if row["placement"] == "mug-app-reminder")
    assert (app["revenue"], app["conversions"], app["kinds"]) == (None, None, {})
    assert {"revenue", "sales", "conversions", "kinds.sale"} <= set(app["suppressed"])
    assert data["totals"][0]["sales"] == 72


def test_a_single_small_row_takes_a_neighbour_with_it(cli: CommandLine, workspace: Path) -> None:
    by_channel = seen(cli, workspace, "--by", "channel")
    # in the app: 5 persons. Of e-mail (52) and social (15) the smaller is hidden too, because the total is shown
    assert sales_of(by_channel, "channel") == {"email": 52, "in_app": None, "social": None}


def test_what_was_hidden_stays_hidden_in_every_later_report(cli: CommandLine, workspace: Path) -> None:
    """All that was ever shown, as equations over placements and days, doesn't tell a single small number."""
    index = {(placement, day): n for n, (placement, day) in enumerate((p, d) for p in SOLD for d in range(3, 12))}
    equations: list[list[int]] = []
    channel = {"mug-weekly": "email", "mug-app": "in_app", "mug-instagram": "social"}
    asked = [
        ("placement", "2026-12-01", "2026-12-20"),
        ("channel", "2026-12-01", "2026-12-20"),
        ("placement", "2026-12-01", "2026-12-07"),
        ("property", "2026-12-08", "2026-12-20"),
        ("day", "2026-12-01", "2026-12-20"),
        ("placement", "2026-12-01", "2026-12-08"),
    ]
    for by, since, until in asked:
        data = seen(cli, workspace, "--by", by, "--since", since, "--until", until)
        for row in [*data["rows"], *data["totals"]]:
            if row["sales"]:
                days = range(max(3, int(since[-2:])), min(11, int(until[-2:])) + 1)
                equations.append(
                    [
                        int(
                            (row["placement"] in {None, placement})
                            and day in days
                            and (row["day"] in {None, f"2026-12-{day:02}"})
                            and (
                                row["property"] is None or placement.startswith(row["property"].removeprefix("green-"))
                            )
                            and (row["channel"] in {None, *(c for p, c in channel.items() if placement.startswith(p))})
                        )
                        for placement, day in index
                    ]
                )
    assert len(equations) > 5
    for placement in ("mug-app-reminder", OF_ONE):
        assert not computable([int(name == placement) for name, _ in index], equations)
        for one in range(3, 12):
            assert not computable([int((name, day) == (placement, one)) for name, day in index], equations)


def test_each_release_is_written_down_once(cli: CommandLine, workspace: Path) -> None:
    def releases() -> int:
        found = ok(cli("ledger", "info", "--format", "json", cwd=workspace, env=LATER)).json()["data"]["tables"]
        return int(found["releases"])

    assert releases() == 0
    first = seen(cli, workspace)
    assert (seen(cli, workspace), releases()) == (first, 1)
    seen(cli, workspace, "--by", "day")
    assert releases() == 2
    ok(cli("ledger", "verify", cwd=workspace, env=LATER))


def test_nobody_else_and_nothing_internal_is_in_it(cli: CommandLine, workspace: Path) -> None:
    text = ok(cli("report", "--for", "green-mug", "--format", "json", cwd=workspace, env=LATER)).out
    assert "tidewater" not in text
    assert "the-one" not in text
    data = seen(cli, workspace)
    assert ({row["partner"] for row in data["rows"]}, data["unresolved"]) == ({"green-mug"}, [])
    words = ok(cli("report", "--for", "green-mug", cwd=workspace, env=LATER)).out
    assert "numbers of fewer than 11 persons are left out" in words


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("tags", "--for", "green-mug"), "XP464"),
        (("--for", "green-mug", "--compare", CAMPAIGN), "XP464"),
        (("--for", "green-mug", "--raw", "--format", "csv"), "XP464"),
        (("--for", "green-mugg"), "XP450"),
    ],
)
def test_what_is_not_for_partners_is_refused(
    cli: CommandLine, workspace: Path, arguments: tuple[str, ...], code: str
) -> None:
    done = cli("report", *arguments, cwd=workspace, env=LATER)
    assert (done.code, code in done.err, done.out) == (2, True, "")
