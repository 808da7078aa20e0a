"""``settle export`` in one workspace, ``settle compare`` in the other's."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import REPO, CommandLine, Outcome, run_here
from xpromo.report.schemas import load_schema

CAMPAIGN, LETTER = "2026-winter-bundle", "mug-weekly-launch"
MINTED, LATER = ({"XPROMO_NOW": f"{day}T09:00:00+00:00"} for day in ("2026-11-25", "2027-01-05"))
DAY = "2026-12-02..2026-12-02"
PERSON = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``ours``: 60 clicks by people and 15 sales; ``theirs``: the same clicks, less a day, and 20 by a robot."""
    root = tmp_path_factory.mktemp("shops")
    for name, days, robots in (("ours", (2, 3, 4), 0), ("theirs", (2, 3), 20)):
        folder = root / name
        shutil.copytree(REPO / "campaigns", folder / "campaigns")
        links = ok(run_here("links", CAMPAIGN, "--format", "json", cwd=folder, env=MINTED)).json()["data"]
        url = next(row["url"] for row in links if row["placement"] == LETTER)
        rows = ["id,at,url,user_agent"]
        rows += [f"p{day}-{n},2026-12-0{day}T10:{n:02}:00Z,{url},{PERSON}" for day in days for n in range(20)]
        rows += [f"r{n},2026-12-02T11:{n:02}:00Z,{url},Googlebot/2.1 (+https://example.com/bot)" for n in range(robots)]
        (folder / "clicks.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        sales = ["id,at,kind,amount,currency,url,customer"]
        sales += [f"o{n},2026-12-0{2 + n % 3}T12:00:00Z,sale,10.00,EUR,{url},c{n}@example.com" for n in range(15)]
        (folder / "sales.csv").write_text("\n".join(sales) + "\n", encoding="utf-8")
        ok(run_here("import", "clicks.csv", "sales.csv", cwd=folder, env=LATER))
    exported = ("settle", "export", "--for", "green-mug", "--period", "2026-12", "--output", "../counts.json")
    ok(run_here(*exported, cwd=root / "theirs", env=LATER))
    return root


def ok(done: Outcome) -> Outcome:
    assert done.code == 0, done.err
    return done


def compared(cli: CommandLine, shops: Path, file: Path, *arguments: str) -> dict[str, Any]:
    call = ("settle", "compare", str(file), "--partner", "green-mug", *arguments, "--format", "json")
    done = ok(cli(*call, cwd=shops / "ours", env=LATER)).json()
    Draft202012Validator(load_schema("settle-compare")).validate(done)
    found: dict[str, Any] = done["data"]
    return found


def test_an_export_holds_counts_and_no_person(shops: Path) -> None:
    text = (shops / "counts.json").read_text("utf-8")
    Draft202012Validator(load_schema("settle-export")).validate(json.loads(text))
    data = json.loads(text)["data"]
    assert [(row["day"], row["clicks"], row["clicks_raw"]) for row in data["clicks"]] == [
        ("2026-12-02", 20, 40),
        ("2026-12-03", 20, 20),
    ]
    sales = [row for row in data["conversions"] if row["kind"] == "sale"]
    weeks = {row["week"]: row["n"] for row in sales if row["placement"] == "mug-weekly-launch"}
    assert weeks == {None: 15, "2026-12-01": 15}  # all of them in one week
    others = {(row["week"], row["n"], row["amount"]) for row in sales if row["placement"] != "mug-weekly-launch"}
    assert others == {(None, None, None)}  # as everywhere, whether somebody bought or nobody
    assert "example.com" not in text


def test_the_other_side_sees_what_differs_and_why(cli: CommandLine, shops: Path) -> None:
    data = compared(cli, shops, shops / "counts.json")
    rows = {(row["placement"], row["metric"]): row for row in data["rows"]}
    clicks = rows[LETTER, "clicks"]
    assert (clicks["ours"], clicks["theirs"], clicks["standing"]) == (60, 40, "differ")
    assert clicks["reasons"] == ["days-missing", "bots"]  # a day is missing, and with robots they have our number
    assert clicks["days"] == ["2026-12-04"]
    assert rows[LETTER, "sales"]["standing"] == "agree"
    assert data["intact"] is True


def test_a_file_that_was_changed_is_told(cli: CommandLine, shops: Path, tmp_path: Path) -> None:
    envelope = json.loads((shops / "counts.json").read_text("utf-8"))
    envelope["data"]["clicks"][0]["clicks"] = 40
    changed = tmp_path / "counts.json"
    changed.write_text(json.dumps(envelope), encoding="utf-8")
    assert compared(cli, shops, changed)["intact"] is False


@pytest.mark.parametrize("sign", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_partner_without_xpromo_sends_a_table(cli: CommandLine, shops: Path, tmp_path: Path, sign: str) -> None:
    table = tmp_path / "theirs.csv"
    text = f"Day,Placement,Clicks\n2026-12-02,{LETTER},20\n2026-12-03,{LETTER},21\n"
    table.write_text(text.replace(",", sign), encoding="utf-8")
    (row,) = [row for row in compared(cli, shops, table)["rows"] if row["metric"] == "clicks"]
    assert (row["ours"], row["theirs"], row["standing"]) == (40, 41, "agree")  # over the days of the table


def test_revenue_is_compared_in_the_brands_currency_alone(cli: CommandLine, shops: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shops / "ours", tmp_path / "ours"))
    url = next(line for line in (folder / "sales.csv").read_text("utf-8").splitlines() if "xp=" in line).split(",")[5]
    row = f"yen,2026-12-05T12:00:00Z,sale,5000,JPY,{url},c99@example.com\n"
    (folder / "yen.csv").write_text(f"id,at,kind,amount,currency,url,customer\n{row}", encoding="utf-8")
    ok(cli("import", "yen.csv", cwd=folder, env=LATER))
    call = ("settle", "compare", str(shops / "counts.json"), "--partner", "green-mug")
    data = ok(cli(*call, "--format", "json", cwd=folder, env=LATER)).json()["data"]
    revenue = next(row for row in data["rows"] if (row["placement"], row["metric"]) == (LETTER, "revenue"))
    assert (data["currency"], revenue["ours"], revenue["theirs"]) == ("EUR", 15_000, 15_000)  # yen are no cents
    assert "150.00 EUR" in ok(cli(*call, cwd=folder, env=LATER)).out


def test_a_link_that_nobody_minted_is_added_to_none_of_ours(cli: CommandLine, shops: Path, tmp_path: Path) -> None:
    link = next(row["link"] for row in json.loads((shops / "counts.json").read_text("utf-8"))["data"]["clicks"])
    table = tmp_path / "theirs.csv"
    table.write_text(f"day,link,clicks\n2026-12-02,{link},20\n2026-12-02,zzz,500\n", encoding="utf-8")
    clicks = {row["placement"]: row["theirs"] for row in compared(cli, shops, table)["rows"] if row["theirs"]}
    assert clicks == {LETTER: 20, "zzz": 500}


def test_a_period_cuts_both_sides(cli: CommandLine, shops: Path, tmp_path: Path) -> None:
    table = tmp_path / "theirs.csv"
    table.write_text(f"day,placement,clicks\n2026-12-01,{LETTER},9\n2026-12-02,{LETTER},20\n", encoding="utf-8")
    (row,) = [row for row in compared(cli, shops, table, "--period", DAY)["rows"] if row["metric"] == "clicks"]
    assert (row["ours"], row["theirs"], row["standing"]) == (20, 20, "agree")
    call = ("settle", "compare", str(table), "--partner", "green-mug", "--period", DAY)
    assert "1 row of theirs is of other days and left out." in ok(cli(*call, cwd=shops / "ours", env=LATER)).out
    whole = compared(cli, shops, shops / "counts.json", "--period", DAY)["rows"]  # their sales are those of December
    assert {(row["metric"], row["theirs"]) for row in whole} == {("clicks", 20), ("sales", None), ("revenue", None)}


def test_sales_by_a_shared_code_stand_by_their_campaign(cli: CommandLine, shops: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shops / "ours", tmp_path / "ours"))
    ok(cli("codes", CAMPAIGN, "--output", "codes.csv", cwd=folder, env=MINTED))
    sales = [f"k{n},2026-12-09T12:00:00Z,sale,30.00,EUR,MUG15,k{n}@example.com" for n in range(12)]
    (folder / "code.csv").write_text("\n".join(["id,at,kind,amount,currency,code,customer", *sales]), encoding="utf-8")
    ok(cli("import", "code.csv", cwd=folder, env=LATER))
    call = ("settle", "export", "--for", "green-mug", "--period", "2026-12", "--format")
    data = ok(cli(*call, "json", cwd=folder, env=LATER)).json()["data"]
    rows = [row for row in data["conversions"] if row["placement"] is None and row["kind"] == "sale"]
    assert [(row["campaign"], row["week"], row["n"], row["amount"]) for row in rows] == [
        (CAMPAIGN, None, 12, 36_000),
        (CAMPAIGN, "2026-12-07", 12, 36_000),
    ]
    assert "360.00" in ok(cli(*call, "table", cwd=folder, env=LATER)).out
    shutil.copytree(shops / "ours", tmp_path / "bare" / "ours")
    table = tmp_path / "counts.csv"
    ok(cli(*call, "csv", "--output", str(table), cwd=folder, env=LATER))
    found = [row for row in compared(cli, tmp_path / "bare", table)["rows"] if row["campaign"]]
    assert [(row["metric"], row["ours"], row["theirs"]) for row in found] == [
        ("sales", None, 12),
        ("revenue", None, 36_000),
    ]


