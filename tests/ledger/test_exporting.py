"""The ledger as tables for other tools: readable, whole or not there, without people's keys."""

from __future__ import annotations

import csv
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import DAY, bring, clicks, counts, key_of, mint, open_at, sales
from xpromo.records import Evidence
from xpromo.spreadsheets import unguard

if TYPE_CHECKING:
    from tests.conftest import CommandLine

TABLES = {
    "promises",
    "links",
    "codes",
    "batches",
    "touches",
    "conversions",
    "reported",
    "mentions",
    "survey_answers",
    "totals",
    "costs",
}
FORMULA = "=cmd()"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "brand.yaml").write_text("schema_version: 1\n")
    with open_at(tmp_path / ".xpromo") as ledger:
        mint(ledger)
        bring(ledger, clicks("a", "b"))
        bring(ledger, clicks("c", evidence=Evidence(content=FORMULA)), "b.csv")
        bring(ledger, sales({"id": "o1", "customer": key_of("ann")}), "orders.csv")
        bring(ledger, counts(("sends", DAY, DAY + 1, 5_000)), "reach.csv")
    return tmp_path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_a_file_for_its_owner_alone(cli: CommandLine, place: Path) -> None:
    done = cli("ledger", "export", "out", cwd=place)
    assert done.code == 0, done.err
    assert {path.name for path in (place / "out").iterdir()} == {f"{name}.csv" for name in TABLES}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (place / "out").iterdir()} == {0o600}
    assert {path.name for path in place.iterdir()} == {"campaigns", ".xpromo", "out"}


def test_facts_say_what_they_are_and_what_they_prove(cli: CommandLine, place: Path) -> None:
    cli("ledger", "export", "out", cwd=place)
    (sale,) = table(place / "out" / "conversions.csv")
    assert {name: sale[name] for name in ("at", "day", "kind", "amount_minor", "currency", "placement", "counts")} == {
        "at": "2026-12-02T12:00:00Z", "day": "2026-12-02", "kind": "sale", "amount_minor": "1000", "currency": "EUR",
        "placement": "mug-launch", "counts": "1",
    }  # fmt: skip
    first, *_ = table(place / "out" / "touches.csv")
    assert (first["link"], first["partner"], first["rank"]) == ("aaaaaaaaa1", "green-mug", "1")
    (sends,) = table(place / "out" / "totals.csv")
    assert (sends["metric"], sends["start"], sends["end"], sends["count"]) == (
        "sends", "2026-12-02", "2026-12-03", "5000"
    )  # fmt: skip
    assert len(table(place / "out" / "promises.csv")) == 4


def test_keys_of_people_are_there_only_when_asked_for(cli: CommandLine, place: Path) -> None:
    cli("ledger", "export", "out", cwd=place)
    cli("ledger", "export", "all", "--with-keys", cwd=place)
    assert "customer" not in table(place / "out" / "conversions.csv")[0]
    assert table(place / "all" / "conversions.csv")[0]["customer"] == key_of("ann").hex()


def test_a_spreadsheet_runs_no_cell_and_nothing_is_lost(cli: CommandLine, place: Path) -> None:
    cli("ledger", "export", "out", cwd=place)
    cli("ledger", "export", "raw", "--raw", cwd=place)
    safe, raw = (table(place / folder / "touches.csv")[-1]["tag_content"] for folder in ("out", "raw"))
    assert (safe, raw, unguard(safe)) == ("'" + FORMULA, FORMULA, FORMULA)


def test_undone_facts_are_left_out(cli: CommandLine, place: Path) -> None:
    cli("import", "--undo", "1", cwd=place)
    cli("ledger", "export", "out", cwd=place)
    assert [row["batch"] for row in table(place / "out" / "touches.csv")] == ["2"]
    assert [row["undone"] for row in table(place / "out" / "batches.csv")] == ["1", "0", "0", "0"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("campaigns",), "campaigns holds something already"),
        (("campaigns/brand.yaml",), "campaigns/brand.yaml is a file"),
        (("out", "--format", "xls"), "no format called 'xls'"),
    ],
)
def test_what_can_not_be_written_is_said(cli: CommandLine, place: Path, words: tuple[str, ...], said: str) -> None:
    done = cli("ledger", "export", *words, cwd=place)
    assert (done.code, said in done.err) == (2, True)
    assert not (place / "out").exists()


def test_parquet_without_its_extra_says_what_to_install(
    cli: CommandLine, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = cli("ledger", "export", "out", "--format", "parquet", cwd=place)
    assert (done.code, "xpromo[warehouse]" in done.err) == (2, True)
    assert not (place / "out").exists()


def test_parquet_keeps_types(cli: CommandLine, place: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra `warehouse` isn't installed")
    done = cli("ledger", "export", "out", "--format", "parquet", cwd=place)
    assert done.code == 0, done.err
    assert {path.name for path in (place / "out").iterdir()} == {f"{name}.parquet" for name in TABLES}
    sql = f"SELECT amount_minor, day::VARCHAR, source_id FROM '{place / 'out' / 'conversions.parquet'}'"  # noqa: S608
    assert duckdb.sql(sql).fetchall() == [(1000, "2026-12-02", "o1")]
