"""Sales of shops and payment providers, from the file to the placement that brought them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import, facts, outcomes
from tests.sources.test_shopify_json import ORDER, refund
from tests.sources.test_stripe_objects import CHARGE, INTENT, SESSION, event

ENV = {"XPROMO_KEY": KEY}
PLACEMENT = "mug-instagram-teaser"


@pytest.fixture
def minted(cli: CommandLine, workspace: Path) -> Path:
    """The example workspace with its links and codes handed out."""
    for command in ("links", "codes"):
        assert cli(command, cwd=workspace, env=ENV).code == 0
    return workspace


def saved(folder: Path, name: str, found: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(found))
    return path


def tagged(placement: str) -> str:
    return f"/bundle?utm_source=green-mug-instagram&utm_campaign=2026-winter-bundle&utm_content={placement}"


def test_an_order_and_its_refunds_count_at_the_placement_of_its_landing_page(
    importing: Import, minted: Path, tmp_path: Path, cli: CommandLine
) -> None:
    refunds = [refund(1, "2026-11-21", "9.90")]
    order = ORDER | {"landing_site": tagged(PLACEMENT), "discount_codes": [], "refunds": refunds}
    (batch,) = importing(saved(tmp_path, "orders.json", {"orders": [order]}))
    done = cli("report", "--by", "placement", "--format", "csv", cwd=minted, env=ENV)

    assert (outcomes(batch), batch["resolved"]) == ((1, 1, 0, 0, 0), 1)
    (line,) = [line for line in done.out.splitlines() if PLACEMENT in line]
    assert "40.00" in line


@pytest.mark.parametrize(
    ("codes", "resolved"),
    [(["FREESHIP", "mug15"], 1), (["mug15", "FREESHIP"], 1), (["mug-15"], 1), (["FREESHIP", "OTHER"], 0)],
)
def test_of_several_codes_the_first_that_was_issued_counts(
    importing: Import, minted: Path, tmp_path: Path, codes: list[str], resolved: int
) -> None:
    order = ORDER | {
        "created_at": "2026-11-22T08:00:00Z",
        "landing_site": None,
        "referring_site": None,
        "discount_codes": [{"code": code} for code in codes],
    }
    (batch,) = importing(saved(tmp_path, "order.json", order))

    assert batch["resolved"] == resolved


def test_one_payment_in_several_objects_is_one_sale_in_every_order_of_files(
    cli: CommandLine, importing: Import, workspace: Path, tmp_path: Path
) -> None:
    refunded = event("charge.refunded", CHARGE | {"amount_refunded": 1000})
    parts = [
        saved(tmp_path, "intent.json", INTENT),
        saved(tmp_path, "charge.json", refunded),
        saved(
            tmp_path, "session.json", event("checkout.session.completed", SESSION | {"metadata": {"utm_source": "x"}})
        ),
    ]
    ledger = workspace / ".xpromo" / "ledger.db"
    outcome = []
    for order in itertools.permutations(parts):
        for path in order:
            importing(path)
        outcome.append(facts(ledger))
        ledger.unlink()

    standing = [row for row in outcome[0]["conversions"] if row[-1]]
    assert sorted((row[2], row[4]) for row in standing) == [("refund", -1000), ("sale", 4491)]
    assert {row[8] for row in standing} == {""}  # the intent before the session makes nobody a returning customer
    assert len(outcome[0]["conversions"]) == 4
    assert {row[1] for row in outcome[0]["daily"]} == {"x"}  # the session's evidence, for the refund too
    assert all(found == outcome[0] for found in outcome)


def test_one_payment_in_several_objects_of_a_file_is_totalled_once(importing: Import, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps(found) + "\n" for found in (INTENT, CHARGE, SESSION)))
    (batch,) = importing(path)

    assert batch["totals"] == {"EUR": 4491}


def test_taking_back_the_session_lets_the_charge_stand(
    cli: CommandLine, importing: Import, workspace: Path, tmp_path: Path
) -> None:
    ledger = workspace / ".xpromo" / "ledger.db"
    importing(saved(tmp_path, "charge.json", CHARGE))
    before = facts(ledger)
    (batch,) = importing(saved(tmp_path, "session.json", SESSION))
    done = cli("import", "--undo", str(batch["batch"]), cwd=workspace, env=ENV)

    assert done.code == 0, done.err
    assert facts(ledger) == before
