"""``xpromo balance`` on the example workspace, with counts that are worked out by hand."""

from __future__ import annotations

import csv
import io
import shutil
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO, CommandLine

MINT_DAY = {"XPROMO_NOW": "2026-10-26T09:00:00+00:00"}
DAY = {"XPROMO_NOW": "2026-12-01T09:00:00+00:00"}
HEAD = "placement,at,metric,count\n"
FILES = {
    "ours.csv": """\
nw-instagram-teaser,2026-11-02,reach,2600
nw-instagram-teaser,2026-11-02,clicks,48
nw-weekly-swap-launch,2026-11-04,sends,41200
nw-weekly-swap-launch,2026-11-04,clicks,905
nw-weekly-swap-reminder,2026-11-18,sends,41310
nw-weekly-swap-reminder,2026-11-18,clicks,402
nw-instagram-recap,2026-11-26,clicks,61
""",
    "theirs.csv": """\
sm-instagram-teaser,2026-11-03,clicks,31
sm-letter-launch,2026-11-10,sends,37800
sm-letter-launch,2026-11-10,clicks,348
""",
    "recap.csv": "sm-instagram-recap,2026-11-27,clicks,40\n",
}


@pytest.fixture
def workspace(tmp_path: Path, cli: CommandLine) -> Path:
    shutil.copytree(REPO / "campaigns", tmp_path / "w" / "campaigns")
    done = cli("links", "--output", "links.csv", cwd=tmp_path / "w", env=MINT_DAY)
    assert done.code == 0, done.err
    return tmp_path / "w"


