"""``report sourced``, ``explain`` and ``conflicts``: whose a conversion is, through the real command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import CommandLine, run_here
from tests.report.workspace import CAMPAIGN, PLACEMENT, REPORT_DAY, make_workspace, report
from xpromo.report.schemas import load_schema

APP = "mug-app-reminder"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of all reports, and one person more: two touches, an order without anything, another shop's o0."""
    folder = make_workspace(tmp_path_factory.mktemp("whose"))
    links = run_here("links", CAMPAIGN, "--format", "json", cwd=folder, env=REPORT_DAY).json()["data"]
    urls = {row["placement"]: row["url"] for row in links}
    (folder / "visits.csv").write_text(
        "id,at,url,visitor\n"
        f"v1,2026-12-02T09:00:00Z,{urls[PLACEMENT]},phone\n"
        f"v2,2026-12-05T09:00:00Z,{urls[APP]},phone\n"
    )
    (folder / "more.csv").write_text(
        "id,at,kind,amount,currency,code,url,visitor,new_customer,refund_of\n"
        "w1,2026-12-06T09:00:00Z,sale,50.00,EUR,,,phone,true,\n"
        f"w2,2026-12-06T10:00:00Z,sale,15.00,EUR,SLOW50,{urls[PLACEMENT]},,false,\n"
        "o0,2026-12-06T11:00:00Z,sale,1.00,EUR,,,,,\n"
        "wr,2026-12-07T09:00:00Z,refund,8.00,EUR,,,,,w1\n"
    )
    partner = folder / "campaigns/partners/slow-mornings.yaml"
    agreed = "fairness_unit: clicks, attribution: {window_days: 14, conflict: link-first}}"
    partner.write_text(partner.read_text("utf-8").replace("fairness_unit: clicks}", agreed), encoding="utf-8")
    for command in ("codes 2026-11-morning-swap --after-end", "import visits.csv", "import more.csv --account outlet"):
        done = run_here(*command.split(), cwd=folder, env=REPORT_DAY)
        assert done.code == 0, done.err
    return folder


def found(cli: CommandLine, workspace: Path, view: str, *words: str) -> Any:
    done = report(cli, workspace, view, *words, "--format", "json")
    assert done.code == 0, done.err
    Draft202012Validator(load_schema(f"report-{view}")).validate(done.json())
    return done.json()["data"]


def test_the_first_touch_sourced_and_the_last_influenced(cli: CommandLine, workspace: Path) -> None:
    """The order that went to the other campaign is no conversion there, but money: that one is for sign-ups."""
    data = found(cli, workspace, "sourced")
    rows = {row["placement"]: row for row in data["rows"]}
    names = ("conversions", "sourced", "sourced_revenue", "influenced", "influenced_revenue", "unowned")
    assert [rows[PLACEMENT][name] for name in names] == [6, 5, 7_500 + 4_200, 2, 4_000 + 1_500, 2]
    assert [rows[APP][name] for name in names] == [1, 0, 0, 1, 4_200, 0]
    (total,) = data["totals"]
    assert total["conversions"] == total["sourced"] + total["unowned"] == 9 + 2
    (nobody,) = (row for row in data["rows"] if row["nobody"])
    assert [nobody[name] for name in names] == [2, 0, 0, 0, 0, 2]
    assert (nobody["revenue"], nobody["unowned_revenue"]) == (10_000, 10_000)  # n0, and the other shop's o0
    assert "nobody" in report(cli, workspace, "sourced").out.split("Total")[0].splitlines()[-2]
    assert total["revenue"] == total["sourced_revenue"] + total["unowned_revenue"]
    assert (total["influenced"], total["code_only"], total["code_only_revenue"]) == (5, 2, 6_000)


def test_every_report_has_it_in_its_data(cli: CommandLine, workspace: Path) -> None:
    done = report(cli, workspace, "--format", "json").json()["data"]["totals"]
    for name in ("sourced", "influenced", "code_only", "unowned"):
        nobody = 2 if name == "unowned" else 0
        assert done[0][name] == found(cli, workspace, "sourced")["totals"][0][name] - nobody


def test_an_order_without_anything_is_explained_by_the_persons_touches(cli: CommandLine, workspace: Path) -> None:
    data = found(cli, workspace, "explain", "w1")
    assert [(item["rank"], item["method"], item["proved"]["placement"]) for item in data["evidence"]] == [
        (6, "same-person", APP)
    ]
    assert [(step["at"], step["placement"]) for step in data["touches"]] == [
        ("2026-12-02T09:00:00+00:00", PLACEMENT),
        ("2026-12-05T09:00:00+00:00", APP),
    ]
    assert (data["agreement"]["placement"], data["agreement"]["minted_at"][:10]) == (APP, "2026-11-25")
    assert (data["sourced_by"]["placement"], data["influenced_by"][0]["placement"]) == (PLACEMENT, APP)
    assert [(row["source_id"], row["amount"]) for row in data["taken_back_by"]] == [("wr", -800)]


