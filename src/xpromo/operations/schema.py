"""``xpromo schema``: write the JSON Schemas, or hand one out."""

from __future__ import annotations

import json
from pathlib import Path

from xpromo.definitions.json_schema import schemas, write_schemas
from xpromo.definitions.words import did_you_mean
from xpromo.errors import UsageError
from xpromo.operations.new_files import NewFile


def schema_text(name: str) -> str:
    """Return the JSON Schema called ``name`` as text. Raises UsageError when there is none."""
    known = schemas()
    if name not in known:
        raise UsageError(f"no schema called {name!r}", hint=did_you_mean(name, known))
    return json.dumps(known[name], indent=2, ensure_ascii=False) + "\n"


def write_all(root: Path, *, dry_run: bool) -> list[NewFile]:
    """Write every schema under ``root``; ``written`` when it is new or differs, else ``kept``. Raises StorageError."""
    before = {name: _read(root, name) for name in schemas()}
    if not dry_run:
        write_schemas(root)
    after = {name: schema_text(name) if dry_run else _read(root, name) for name in before}
    verb = "would-write" if dry_run else "written"
    return [NewFile(_path(name), "kept" if before[name] == after[name] else verb) for name in sorted(before)]


def _path(name: str) -> str:
    return f".xpromo/schema/{name}.json"


def _read(root: Path, name: str) -> str | None:
    place = root / _path(name)
    return place.read_text(encoding="utf-8") if place.is_file() else None