def bring(cli: CommandLine, folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(HEAD + FILES[name], encoding="utf-8")
        done = cli("import", name, cwd=folder, env=DAY)
        assert done.code == 0, done.err


def data(cli: CommandLine, folder: Path, *arguments: str) -> list[dict[str, Any]]:
    done = cli("balance", *arguments, "--format", "json", cwd=folder, env=DAY)
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = done.json()["data"]
    return found


def test_who_owes_whom(cli: CommandLine, workspace: Path) -> None:
    bring(cli, workspace, *FILES)
    (found,) = data(cli, workspace, "slow-mornings")
    assert (found["unit"], found["verdict"], found["currency"]) == ("clicks", "they owe", None)
    assert (found["given"]["clicks"], found["received"]["clicks"]) == (48 + 905 + 402 + 61, 31 + 348 + 40)
    assert found["owed"]["value"] == 1416 - 419
    assert found["owed"]["low"] < 997 < found["owed"]["high"]
    states = {
        name: found["received"][name] for name in ("placements", "on_time", "late", "missed", "not_due", "unknown")
    }
    assert states == {"placements": 4, "on_time": 2, "late": 1, "missed": 1, "not_due": 0, "unknown": 0}
    assert found["last_swaps"] == {
        "swaps": 3,
        "given": 905 + 402 + 61,
        "received": 348 + 40,
        "share": pytest.approx(388 / 1756),
        "one_sided": True,
    }
    legs = {swap["get"]["placement"]: (swap["get"]["state"], swap["get"]["basis"]) for swap in found["swaps"]}
    assert legs == {
        "sm-instagram-teaser": ("on-time", "clicks"),
        "sm-letter-launch": ("late", "send"),
        "sm-letter-reminder": ("missed", None),
        "sm-instagram-recap": ("on-time", "clicks"),
    }


def test_it_is_a_function_of_the_set_of_facts(cli: CommandLine, workspace: Path, tmp_path: Path) -> None:
    found = set()
    for number, order in enumerate(permutations(FILES)):
        folder = tmp_path / str(number)
        shutil.copytree(workspace, folder)
        bring(cli, folder, *order)
        found.add(cli("balance", "--format", "json", cwd=folder, env=DAY).out)
    assert len(found) == 1


def test_an_undone_import_is_as_none(cli: CommandLine, workspace: Path) -> None:
    bring(cli, workspace, "ours.csv", "theirs.csv")
    before = data(cli, workspace)
    bring(cli, workspace, "recap.csv")
    assert data(cli, workspace) != before
    assert cli("import", "--undo", "3", cwd=workspace, env=DAY).code == 0
    assert data(cli, workspace) == before


def test_a_period_holds_what_was_promised_in_it(cli: CommandLine, workspace: Path) -> None:
    bring(cli, workspace, *FILES)
    (found,) = data(cli, workspace, "--since", "2026-11-02", "--until", "2026-11-05")
    assert (found["given"]["placements"], found["received"]["placements"]) == (2, 2)
    assert found["owed"]["value"] == 48 + 905 - 31 - 348
    assert found["period"] == {"start": "2026-11-02", "end": "2026-11-05", "timezone": "Europe/Berlin"}


def test_before_anything_came_back_nobody_knows(cli: CommandLine, workspace: Path) -> None:
    (found,) = data(cli, workspace, "slow-mornings")
    assert (found["verdict"], found["owed"]["reason"]) == ("unknown", "both-unknown")
    shown = cli("balance", "slow-mornings", cwd=workspace, env=DAY).out
    assert "no clicks of nw-instagram-teaser, nw-weekly-swap-launch, nw-weekly-swap-reminder and" in shown


def test_a_table_and_a_csv(cli: CommandLine, workspace: Path) -> None:
    bring(cli, workspace, *FILES)
    shown = cli("balance", "slow-mornings", cwd=workspace, env=DAY).out
    assert "slow-mornings  clicks  1,416       419  +997 (914 to 1,082)  they owe  22.1 %, one-sided" in shown
    rows = list(csv.DictReader(io.StringIO(cli("balance", "--format", "csv", cwd=workspace, env=DAY).out)))
    row = next(row for row in rows if row["partner"] == "slow-mornings")
    assert (row["owed_value"], row["received_missed"], row["one_sided"]) == ("997", "1", "true")
    assert "owed" not in row


def test_a_line_for_each_swap(cli: CommandLine, workspace: Path) -> None:
    bring(cli, workspace, *FILES)
    done = cli("balance", "slow-mornings", "--swaps", "--format", "csv", cwd=workspace, env=DAY)
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row["give"], row["given"], row["received"], row["owed_value"], row["verdict"]) for row in rows] == [
        ("nw-instagram-teaser", "48", "31", "17", "even"),
        ("nw-weekly-swap-launch", "905", "348", "557", "they owe"),
        ("nw-weekly-swap-reminder", "402", "0", "402", "they owe"),
        ("nw-instagram-recap", "61", "40", "21", "they owe"),
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["slow-morning"], "XP450", "did you mean `slow-mornings`?"),
        (["nobody"], "XP450", "known: green-mug, slow-mornings"),
        (["--last", "soon"], "XP603", "isn't a number of days"),
        (["--since", "2026-12-01", "--until", "2026-11-01"], "XP603", "--since is later than --until"),
    ],
)
def test_what_cant_be_asked_is_said(
    cli: CommandLine, workspace: Path, arguments: list[str], code: str, words: str
) -> None:
    done = cli("balance", *arguments, cwd=workspace, env=DAY)
    assert (done.code, done.out) == (2, "")
    assert code in done.err
    assert words in done.err


def test_without_a_ledger_it_says_how_to_begin(cli: CommandLine, tmp_path: Path) -> None:
    shutil.copytree(REPO / "campaigns", tmp_path / "new" / "campaigns")
    done = cli("balance", cwd=tmp_path / "new", env=DAY)
    assert done.code == 3
    assert "xpromo links" in done.err


def test_what_a_partner_reports_is_what_we_gave(cli: CommandLine, workspace: Path) -> None:
    """Two sign-ups of theirs by a link of ours, three of ours by a link of theirs; the goal counts sign-ups."""
    bring(cli, workspace, *FILES)
    partner = workspace / "campaigns" / "partners" / "slow-mornings.yaml"
    partner.write_text(
        partner.read_text(encoding="utf-8").replace("fairness_unit: clicks", "fairness_unit: conversions"),
        encoding="utf-8",
    )
    assert cli("links", "--output", "links.csv", cwd=workspace, env=MINT_DAY).code == 0
    with (workspace / "links.csv").open(encoding="utf-8", newline="") as file:
        urls = {row["placement"]: row["url"] for row in csv.DictReader(file)}
    for name, place, ids in (("theirs", "nw-weekly-swap-launch", "ab"), ("signups", "sm-letter-launch", "xyz")):
        rows = "".join(f"{name}-{number},2026-11-12T08:00:00Z,signup,{urls[place]}\n" for number in ids)
        (workspace / f"{name}.csv").write_text(f"id,at,kind,url\n{rows}", encoding="utf-8")
    assert cli("import", "signups.csv", cwd=workspace, env=DAY).code == 0
    (silent,) = data(cli, workspace, "slow-mornings")
    assert (silent["given"]["conversions"], silent["received"]["conversions"]) == (None, 3)
    assert (silent["verdict"], silent["owed"]["reason"]) == ("unknown", "given-unknown")
    assert "only the partner can tell" in cli("balance", "slow-mornings", cwd=workspace, env=DAY).out
    assert cli("import", "theirs.csv", "--reported-by", "slow-mornings", cwd=workspace, env=DAY).code == 0
    (told,) = data(cli, workspace, "slow-mornings")
    assert (told["given"]["conversions"], told["owed"]["value"], told["verdict"]) == (2, -1, "even")