def test_a_refund_is_explained_by_its_sale(cli: CommandLine, workspace: Path) -> None:
    data = found(cli, workspace, "explain", "wr")
    assert (data["takes_back"], data["evidence"][0]["rank"], data["path"]) == ("w1", 6, [PLACEMENT, APP])


def test_a_conflict_is_explained_and_counted(cli: CommandLine, workspace: Path) -> None:
    data = found(cli, workspace, "explain", "w2")
    assert [(item["rank"], item["decides"], item["conflict"]) for item in data["evidence"]] == [
        (5, True, "code-first"),
        (1, False, "code-first"),
    ]
    # Slow Mornings agreed on link-first, but the link is Green Mug's, and the link's agreement decides
    agreed = [(data[name]["placement"], data[name]["conflict"]) for name in ("agreement", "rule_agreement")]
    assert agreed == [("nw-instagram-recap", "link-first"), (PLACEMENT, "code-first")]
    text = report(cli, workspace, "explain", "w2").out
    assert "link-first" not in text
    assert f"`code-first` was agreed for {PLACEMENT}" in " ".join(text.split())
    (row,) = found(cli, workspace, "conflicts")["rows"]
    assert (row["rule"], row["won"]["campaign"], row["won_by"]) == ("code-first", "2026-11-morning-swap", "shared-code")
    assert (row["lost"]["placement"], row["lost_by"], row["kind"], row["n"]) == (PLACEMENT, "link", "sale", 1)
    assert found(cli, workspace, "conflicts", CAMPAIGN)["rows"] == [row]
    assert found(cli, workspace, "conflicts", "--until", "2026-12-05")["rows"] == []


def test_an_id_of_two_tools_needs_a_word_more(cli: CommandLine, workspace: Path) -> None:
    done = report(cli, workspace, "explain", "o0")
    assert done.code == 2
    assert "2 conversions are called 'o0': sale of conversions (default), sale of conversions (outlet)" in done.err
    assert found(cli, workspace, "explain", "o0", "outlet")["amount"] == 100


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["w11"], "did you mean `w1`", id="nearly"),
        pytest.param(["nothing-like-it"], "`xpromo ledger export` lists the ids", id="not-at-all"),
        pytest.param([], "needs the id of a conversion", id="no-id"),
        pytest.param(["o0", "elsewhere"], "'o0' is 'elsewhere'; what is called so: sale of ", id="none-of-them"),
    ],
)
def test_an_unknown_id_says_what_is_near(cli: CommandLine, workspace: Path, words: list[str], says: str) -> None:
    done = report(cli, workspace, "explain", *words)
    assert (done.code, says in done.err) == (2, True), done.err


def test_what_was_undone_is_said_to_be(cli: CommandLine, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    batch = 2
    assert cli("import", "--undo", str(batch), cwd=folder, env=REPORT_DAY).code == 0
    assert f"was taken out with batch {batch}" in report(cli, folder, "explain", "o1").err


def test_nobody_is_in_an_explanation(cli: CommandLine, workspace: Path) -> None:
    for format_ in ("json", "md", "table", "csv", "ndjson"):
        out = report(cli, workspace, "explain", "w1", "--format", format_).out
        assert "phone" not in out
        assert APP in out


def test_a_code_that_got_out_is_a_note(cli: CommandLine, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    url = (folder / "clicks.csv").read_text().splitlines()[1].split(",")[2]
    before = [f"e{n},2026-12-01T09:00:00Z,sale,10.00,EUR,,{url}" for n in range(60)]
    lately = [f"l{n},2026-12-08T09:00:00Z,sale,10.00,EUR,MUG15," for n in range(40)]
    (folder / "many.csv").write_text("\n".join(["id,at,kind,amount,currency,code,url", *before, *lately]) + "\n")
    assert "by code alone" not in report(cli, folder).out
    assert cli("import", "many.csv", cwd=folder, env=REPORT_DAY).code == 0
    says = "More by code alone: 88 % of 48 conversions of 2026-winter-bundle with green-mug since 2026-12-03, 0 % of 60"
    for view in ([], ["sourced"]):
        assert says in " ".join(report(cli, folder, *view, "--format", "md").out.replace("\\", "").split())
    (leak,) = report(cli, folder, "sourced", "--format", "json").json()["data"]["leaks"]
    assert (leak["since"], leak["now"]["n"], leak["before"]["value"]) == ("2026-12-03", 48, 0)
