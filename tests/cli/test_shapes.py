"""The keys that scripts rely on, as the design fixes them: more may come, none may go or change its type."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.report.workspace import REPORT_DAY, make_workspace

TEXT, NUMBER, FLAG, NONE = (str,), (int,), (bool,), (type(None),)
MAYBE_TEXT, MAYBE_NUMBER = (*TEXT, *NONE), (*NUMBER, *NONE)
Shape = Mapping[str, tuple[type, ...]]

LINK: Shape = {
    **dict.fromkeys(("link", "campaign", "placement", "property", "channel", "direction", "url", "state"), TEXT),
    **dict.fromkeys(("variant", "partner", "offer", "short_url"), MAYBE_TEXT),
}
CODE: Shape = {
    **dict.fromkeys(("code", "campaign", "offer", "kind", "state"), TEXT),
    **dict.fromkeys(("placement", "partner"), MAYBE_TEXT),
    "single_use": FLAG,
}
PROBLEM: Shape = {
    **dict.fromkeys(("code", "slug", "severity", "message", "path"), TEXT),
    **dict.fromkeys(("line", "column", "end_line", "end_column"), NUMBER),
    "hint": MAYBE_TEXT,
}
BATCH: Shape = {
    **dict.fromkeys(("batch", "rows", "recorded", "known", "refused", "excluded", "resolved"), NUMBER),
    **dict.fromkeys(("file", "source", "kind", "account", "timezone"), TEXT),
    "currency": MAYBE_TEXT,
    "period": (dict, *NONE),
    "refusals": (dict,),
    "totals": (dict,),
}
ROW: Shape = {
    **dict.fromkeys(("campaign", "partner", "property", "channel", "placement", "direction"), MAYBE_TEXT),
    **dict.fromkeys(("currency", "reach_metric"), MAYBE_TEXT),
    **dict.fromkeys(("reach", "clicks", "clicks_raw", "conversions", "revenue", "refunds", "cost"), MAYBE_NUMBER),
    "new_customers": MAYBE_NUMBER,
    "cpa": (float, int, dict, *NONE),
    "conversion_rate": (dict,),
}
REPORT: Shape = {
    "period": (dict,),
    "rows": (list,),
    "totals": (list,),
    "goals": (list,),
    "unresolved": (list, dict),
}
RATE: Shape = {
    **dict.fromkeys(("value", "low", "high"), (float, int, *NONE)),
    "n": MAYBE_NUMBER,
    "reason": MAYBE_TEXT,
}
COMMANDS = {
    "links --after-end": LINK,
    "codes --all --after-end": CODE,
    "check": PROBLEM,
    "import clicks.csv conversions.csv reach.csv": BATCH,
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_workspace(tmp_path_factory.mktemp("shapes"))
    broken = root / "campaigns" / "broken.yaml"
    broken.write_text("schema_version: 1\ncampaign: Broken_One\n", encoding="utf-8")
    return root


def misfits(found: Mapping[str, Any], shape: Shape) -> dict[str, object]:
    """Return the keys that are missing or hold something else; a truth value is no number."""
    return {
        key: found.get(key, "missing")
        for key, kinds in shape.items()
        if key not in found or type(found[key]) not in kinds
    }


@pytest.mark.parametrize(("command", "shape"), COMMANDS.items(), ids=[name.split()[0] for name in COMMANDS])
def test_lists_hold_rows_of_the_fixed_shape(cli: CommandLine, workspace: Path, command: str, shape: Shape) -> None:
    named = ["2026-winter-bundle"] if command.startswith(("links", "codes")) else []
    done = cli(*command.split(), *named, "--format", "json", cwd=workspace, env=REPORT_DAY)
    rows = done.json()["data"]
    assert rows, done.err
    assert [misfits(row, shape) for row in rows if misfits(row, shape)] == []


@pytest.mark.parametrize("by", ["placement", "property", "partner", "campaign", "channel", "day"])
def test_a_report_has_the_fixed_shape_whatever_it_is_by(cli: CommandLine, workspace: Path, by: str) -> None:
    found = cli("report", "--by", by, "--format", "json", cwd=workspace, env=REPORT_DAY).json()["data"]
    assert misfits(found, REPORT) == {}
    assert found["rows"]
    assert [misfits(row, ROW) for row in found["rows"] if misfits(row, ROW)] == []
    assert [
        misfits(row["conversion_rate"], RATE) for row in found["rows"] if misfits(row["conversion_rate"], RATE)
    ] == []


def test_the_envelope_comes_first_and_whole(cli: CommandLine, workspace: Path) -> None:
    found = cli("report", "--format", "json", cwd=workspace, env=REPORT_DAY).json()
    assert list(found) == ["schema", "format_version", "xpromo_version", "generated_at", "data"]
    assert (found["schema"], found["format_version"]) == ("xpromo/report", "1.0")
    assert found["generated_at"].endswith("+00:00")
