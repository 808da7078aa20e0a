from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from xpromo.records import Batch
from xpromo.sources.detection import detect
from xpromo.sources.opening import look_at
from xpromo.sources.process import read_here
from xpromo.sources.reading import open_text, sample
from xpromo.sources.source import ReadOptions

Write = Callable[..., Path]
NOW = int(datetime(2026, 11, 22, 9, tzinfo=UTC).timestamp())


def options(**changes: Any) -> ReadOptions:
    """Options of a Berlin brand with a fixed key."""
    stated: dict[str, Any] = {"key": b"k" * 32, "now": NOW, "zone": ZoneInfo("Europe/Berlin")}
    return ReadOptions(**(stated | changes))


def read(path: Path, source: str | None = None, **changes: Any) -> list[Batch]:
    """All batches of a file."""
    return list(stream(path, source, **changes))


def stream(path: Path, source: str | None = None, **changes: Any) -> Iterator[Batch]:
    chosen = options(**changes)
    facts = look_at(path, path.name)
    name = detect(sample(open_text(facts, chosen.mapping)), path.name, source)[0]
    return read_here(facts, name, chosen)


def recognised(path: Path) -> str:
    facts = look_at(path, path.name)
    return detect(sample(open_text(facts, {})), path.name)[0]


def refusals(batches: list[Batch]) -> list[tuple[int, str]]:
    return [(item.line, item.reason) for batch in batches for item in batch.refusals]


def lines(batches: list[Batch]) -> list[int]:
    return [line for batch in batches if batch.touches for line in batch.touches.line]


def records(batches: list[Batch]) -> int:
    return sum(batch.records for batch in batches)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write(text or bytes, name)``: a file with exactly these bytes."""

    def make(content: str | bytes, name: str = "clicks.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make
