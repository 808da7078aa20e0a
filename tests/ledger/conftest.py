from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import mint, open_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xpromo.ledger.store import Ledger


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Ledger]:
    with open_at(tmp_path) as ledger:
        yield ledger


@pytest.fixture
def ledger(empty: Ledger) -> Ledger:
    """Return a ledger in which the winter and spring campaigns are minted."""
    mint(empty)
    return empty
