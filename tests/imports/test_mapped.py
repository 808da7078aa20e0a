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
    assert "bad-amount: if a comma comes before its decimals, say so: --decimal ," in done.err