def test_money_is_compared_currency_by_currency(cli: CommandLine, workspace: Path) -> None:
    """190.00 EUR and 90.00 USD that the partner reports, 75.50 EUR less 5.50 refunded in our shop."""
    bring(cli, workspace, *FILES)
    partner = workspace / "campaigns" / "partners" / "slow-mornings.yaml"
    partner.write_text(
        partner.read_text(encoding="utf-8").replace("fairness_unit: clicks", "fairness_unit: revenue"), encoding="utf-8"
    )
    assert cli("links", "--output", "links.csv", cwd=workspace, env=MINT_DAY).code == 0
    with (workspace / "links.csv").open(encoding="utf-8", newline="") as file:
        urls = {row["placement"]: row["url"] for row in csv.DictReader(file)}
    theirs, ours = urls["nw-weekly-swap-launch"], urls["sm-letter-launch"]
    head = "id,at,kind,amount,currency,url\n"
    sales = f"a,2026-11-06T08:00:00Z,sale,190.00,EUR,{theirs}\nb,2026-11-06T09:00:00Z,sale,90.00,USD,{theirs}\n"
    (workspace / "theirs-sales.csv").write_text(head + sales, encoding="utf-8")
    sales = f"x,2026-11-06T08:00:00Z,sale,75.50,EUR,{ours}\ny,2026-11-08T08:00:00Z,refund,-5.50,EUR,{ours}\n"
    (workspace / "sales.csv").write_text(head + sales, encoding="utf-8")
    assert cli("import", "sales.csv", cwd=workspace, env=DAY).code == 0
    assert cli("import", "theirs-sales.csv", "--reported-by", "slow-mornings", cwd=workspace, env=DAY).code == 0
    found = data(cli, workspace, "slow-mornings")
    assert [(item["currency"], item["owed"]["value"]) for item in found] == [("EUR", 12_000), ("USD", 9_000)]
    assert found[0]["owed"]["high"] == pytest.approx(12_000 + 1.959964 * (19_000**2 + 7_550**2 + 550**2) ** 0.5, abs=1)
    shown = cli("balance", "slow-mornings", cwd=workspace, env=DAY).out
    assert "slow-mornings  revenue  EUR       190.00     70.00" in shown
    assert shown.count("slow-mornings  received") == 1


# ------------------------------------------------------------------------------------------------ make-goods