def test_the_csv_of_an_export_says_what_its_json_says(cli: CommandLine, shops: Path, tmp_path: Path) -> None:
    table = tmp_path / "counts.csv"
    call = ("settle", "export", "--for", "green-mug", "--period", "2026-12", "--output", str(table))
    ok(cli(*call, cwd=shops / "theirs", env=LATER))
    data = json.loads((shops / "counts.json").read_text("utf-8"))["data"]
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        assert (row["sha256"], row["definition"]) == (data["sha256"], data["definitions"][row["part"]])
    of_table, of_json = (compared(cli, shops, file) for file in (table, shops / "counts.json"))
    assert of_table | {"intact": True} == of_json
    assert of_table["intact"] is None


def test_our_own_export_is_named_as_that(cli: CommandLine, shops: Path) -> None:
    done = cli("settle", "compare", str(shops / "counts.json"), cwd=shops / "ours", env=LATER)
    assert (done.code, "holds our own counts, for green-mug" in done.err) == (2, True)
    call = ("settle", "compare", str(shops / "counts.json"), "--partner", "slow-mornings")
    done = cli(*call, cwd=shops / "ours", env=LATER)
    assert (done.code, "holds our own counts, for green-mug" in done.err) == (2, True)


@pytest.mark.parametrize(
    "text",
    [
        "part,n,sha256\n",
        "part,n,sha256,placement,link,day,raw\nclicks,4,x,a,b,yesterday,4\n",
        "",
        "%PDF-1.7",
        "{",
        "{}",
        '{"schema": "xpromo/settle-export", "data": []}',
        '{"schema": "xpromo/settle-export", "data": {"clicks": [{"link": 5}]}}',
        '{"schema": "xpromo/settle-export", "data": {"clicks": [{"placement": "a", "link": "b", "clicks": -1}]}}',
        '{"schema": "xpromo/settle-export", "data": {"period": 7, "clicks": 7}}',
        '{"schema":' + "[" * 5_000,
        "day,clicks\n2026-12-01,4\n",
        "day,placement,clicks\nyesterday,a,4\n",
        "day,placement,clicks\n2026-12-01,a,many\n",
        "day,placement,clicks\n2026-12-01\n",
    ],
)
def test_what_is_no_file_of_counts_is_refused(cli: CommandLine, shops: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "x"
    file.write_text(text, encoding="utf-8")
    done = cli("settle", "compare", str(file), "--partner", "green-mug", cwd=shops / "ours", env=LATER)
    assert (done.code, "XP465" in done.err, "Traceback" in done.err) == (2, True, False)
