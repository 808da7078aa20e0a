"""A share that is agreed anew changes nothing that was settled by the old one."""

from __future__ import annotations

import json
from pathlib import Path

from tests.truth import year
from tests.truth.year import run

SETTLED, AFTER = "2026-11-05T09:00:00+00:00", "2026-12-05T09:00:00+00:00"


def agree(folder: Path, share: str, now: str) -> None:
    """Let the other side bear so much of what the placement in the app costs, before its flight begins."""
    file = folder / "campaigns" / "elm-box.yaml"
    text = year.campaign("elm-box", "elm", year.BOX, "ELM5").replace("2026-10-", "2026-12-")
    budget = f"budget: {{amount: 100.00, share: {{elm: {share}}}}}"
    file.write_text(f"schema_version: 1\n{text}".replace("12-20 09:00}", f"12-20 09:00, {budget}}}"), encoding="utf-8")
    run(folder, "links", now=now)


def test_what_is_taken_back_goes_by_the_share_of_then(tmp_path: Path) -> None:
    year.begin(tmp_path)
    agree(tmp_path, "0.5", year.MINTED)
    costs = "campaign,placement,at,amount,currency,paid_by\nelm-box,elm-app,2026-10-21,100.00,EUR,us\n"
    (tmp_path / "costs.csv").write_text(costs, encoding="utf-8")
    batch = json.loads(run(tmp_path, "import", "costs.csv", "--format", "json", now=SETTLED).out)["data"][0]["batch"]
    assert due(tmp_path, "freeze", "2026-10", SETTLED) == {"EUR": -50_00}
    agree(tmp_path, "0.2", SETTLED)
    assert due(tmp_path, "show", "2026-11", AFTER) == {}
    run(tmp_path, "import", "--undo", str(batch), now=AFTER)
    assert due(tmp_path, "show", "2026-11", AFTER) == {"EUR": 50_00}


def due(folder: Path, verb: str, period: str, now: str) -> dict[str, int]:
    words = ("settle", verb, "elm", "--period", period, "--format", "json")
    found: dict[str, int] = json.loads(run(folder, *words, now=now).out)["data"]["due"]
    return found
