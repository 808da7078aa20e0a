"""Odd values in every cell and under every key of every sample: an answer in words, and counts that add up."""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.imports.test_samples import SAMPLES
from tests.sources.conftest import read
from xpromo.errors import XpromoError
from xpromo.records import Batch

CELLS = ("-1", "9999-12-31 23:59:59", "[null]", "\u0663")
VALUES: tuple[Any, ...] = (-1, [None], {"a": {"b": [{}]}}, "9999-12-31T23:59:59Z", "\ud800")
SAID: dict[str, Any] = {
    "currency": "USD", "timezone": ZoneInfo("UTC"), "date_order": "mdy", "decimal": ".", "period": (20_697, 20_700),
    "account": "bit.ly/3abcdef",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.endswith(".csv")])
def test_odd_cells_are_answered_in_words(exports: Path, tmp_path: Path, name: str) -> None:
    data = (exports / name).read_bytes()
    rows = list(csv.reader(io.StringIO(data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig"))))
    last = max(at for at, row in enumerate(rows) if len(row) == max(map(len, rows)))
    for column in [column for column, cell in enumerate(rows[last]) if cell]:
        for odd in CELLS:
            changed = [*rows[:last], [*rows[last][:column], odd, *rows[last][column + 1 :]], *rows[last + 1 :]]
            text = io.StringIO()
            csv.writer(text).writerows(changed)
            _adds_up(tmp_path / Path(name).name, text.getvalue(), SAMPLES[name][0])


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.endswith((".json", ".jsonl"))])
def test_odd_values_are_answered_in_words(exports: Path, tmp_path: Path, name: str) -> None:
    document = json.loads((exports / name).read_text(encoding="utf-8").partition("\n{")[0])
    for place in _places(document):
        for odd in VALUES:
            changed = copy.deepcopy(document)
            inner = changed
            for step in place[:-1]:
                inner = inner[step]
            inner[place[-1]] = odd
            _adds_up(tmp_path / Path(name).name, json.dumps(changed), SAMPLES[name][0])


def _places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*above, step)
        yield from _places(inner, (*above, step))


def _adds_up(path: Path, text: str, source: str) -> None:
    path.write_text(text, encoding="utf-8")
    try:
        batches = read(path, source, **SAID)
    except XpromoError:
        return
    for batch in batches:
        assert batch.records == _taken(batch) + len(batch.refusals) + sum(batch.skipped.values())


def _taken(batch: Batch) -> int:
    """How many records were taken; of conversions the primary ones are records."""
    primary = list(batch.conversions.primary) if batch.conversions else []
    lines = {line for part in (batch.totals, batch.costs) if part for line in part.line}
    return sum(primary) + len(lines) + (len(batch.touches.line) if batch.touches else 0)
