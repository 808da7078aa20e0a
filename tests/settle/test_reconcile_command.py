"""``settle export`` in one workspace, ``settle compare`` in the other's."""

from __future__ import annotations

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
    weeks = {row["week"]: row["n"] for row in data["conversions"]}
    assert weeks == {None: 15, "2026-12-01": 15}  # all of them in one week
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


def test_a_partner_without_xpromo_sends_a_table(cli: CommandLine, shops: Path, tmp_path: Path) -> None:
    table = tmp_path / "theirs.csv"
    table.write_text(f"Day,Placement,Clicks\n2026-12-02,{LETTER},20\n2026-12-03,{LETTER},21\n", encoding="utf-8")
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


@pytest.mark.parametrize(
    "text",
    [
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
