"""``xpromo schema``: write the JSON Schemas, or hand one out."""

from __future__ import annotations

from pathlib import Path

from xpromo.definitions.json_schema import as_text, schema_texts, schemas
from xpromo.definitions.words import did_you_mean
from xpromo.errors import UsageError
from xpromo.files import write_file
from xpromo.operations.new_files import NewFile


def schema_text(name: str) -> str:
    """Return the JSON Schema called ``name`` as text. Raises UsageError when there is none."""
    known = schemas()
    if name not in known:
        raise UsageError(f"no schema called {name!r}", hint=did_you_mean(name, known))
    return as_text(known[name])


def write_all(root: Path, *, dry_run: bool) -> list[NewFile]:
    """Write every schema under ``root``; ``written`` when it is new or differs, else ``kept``. Raises StorageError."""
    return [_write(root, path, text, dry_run=dry_run) for path, text in schema_texts().items()]


def _write(root: Path, path: str, text: str, *, dry_run: bool) -> NewFile:
    place = root / path
    if place.is_file() and place.read_bytes() == text.encode():
        return NewFile(path, "kept")
    if not dry_run:
        write_file(place, text)
    return NewFile(path, "would-write" if dry_run else "written")