def test_what_is_proposed_can_be_put_into_a_campaign(cli: CommandLine, workspace: Path) -> None:
    """Three mentions of ours that brought 400 each, and one of theirs that brought 700 more than they did."""
    text = (workspace / "campaigns" / "2026-11-morning-swap.yaml").read_text(encoding="utf-8")
    more = "".join(
        f"  - {{id: nw-mention-{number}, property: northwind-weekly, promotes: slow-mornings, offer: sunday-letter,"
        f" at: 2026-11-{day:02} 08:00, kind: mention}}\n"
        for number, day in ((1, 9), (2, 12), (3, 15))
    )
    (workspace / "campaigns" / "2026-11-morning-swap.yaml").write_text(
        text.replace("\nswaps:\n", f"\n{more}\nswaps:\n"), encoding="utf-8"
    )
    assert cli("links", "--output", "links.csv", cwd=workspace, env=MINT_DAY).code == 0
    rows = [f"nw-mention-{number},2026-11-{day:02},clicks,400" for number, day in ((1, 9), (2, 12), (3, 15))]
    rows += [
        f"{name},2026-11-30,clicks,0" for name in ("nw-instagram-teaser", "nw-weekly-swap-launch", "nw-instagram-recap")
    ]
    rows += ["nw-weekly-swap-reminder,2026-11-30,clicks,0", "sm-instagram-recap,2026-11-30,clicks,0"]
    rows += ["sm-letter-launch,2026-11-05,clicks,1900"]
    (workspace / "counts.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    assert cli("import", "counts.csv", cwd=workspace, env=DAY).code == 0
    (found,) = data(cli, workspace, "slow-mornings", "--propose")
    proposal = found["proposal"]
    assert (proposal["debtor"], proposal["owes"], proposal["brings"]) == ("we", 700, 800)
    (make_good,) = proposal["placements"]
    assert (make_good["placements"], make_good["property"], make_good["kind"]) == (2, "northwind-weekly", "mention")
    planned = proposal["yaml"].removeprefix("placements:\n").replace("at:\n", "at: 2026-11-28 08:00\n")
    assert planned.count("- id: make-good-slow-mornings-") == 2
    (workspace / "campaigns" / "2026-11-morning-swap.yaml").write_text(
        text.replace("\nswaps:\n", f"\n{planned}\nswaps:\n"), encoding="utf-8"
    )
    checked = cli("check", "--format", "json", cwd=workspace, env=DAY).json()["data"]
    assert [item for item in checked if item["severity"] == "error"] == []
    shown = cli("balance", "slow-mornings", "--propose", cwd=workspace, env=DAY).out
    assert "slow-mornings: 2 placements usually bring 800 for the 700 clicks that we owe." in shown
    assert "  - id: make-good-slow-mornings-1\n    property: northwind-weekly\n" in shown


def test_nothing_is_proposed_where_nobody_owes(cli: CommandLine, workspace: Path) -> None:
    (found,) = data(cli, workspace, "green-mug", "--propose")
    assert (found["verdict"], found["proposal"]) == ("nothing due yet", None)
    shown = cli("balance", "green-mug", "--propose", cwd=workspace, env=DAY).out
    assert "Nothing is owed that could be made good" in shown


# ------------------------------------------------------------------------------------------------ partners' health


def test_a_partner_can_compute_their_health_from_what_is_printed(cli: CommandLine, workspace: Path) -> None:
    bring(cli, workspace, *FILES)
    later = {"XPROMO_NOW": "2026-12-10T09:00:00+00:00"}
    found = cli("report", "partners", "--format", "json", cwd=workspace, env=later).json()["data"]
    priors = {item["measure"]: item for item in found["priors"]}
    (row,) = [row for row in found["rows"] if row["partner"] == "slow-mornings"]
    parts = {part["name"]: part for part in row["parts"]}
    assert (parts["on_time"]["events"], parts["on_time"]["exposure"]) == (2, 4)
    assert (parts["delivery"]["events"], parts["delivery"]["exposure"]) == (419, 60 + 900 + 350 + 70)
    for part in parts.values():
        if part["shrunk"]["value"] is not None:
            prior = priors[part["name"]]
            events, exposure = part["events"] / prior["dispersion"], part["exposure"] / prior["dispersion"]
            whole = prior["second"] + exposure + (prior["first"] if prior["family"] == "beta-binomial" else 0)
            assert part["shrunk"]["value"] == pytest.approx((prior["first"] + events) / whole)
    known = [part for part in parts.values() if part["score"]["value"] is not None]
    assert {part["name"] for part in known} == {"on_time", "delivery"}
    mean = sum(part["weight"] * part["score"]["value"] for part in known) / sum(part["weight"] for part in known)
    assert row["health"]["value"] == pytest.approx(mean)
    assert row["health"]["low"] < mean < row["health"]["high"]
    (other,) = [row for row in found["rows"] if row["partner"] == "green-mug"]
    assert (other["health"]["value"], other["health"]["reason"]) == (None, "not-enough-data")


def test_partners_are_reported_with_what_they_brought(cli: CommandLine, workspace: Path) -> None:
    bring(cli, workspace, *FILES)
    (row,) = cli("report", "partners", "2026-11-morning-swap", "--format", "json", cwd=workspace, env=DAY).json()[
        "data"
    ]["rows"]
    by_partner = cli("report", "2026-11-morning-swap", "--by", "partner", "--format", "json", cwd=workspace, env=DAY)
    (same,) = by_partner.json()["data"]["rows"]
    assert {name: row[name] for name in ("partner", "reach", "clicks", "conversions", "revenue")} == {
        name: same[name] for name in ("partner", "reach", "clicks", "conversions", "revenue")
    }


@pytest.mark.parametrize(
    "arguments",
    [("--fail-if", "cpa > 3"), ("--last", "4w", "--compare", "previous"), ("--by", "day")],
    ids=lambda item: item[0],
)
def test_a_view_doesnt_take_what_only_a_scorecard_can(
    cli: CommandLine, workspace: Path, arguments: tuple[str, ...]
) -> None:
    done = cli("report", "partners", *arguments, cwd=workspace, env=DAY)
    assert (done.code, done.out) == (2, "")


def test_days_to_settle_are_days(cli: CommandLine, workspace: Path) -> None:
    """November and December, each frozen on the tenth of the next month: nine days after the period's end."""
    assert cli("codes", "--output", "codes.csv", cwd=workspace, env=MINT_DAY).code == 0
    for period, day in (("2026-11", "2026-12-10"), ("2026-12", "2027-01-10")):
        now = {"XPROMO_NOW": f"{day}T09:00:00+00:00"}
        done = cli("settle", "freeze", "slow-mornings", "--period", period, "--output", "s.md", cwd=workspace, env=now)
        assert done.code == 0, done.err
    later = {"XPROMO_NOW": "2027-02-01T09:00:00+00:00"}
    rows = cli("report", "partners", "--format", "json", cwd=workspace, env=later).json()["data"]["rows"]
    parts = {part["name"]: part for row in rows if row["partner"] == "slow-mornings" for part in row["parts"]}
    settled = parts["days_to_settle"]
    assert (settled["events"], settled["exposure"], settled["shrunk"]["value"]) == (18, 2, pytest.approx(9))
    assert "Days to settle  18 days, 2" in cli("report", "partners", cwd=workspace, env=later).out


def test_what_cost_money_is_left_out_and_said(cli: CommandLine, workspace: Path) -> None:
    bring(cli, workspace, *FILES)
    file = workspace / "campaigns" / "2026-11-morning-swap.yaml"
    text = file.read_text(encoding="utf-8").replace("form: newsletter-swap", "form: sponsored")
    file.write_text(text, encoding="utf-8")
    assert cli("links", "--output", "links.csv", cwd=workspace, env=MINT_DAY).code == 0
    assert data(cli, workspace, "slow-mornings") == []
    shown = cli("balance", "slow-mornings", cwd=workspace, env=DAY).out
    assert "Left out: 8 placements that cost money" in shown


def test_a_debt_that_takes_too_many_is_for_a_talk(cli: CommandLine, workspace: Path) -> None:
    """Three posts of ours brought 1 each; theirs brought 900 more."""
    counts = [f"{name},2026-11-30,clicks,0" for name in ("nw-weekly-swap-launch", "nw-weekly-swap-reminder")]
    counts += ["sm-letter-launch,2026-11-05,clicks,903", "sm-instagram-recap,2026-11-30,clicks,0"]
    text = (workspace / "campaigns" / "2026-11-morning-swap.yaml").read_text(encoding="utf-8")
    text = text.replace("    kind: story\n", "    kind: post\n")
    more = "  - {id: nw-post, property: northwind-instagram, promotes: slow-mornings, offer: sunday-letter,"
    text = text.replace("\nswaps:\n", f"\n{more} at: 2026-11-12 18:00, kind: post}}\n\nswaps:\n")
    (workspace / "campaigns" / "2026-11-morning-swap.yaml").write_text(text, encoding="utf-8")
    assert cli("links", "--output", "links.csv", cwd=workspace, env=MINT_DAY).code == 0
    posts = (("nw-instagram-teaser", "02"), ("nw-post", "12"), ("nw-instagram-recap", "22"))
    counts += [f"{name},2026-11-{day},reach,100" for name, day in posts]
    counts += [f"{name},2026-11-{day},clicks,1" for name, day in posts]
    (workspace / "counts.csv").write_text(HEAD + "\n".join(counts) + "\n", encoding="utf-8")
    assert cli("import", "counts.csv", cwd=workspace, env=DAY).code == 0
    shown = cli("balance", "slow-mornings", "--propose", cwd=workspace, env=DAY).out
    assert "900 clicks that we owe would take more than 12 make-goods: talk about it." in " ".join(shown.split())
