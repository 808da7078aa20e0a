"""A foreign table that --map made ours may write dates and amounts as its country does, if somebody says how."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import

SAID = ("--tz", "Europe/Berlin", "--currency", "EUR", "--decimal", ",", "--date-order", "dmy")
NOON = int(datetime(2026, 11, 3, 11, tzinfo=UTC).timestamp())  # of the third in Berlin


def rows(workspace: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(workspace / ".xpromo" / "ledger.db")) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("text", "source", "sql", "found"),
    [
        pytest.param(
            "at;kind;amount\n03/11/2026 12:00;sale;1.234,50\n03.11.2026;renewal;99\n",
            "conversions", "SELECT at, amount FROM conversions ORDER BY amount", [(NOON, 9900), (NOON, 123450)],
            id="conversions",
        ),
        pytest.param(
            "at;stage;amount\n03/11/2026;won;2.000,00\n", "stages", "SELECT at, amount FROM conversions",
            [(NOON, 200000)], id="stages",
        ),
        pytest.param(
            "at;url\n03/11/2026 12:00;https://northwind.example/?ref=x\n", "clicks", "SELECT at FROM touches",
            [(NOON,)], id="clicks",
        ),
        pytest.param(
            "at;amount;paid_by;campaign\n03/11/2026;10,50;us;2026-winter-bundle\n", "costs",
            "SELECT day, amount FROM costs", [(NOON // 86400, 1050)], id="costs",
        ),
        pytest.param(
            "at;metric;count;placement\n03/11/2026;sends;10;mug-weekly-launch\n", "reach",
            "SELECT start, count FROM totals", [(NOON // 86400, 10)], id="reach",
        ),
        pytest.param(
            "at;url;sentiment\n03/11/2026 12:00;forum.example;mixed\n", "mentions", "SELECT at FROM mentions",
            [(NOON,)], id="mentions",
        ),
        pytest.param(
            "at;question;answer\n03/11/2026 12:00;From where?;podcast\n", "answers", "SELECT at FROM survey_answers",
            [(NOON,)], id="answers",
        ),
    ],
)  # fmt: skip
def test_dates_and_amounts_are_read_as_stated(
    importing: Import, workspace: Path, tmp_path: Path, text: str, source: str, sql: str, found: list[tuple[Any, ...]]
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    (batch,) = importing(path, "--source", source, *SAID)
    assert (batch["recorded"], batch["refused"]) == (len(found), 0)
    assert rows(workspace, sql) == found


def test_without_the_options_nothing_is_guessed_and_the_way_out_is_named(
    cli: CommandLine, workspace: Path, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text('at,kind,amount\n03/11/2026,sale,10\n2026-11-03T10:00:00Z,sale,"10,5"\n', encoding="utf-8")
    done = cli("import", path, "--currency", "EUR", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert done.code == 1
    assert "ambiguous-date: export with ISO dates, or say how they are written: --date-order dmy" in done.err
    assert "other-decimal: say which sign comes before decimals: --decimal . or --decimal ," in done.err


@pytest.mark.parametrize("days", [("03/04/2026", "05/04/2026"), ("25/04/2026",)])
def test_where_no_date_can_be_read_the_order_is_asked_for_and_nothing_is_recorded(
    cli: CommandLine, importing: Import, workspace: Path, tmp_path: Path, days: tuple[str, ...]
) -> None:
    path = tmp_path / "till.csv"
    path.write_text("at,kind,amount\n" + "".join(f"{day} 10:00,sale,10\n" for day in days), encoding="utf-8")
    options = ("--currency", "EUR", "--tz", "UTC")
    done = cli("import", path, *options, cwd=workspace, env={"XPROMO_KEY": KEY})
    assert (done.code, "XP312" in done.err, "--date-order dmy or --date-order mdy" in done.err) == (2, True, True)
    assert importing(path, *options, "--date-order", "dmy")[0]["recorded"] == len(days)


def test_a_list_of_amounts_without_kinds_is_one_of_sales(
    cli: CommandLine, workspace: Path, importing: Import, tmp_path: Path
) -> None:
    path = tmp_path / "till.csv"
    path.write_text("Datum;Bestellung;Betrag;Gutschein\n18.11.2026 09:00;k1;12,00;MUG15\n", encoding="utf-8")
    maps = [f"--map={pair}" for pair in ("Datum=at", "Bestellung=id", "Betrag=amount", "Gutschein=code")]
    done = cli("import", path, "--source=conversions", *maps, *SAID, "--dry-run", cwd=workspace)
    assert (done.code, "no column says of which kind a record is: each is a sale" in done.err) == (0, True)
    (batch,) = importing(path, "--source", "conversions", *maps, *SAID)
    assert (batch["recorded"], batch["totals"]) == (1, {"EUR": 1200})
    assert rows(workspace, "SELECT kind FROM conversions") == [("sale",)]


@pytest.mark.parametrize(
    ("header", "said"), [("at,id", "no column says kind or amount"), ("id,kind", "--map 'THEIRS=at'")]
)
def test_a_missing_column_is_named_with_how_to_name_it(
    cli: CommandLine, workspace: Path, tmp_path: Path, header: str, said: str
) -> None:
    path = tmp_path / "till.csv"
    path.write_text(f"{header}\n2026-11-18,1\n", encoding="utf-8")
    done = cli("import", path, "--source", "conversions", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert (done.code, "XP307" in done.err, said in done.err, "Rename" in done.err) == (2, True, True, False)
