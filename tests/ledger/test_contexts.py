"""What clicks have in common is stored once, whoever brings it, and its texts are sealed with the clicks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.making import Clicks, bring, mint, open_at
from xpromo.ledger.integrity import verify
from xpromo.records import Batch, Context, Evidence


def clicks(first: int, *places: str) -> Batch:
    """A click an hour from each of some places."""
    batch = Clicks([(f"c{first + n}", 3600 * (first + n), Evidence(), "") for n in range(len(places))]).batch
    assert batch.touches
    batch.texts = [*dict.fromkeys(places)]
    batch.contexts = [Context(0, number + 1, 0) for number in range(len(batch.texts))]
    batch.touches.context = [batch.texts.index(place) for place in places]
    return batch


def test_a_context_is_stored_once_for_all_files(tmp_path: Path) -> None:
    with open_at(tmp_path) as ledger:
        mint(ledger)
        bring(ledger, clicks(1, "DE", "FR", "DE"))
        bring(ledger, clicks(9, "FR", "US"), "b.csv")
        countries = ledger.connection.execute(
            "SELECT t.text, count(*) FROM touches f JOIN contexts c ON c.id = f.context"
            " JOIN texts t ON t.id = c.country GROUP BY 1 ORDER BY 1"
        ).fetchall()
        assert countries == [("DE", 2), ("FR", 2), ("US", 1)]
        assert ledger.connection.execute("SELECT count(*) FROM contexts").fetchone() == (3,)


def test_contexts_that_were_forgotten_are_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xpromo.ledger.dictionaries.REMEMBERED", 2)
    with open_at(tmp_path) as ledger:
        mint(ledger)
        bring(ledger, clicks(1, "DE", "FR", "US", "GB", "DE", "FR"))
        assert verify(ledger) == []
        ledger.connection.execute("UPDATE contexts SET country = 1 WHERE id = 2")
        assert {problem.slug for problem in verify(ledger)} == {"changed-rows"}
