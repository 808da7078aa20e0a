"""Files for people to go on with: written where nothing is, never over what somebody has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xpromo.definitions.workspace import STATE
from xpromo.files import write_file

IGNORED = f"{STATE}/"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file and what became of it: ``written``, ``kept`` (it was there), or in a dry run ``would-write``."""

    path: str
    state: str
    text: str = ""


def write_new(root: Path, files: Mapping[str, str], *, dry_run: bool) -> list[NewFile]:
    """Write each file (path under ``root`` → text) that isn't there. Raises StorageError."""
    return [_write(root, path, text, dry_run=dry_run) for path, text in files.items()]


def _write(root: Path, path: str, text: str, *, dry_run: bool) -> NewFile:
    place = root / path
    if place.exists() or place.is_symlink():
        return NewFile(path, "kept")
    if dry_run:
        return NewFile(path, "would-write", text)
    write_file(place, text)
    return NewFile(path, "written", text)


def is_ignored(text: str) -> bool:
    """Whether a .gitignore keeps what xpromo makes out of git."""
    return any(line.strip().strip("/") == STATE for line in text.splitlines())


def ignore_state(root: Path, *, dry_run: bool) -> NewFile:
    """Add ``.xpromo/`` to .gitignore unless a line has it; other lines stay as they are. Raises StorageError."""
    place = root / ".gitignore"
    before = place.read_text(encoding="utf-8", errors="surrogateescape") if place.is_file() else ""
    if is_ignored(before):
        return NewFile(".gitignore", "kept")
    joint = "" if not before or before.endswith("\n") else "\n"
    after = f"{before}{joint}{IGNORED}\n"
    if not dry_run:
        write_file(place, after.encode("utf-8", "surrogateescape"))
    return NewFile(".gitignore", "would-write" if dry_run else "written", f"{IGNORED}\n")
