"""``xpromo attribution`` as people and scripts meet it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.report.workspace import CAMPAIGN, PLACEMENT, REPORT_DAY, make_workspace
from xpromo.measure.models import MODELS

GROUPED = "path,conversions,nulls,value\nmail > app,2,7,30.00\napp,1,9,5.01\n"
TOUCHES = "person,at,channel,converted\nann,2026-11-01T09:00:00Z,mail,\nann,2026-11-12T09:00:00Z,app,yes\n"
ALL = set(MODELS.names())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of the reports, whose conversions have no visitor, so that no path is known."""
    return make_workspace(tmp_path_factory.mktemp("attribution"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "grouped.csv").write_text(GROUPED, encoding="utf-8")
    (tmp_path / "touches.csv").write_text(TOUCHES, encoding="utf-8")
    return tmp_path


# ------------------------------------------------------------------------------------------------ a file


def test_a_file_needs_no_workspace_and_is_kept_nowhere(cli: CommandLine, files: Path) -> None:
    before = sorted(files.iterdir())
    done = cli("attribution", "--paths", "grouped.csv", "--currency", "EUR", cwd=files)
    assert (done.code, done.err) == (0, "")
    assert "a credit rule, not a causal effect" in done.out
    assert sorted(files.iterdir()) == before


def test_json_has_each_model_s_credits_under_its_name(cli: CommandLine, files: Path) -> None:
    data = cli("attribution", "--paths", "grouped.csv", "--currency", "EUR", "--format", "json", cwd=files).json()[
        "data"
    ]
    assert data["linear"] == {"app": 2, "mail": 1}
    assert ALL - data.keys() == {"time-decay"}
    assert data["definition"].keys() == ALL - {"time-decay"}
    assert data["spread"]["mail"] == {"low": 0, "high": 2}
    assert data["values"]["EUR"]["first"] == {"app": 501, "mail": 3000}
    assert (data["window"], data["rule"]) == (None, "a credit rule, not a causal effect")
    for model in ALL - {"time-decay"}:
        assert sum(data[model].values()) == 3
        assert sum(data["values"]["EUR"][model].values()) == 3501


def test_hours_of_a_path_are_enough_for_time_decay_but_not_for_windows(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "hours.csv").write_text("path,conversions,hours\nmail > app,3,168 > 0\n", encoding="utf-8")
    data = cli("attribution", "--paths", "hours.csv", "--format", "json", cwd=tmp_path).json()["data"]
    assert data["time-decay"] == {"app": 2, "mail": 1}
    done = cli("attribution", "--paths", "hours.csv", "--windows", "7", cwd=tmp_path)
    assert (done.code, "which --windows needs" in done.err) == (2, True)


def test_a_table_of_numbers_for_spreadsheets(cli: CommandLine, files: Path) -> None:
    done = cli("attribution", "--paths", "grouped.csv", "--currency", "EUR", "--format", "csv", cwd=files)
    rows = {row["channel"]: row for row in csv.DictReader(io.StringIO(done.out))}
    assert (rows["app"]["linear"], rows["app"]["linear_value"], rows["app"]["currency"]) == ("2.0", "20.01", "EUR")
    assert (rows["mail"]["spread_low"], rows["mail"]["spread_high"]) == ("0.0", "2.0")


def test_several_currencies_are_never_added(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("path,conversions,value,currency\na,1,5.00,EUR\nb,1,900,JPY\n", encoding="utf-8")
    data = cli("attribution", "--paths", "two.csv", "--format", "json", cwd=tmp_path).json()["data"]
    assert data["values"]["EUR"]["last"] == {"a": 500, "b": 0}
    assert data["values"]["JPY"]["last"] == {"a": 0, "b": 900}
    call = ("attribution", "--paths", "two.csv", "--model", "last")
    shown = cli(*call, cwd=tmp_path).out
    assert "Value in EUR" in shown
    assert "Value in JPY" in shown
    assert [line.split()[0] for line in shown.split("Value in")[0].splitlines()[4:] if line] == ["a", "b", "Total"]
    rows = csv.DictReader(io.StringIO(cli(*call, "--format", "csv", cwd=tmp_path).out))
    assert [(row["channel"], row["currency"], row["last_value"]) for row in rows] == [
        *(("a", "EUR", "5.00"), ("b", "EUR", "0.00")),
        *(("a", "JPY", "0"), ("b", "JPY", "900")),
    ]


def test_a_file_without_conversions_is_told_of_the_file(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("path,conversions,nulls\na > b,0,12\n", encoding="utf-8")
    shown = cli("attribution", "--paths", "none.csv", cwd=tmp_path).out
    assert "There is no conversion in the file." in shown
    assert "xpromo import" not in shown


def test_a_channel_s_name_can_drive_neither_terminal_nor_spreadsheet(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text('path,conversions\n"=1+1 > \x1b[31mred",1\n', encoding="utf-8")
    assert "\x1b" not in cli("attribution", "--paths", "odd.csv", cwd=tmp_path).out
    assert '"\'=1+1"' in cli("attribution", "--paths", "odd.csv", "--format", "csv", cwd=tmp_path).out


def test_standard_input_is_a_file_too(cli: CommandLine, files: Path) -> None:
    piped = cli("attribution", "--paths", "-", "--format", "csv", "--currency", "EUR", cwd=files, stdin=GROUPED)
    assert piped == cli("attribution", "--paths", "grouped.csv", "--format", "csv", "--currency", "EUR", cwd=files)
    assert sorted(path.name for path in files.iterdir()) == ["grouped.csv", "touches.csv"]


def test_windows_stand_side_by_side(cli: CommandLine, files: Path) -> None:
    done = cli("attribution", "--paths", "touches.csv", "--windows", "7,30", "--format", "json", cwd=files)
    first, second = done.json()["data"]["windows"]
    assert (first["window"], first["models"]["linear"]) == (7, {"app": 1, "mail": 0})
    assert (second["window"], second["models"]["linear"]) == (30, {"app": 0.5, "mail": 0.5})


def test_intervals_are_the_same_for_the_same_seed(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_text("path,conversions,nulls\na > b,40,100\nb,20,300\n", encoding="utf-8")
    arguments = ("attribution", "--paths", "many.csv", "--bootstrap", "30", "--seed", "5", "--format", "json")
    one = cli(*arguments, cwd=tmp_path)
    assert one == cli(*arguments, cwd=tmp_path)
    data = one.json()["data"]
    assert data["intervals"].keys() == data["definition"].keys()
    first = data["intervals"]["first"]["a"]
    assert first["low"] < data["first"]["a"] < first["high"]
    assert data["intervals"]["last"] == {"a": {"low": 0, "high": 0}, "b": {"low": 60, "high": 60}}


def test_few_conversions_have_no_interval(cli: CommandLine, files: Path) -> None:
    done = cli("attribution", "--paths", "touches.csv", "--bootstrap", "30", cwd=files)
    assert "Not enough data" in done.out
    assert "draws" not in done.out


def test_rows_that_are_left_out_are_named_without_their_content(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(
        "path,conversions\nmail,2\nann@example.com >,1\nmail,secret@example.com\n", encoding="utf-8"
    )
    done = cli("attribution", "--paths", "bad.csv", cwd=tmp_path)
    assert "1 row of the file left out: no-channel (first on line 3)" in done.out
    assert "1 row of the file left out: bad-count (first on line 4)" in done.out
    assert "example.com" not in done.out + done.err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ("--paths none.csv", 3, "none.csv"),
        ("--paths grouped.csv", 2, "--currency"),
        ("--paths grouped.csv --currency EUR --model markov", 2, "did you mean `markov-global` or `markov-within`?"),
        ("--paths grouped.csv --currency EUR --model lineer", 2, "did you mean `linear`?"),
        ("--paths grouped.csv --currency EUR --model time-decay", 2, "has no column `hours`, which time-decay needs"),
        ("--paths grouped.csv --currency EUR --windows 7", 2, "says nothing of moments"),
        ("--paths touches.csv --windows 0", 2, "--windows '0' isn't days"),
        ("--paths touches.csv --windows week", 2, "isn't days, as in 7,30,90"),
        ("--paths touches.csv --order 4", 2, "1, 2 or 3"),
        ("--paths touches.csv --half-life 0", 2, "more than 0"),
        ("--paths touches.csv --half-life nan", 2, "more than 0"),
        ("--paths touches.csv --bootstrap 3", 2, "20 to 10,000"),
        ("--paths touches.csv --tz Mars/Base", 2, "no time zone called 'Mars/Base'"),
        ("--paths touches.csv --currency euro", 2, "ISO 4217"),
        ("--paths touches.csv --last 7d", 2, "--last is for the ledger"),
        ("--paths touches.csv 2026-winter-bundle", 2, "CAMPAIGN is for the ledger"),
        ("--paths touches.csv --by partner", 2, "--by is for the ledger"),
        ("--paths .", 3, "directory"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(
    cli: CommandLine, files: Path, arguments: str, code: int, told: str
) -> None:
    done = cli("attribution", *arguments.split(), cwd=files)
    assert (done.code, done.out) == (code, "")
    assert told in done.err


# ------------------------------------------------------------------------------------------------ the ledger


def test_without_people_the_evidence_of_each_conversion_is_shown(cli: CommandLine, workspace: Path) -> None:
    done = cli("attribution", "--format", "json", cwd=workspace, env=REPORT_DAY)
    data = done.json()["data"]
    assert data["definition"].keys() == {"first", "last"}
    assert data["by_evidence"]
    assert data["conversions"] == {"all": 9, "known": 6, "with_path": 0, "share": 0}
    assert data["last"] == {PLACEMENT: 6, f"{CAMPAIGN} (campaign)": 2, "(unresolved)": 1}
    assert data["values"]["EUR"]["last"][PLACEMENT] == 6 * 2000 - 500
    shown = cli("attribution", cwd=workspace, env=REPORT_DAY).out
    assert "too few for models of several touches" in shown


def test_a_model_of_several_touches_is_refused_then(cli: CommandLine, workspace: Path) -> None:
    done = cli("attribution", "--model", "first", "--model", "shapley", cwd=workspace, env=REPORT_DAY)
    assert (done.code, done.out) == (1, "")
    assert "error [XP444]: shapley is refused: 0 of 9 conversions have a path, under 5 %" in done.err


def test_people_who_come_back_make_paths(cli: CommandLine, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    url = (folder / "clicks.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[2]
    clicks = "id,at,url,visitor\n" + "".join(
        f"n{number},2026-12-0{day}T08:00:00Z,{url if day == 2 else 'https://northwind.example/?utm_source=other'},d{number}\n"
        for number in range(40)
        for day in (2, 3)
    )
    orders = "id,at,kind,amount,currency,visitor\n" + "".join(
        f"w{number},2026-12-04T08:00:00Z,sale,10.00,EUR,d{number}\n" for number in range(31)
    )
    for name, text in (("again.csv", clicks.replace("n", "n")), ("orders.csv", orders)):
        rows = text.splitlines()
        numbered = [
            rows[0],
            *(f"{row.split(',')[0]}-{place}{row[row.index(',') :]}" for place, row in enumerate(rows[1:])),
        ]
        (folder / name).write_text("\n".join(numbered) + "\n", encoding="utf-8")
        assert cli("import", name, cwd=folder, env=REPORT_DAY).code == 0
    data = cli("attribution", "--format", "json", cwd=folder, env=REPORT_DAY).json()["data"]
    assert data["conversions"] == {"all": 40, "known": 37, "with_path": 31, "share": 0.775}
    assert data["first"] == {"(unresolved)": 0, PLACEMENT: 31}
    assert data["linear"] == {"(unresolved)": 15.5, PLACEMENT: 15.5}
    assert data["paths"] == 40
    alone = cli("attribution", CAMPAIGN, "--by", "partner", "--format", "json", cwd=folder, env=REPORT_DAY).json()[
        "data"
    ]
    assert alone["linear"] == {"green-mug": 31}


def test_the_worth_of_a_deal_is_no_revenue(cli: CommandLine, workspace: Path, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    rows = "id,at,stage,deal,amount,currency\nd1,2026-12-03T10:00:00Z,won,deal-1,5000.00,EUR\n"
    (folder / "stages.csv").write_text(rows, encoding="utf-8")
    assert cli("import", "stages.csv", cwd=folder, env=REPORT_DAY).code == 0
    data = cli("attribution", "--kind", "won", "--format", "json", cwd=folder, env=REPORT_DAY).json()["data"]
    assert (data["last"], data["values"]) == ({"(unresolved)": 1}, {})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("2026-winter-bundel", "did you mean `2026-winter-bundle`?"),
        ("--by day", "one of placement, property, partner, channel"),
        ("--kind sales", "no conversions called 'sales'"),
        ("--last week", "isn't a number of days"),
    ],
)
def test_what_the_ledger_does_not_know_is_said(cli: CommandLine, workspace: Path, arguments: str, told: str) -> None:
    done = cli("attribution", *arguments.split(), cwd=workspace, env=REPORT_DAY)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_nothing_in_the_period_is_said(cli: CommandLine, workspace: Path) -> None:
    done = cli("attribution", "--until", "2026-01-01", cwd=workspace, env=REPORT_DAY)
    assert done.code == 0
    assert "No path led to a conversion." in done.out
    assert "There is no conversion of this kind" in done.out
