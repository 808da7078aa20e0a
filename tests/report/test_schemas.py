"""What every command prints as JSON is as its own JSON Schema says."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import CommandLine
from tests.report.workspace import CAMPAIGN, REPORT_DAY, make_workspace
from xpromo.report.schemas import load_schema, schema_names

COMMANDS = [
    ("links", "links --after-end"),
    ("codes", "codes --all --after-end"),
    ("check", "check"),
    ("kit", f"kit {CAMPAIGN} --dry-run"),
    ("import", "import --dry-run clicks.csv conversions.csv"),
    ("import", "import clicks.csv reach.csv costs.csv"),
    ("report", "report"),
    ("report", "report --by day --last 4w"),
    ("report-partners", f"report partners {CAMPAIGN}"),
    ("report-partners", "report partners"),
    ("report", "report --last 1w --compare previous --by campaign"),
    ("report-tags", "report tags"),
    ("report-excluded", "report excluded"),
    ("report-explain-excluded", "report --explain-excluded"),
    ("balance", "balance"),
    ("balance", "balance --swaps --propose"),
    ("report-pipeline", "report pipeline"),
    ("report-program", "report program green-mug"),
    ("report-sourced", "report sourced"),
    ("report-sourced", "report sourced --by day --last 4w"),
    ("report-conflicts", "report conflicts"),
    ("report-explain", "report explain o0"),
    ("report-explain", "report explain k0"),
    ("report-explain", "report explain f0"),
    ("attribution", "attribution"),
    ("attribution", "attribution --by channel --windows 7,30"),
    ("attribution", "attribution --paths paths.csv --bootstrap 20"),
    ("report-merged", "report merged"),
    ("status", "status"),
    ("status", f"status {CAMPAIGN}"),
    ("partners", "partners"),
    ("partners", "partners green-mug"),
    ("settle", "settle show green-mug --period 2026-11"),
    ("settle-list", "settle list"),
    ("retros", "retro"),
    ("winners", "retro --winners"),
    ("settle-export", "settle export --for green-mug --period 2026-12"),
    ("settle-compare", "settle compare counts.csv --partner green-mug"),
    ("ledger-info", "ledger info"),
    ("ledger-verify", "ledger verify"),
    ("ledger-rebuild", "ledger rebuild"),
    ("ledger-resolve", "ledger resolve"),
    ("ledger-refused", "ledger refused"),
    ("ledger-backup", "ledger backup copy.db"),
    ("ledger-restore", "ledger restore copy.db"),
    ("ledger-erase", "ledger erase --subject person.txt --dry-run"),
    ("ledger-export-subject", "ledger export-subject person.json --subject person.txt"),
    ("ledger-purge", "ledger purge --dry-run"),
    ("doctor", "doctor"),
    ("explain", "explain"),
    ("schema", "schema --dry-run"),
    ("plan", "plan bundle --partner green-mug --start 2027-01-11 --dry-run"),
    ("init", "init elsewhere --dry-run"),
]

ELSEWHERE = {"import-undo", "retro"}  # below, and where campaigns are over


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(tmp_path_factory.mktemp("schemas"))
    (folder / "person.txt").write_text("ann@example.com\n", encoding="utf-8")
    (folder / "counts.csv").write_text("day,placement,clicks\n2026-12-02,mug-weekly-launch,12\n", encoding="utf-8")
    rows = "path,conversions,nulls,value,currency\na > b,40,9,400.00,EUR\nb,5,90,7000,JPY\na > > b,1,1,,\n"
    (folder / "paths.csv").write_text(rows, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[command for _, command in COMMANDS])
def test_output_is_as_its_schema_says(cli: CommandLine, workspace: Path, name: str, command: str) -> None:
    done = cli(*command.split(), "--format", "json", cwd=workspace, env=REPORT_DAY)
    assert done.out, done.err
    found = done.json()
    assert found["schema"] == f"xpromo/{name}"
    assert [error.message for error in Draft202012Validator(load_schema(name)).iter_errors(found)] == []


def test_every_command_with_a_result_has_a_schema_and_an_example_here() -> None:
    assert {name for name, _ in COMMANDS} | ELSEWHERE == set(schema_names())


def test_an_undo_is_as_its_schema_says(cli: CommandLine, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    found = cli("import", "--undo", "1", "--format", "json", cwd=folder, env=REPORT_DAY).json()
    assert [error.message for error in Draft202012Validator(load_schema("import-undo")).iter_errors(found)] == []


@pytest.mark.parametrize("name", schema_names())
def test_schemas_are_schemas_and_allow_nothing_unknown(name: str) -> None:
    schema = load_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"] == {"const": f"xpromo/{name}"}
    assert schema["additionalProperties"] is False
    assert not Draft202012Validator(schema).is_valid({"schema": f"xpromo/{name}", "data": []})


def test_an_unknown_name_has_no_schema() -> None:
    with pytest.raises(KeyError):
        load_schema("../pyproject")
