"""``report --by variant``: a row for each link of a placement, beside what is known of the placement as a whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.report.workspace import PLACEMENT, REPORT_DAY, make_workspace, report

TAGS = "utm_source=green-mug&utm_medium=email&utm_campaign=2026-winter-bundle"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("variants"))


def rows(cli: CommandLine, folder: Path, by: str) -> tuple[dict[str, dict[str, object]], object]:
    data = report(cli, folder, "--by", by, "--format", "json").json()["data"]
    assert data["by"] == by
    return {row["placement"]: row for row in data["rows"] if row["placement"]}, data["totals"]


def test_each_variant_has_what_its_link_brought_and_the_placement_what_is_known_of_it(
    cli: CommandLine, workspace: Path
) -> None:
    found, totals = rows(cli, workspace, "variant")
    whole, whole_totals = rows(cli, workspace, "placement")
    one, rest = found[f"{PLACEMENT}_a"], found[PLACEMENT]
    assert (one["clicks"], one["conversions"], one["revenue"], one["new_customers"]) == (40, 6, 11_500, 4)
    assert (one["reach"], one["cost"]) == (None, None)
    assert (rest["clicks"], rest["reach"], rest["cost"]) == (0, 1000, 3000)
    assert whole[PLACEMENT]["clicks"] == 40
    for name in ("clicks", "clicks_raw", "conversions", "revenue", "cost", "reach"):
        assert totals[0][name] == whole_totals[0][name]  # type: ignore[index]  # a list of rows


def test_tags_that_lost_their_link_id_say_the_variant_too(cli: CommandLine, workspace: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(workspace, tmp_path / "copy"))
    url = f"https://northwind.example/bundle?{TAGS}&utm_content={PLACEMENT}"
    (folder / "more.csv").write_text(
        f"id,at,url\nx1,2026-12-03T10:00:00Z,{url}_b\nx2,2026-12-03T11:00:00Z,{url}_b\nx3,2026-12-03T10:00:00Z,{url}\n",
        encoding="utf-8",
    )
    assert cli("import", "more.csv", cwd=folder, env=REPORT_DAY).code == 0
    found, _ = rows(cli, folder, "variant")
    assert {name: row["clicks"] for name, row in found.items() if name.startswith(PLACEMENT)} == {
        PLACEMENT: 1,
        f"{PLACEMENT}_a": 40,
        f"{PLACEMENT}_b": 2,
    }


@pytest.mark.parametrize("more", [("--for", "green-mug"), ("--compare", "previous")])
def test_what_it_does_not_go_with(cli: CommandLine, workspace: Path, more: tuple[str, str]) -> None:
    done = report(cli, workspace, "--by", "variant", *more)
    assert done.code == 2
    assert f"--by variant doesn't go with {more[0]}" in done.err


def test_other_views_have_no_variants(cli: CommandLine, workspace: Path) -> None:
    assert report(cli, workspace, "sourced", "--by", "variant").code == 2
