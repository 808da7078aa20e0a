"""What programs read is as its JSON Schema says."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import REPO, CommandLine

PLAN = ("plan", "bundle", "--partner", "green-mug", "--start", "2027-01-11")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        pytest.param("check", ("check",), id="check"),
        pytest.param("check", ("check", "campaigns/partners"), id="check, nothing found"),
        pytest.param("explain", ("explain",), id="explain"),
        pytest.param("init", ("init", "--dry-run", "new"), id="init"),
        pytest.param("plan", PLAN, id="plan"),
        pytest.param("plan", (*PLAN, "--dry-run"), id="plan, dry"),
        pytest.param("schema", ("schema",), id="schema"),
    ],
)
def test_output_fits_its_schema(cli: CommandLine, tmp_path: Path, name: str, arguments: tuple[str, ...]) -> None:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    (tmp_path / "campaigns" / "broken.yaml").write_text("campaign: [A]\n", encoding="utf-8")
    schema = json.loads((files("xpromo.report") / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    result = cli(*arguments, "--format", "json", cwd=tmp_path).json()

    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(result)] == []
