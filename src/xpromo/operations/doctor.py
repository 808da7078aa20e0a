"""Look at an installation and a workspace and say what is wrong with them, and how to mend it."""

from __future__ import annotations

import importlib.util
import os
import platform
import stat
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from xpromo import __version__
from xpromo.definitions.workspace import key_file, ledger_file, schema_file
from xpromo.errors import XpromoError
from xpromo.files import holds_something
from xpromo.operations.new_files import is_ignored

if TYPE_CHECKING:
    from collections.abc import Iterator

EXTRAS = {
    "excel": "python_calamine",
    "banners": "resvg_py",
    "email": "css_inline",
    "stats": "scipy",
    "warehouse": "duckdb",
    "semantic": "sklearn",
}


class Verdict(StrEnum):
    """How one thing is: as it should be, worth a look, or wrong."""

    WELL = "well"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``mend`` says what to do and is empty when all is well."""

    topic: str
    verdict: Verdict
    detail: str
    mend: str = ""


def examine(
    workspace: Path | None, ledger: Path | None, key: bytes | XpromoError | None, *, stated_key: bool
) -> list[Finding]:
    """Return a finding for each thing looked at; reads files and the ledger, changes nothing.

    ``key`` is the key, None where there is none yet, or what stopped reading it.
    """
    findings = [*_program(), *_extras()]
    if workspace is None:
        findings.append(Finding("workspace", Verdict.NOTE, "none here or above", "run `xpromo init` to start one"))
        return findings
    findings.append(Finding("workspace", Verdict.WELL, str(workspace)))
    findings.extend(_editor(workspace))
    findings.append(_ignored(workspace))
    findings.append(_key(key_file(workspace), key, stated=stated_key))
    findings.append(_ledger(ledger or ledger_file(workspace), key if isinstance(key, bytes) else None))
    return findings


def _program() -> Iterator[Finding]:
    yield Finding("xpromo", Verdict.WELL, __version__)
    yield Finding("python", Verdict.WELL, platform.python_version())
    yield _yaml()


def _yaml() -> Finding:
    try:
        found = version("pyyaml")
    except PackageNotFoundError:
        return Finding("yaml", Verdict.WRONG, "PyYAML is missing", "install xpromo again")
    from xpromo.definitions.positions import HAS_LIBYAML

    if HAS_LIBYAML:
        return Finding("yaml", Verdict.WELL, f"PyYAML {found} with libyaml")
    return Finding("yaml", Verdict.NOTE, f"PyYAML {found} without libyaml: reading is about eight times slower")


def _extras() -> Iterator[Finding]:
    here = [name for name, module in EXTRAS.items() if importlib.util.find_spec(module)]
    missing = [name for name in EXTRAS if name not in here]
    detail = f"installed: {', '.join(here) or 'none'}"
    mend = f"pip install 'xpromo[{','.join(missing)}]' for the others, when you need them" if missing else ""
    yield Finding("extras", Verdict.WELL, detail, mend)


def _editor(workspace: Path) -> Iterator[Finding]:
    from xpromo.definitions.json_schema import schemas

    places = {name: workspace / schema_file(name) for name in schemas()}
    if not all(place.is_file() for place in places.values()):
        yield Finding("editor", Verdict.NOTE, "no JSON Schemas for completion yet", "run `xpromo schema`")
        return
    stale = [name for name, schema in schemas().items() if _schema(places[name]) != schema]
    if stale:
        yield Finding("editor", Verdict.NOTE, f"older schemas: {', '.join(stale)}", "run `xpromo schema`")
    else:
        yield Finding("editor", Verdict.WELL, "JSON Schemas are in place")


def _schema(path: Path) -> object:
    """Return what a schema file holds; None when it is broken, which is as good as old."""
    import json

    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None


def _ignored(workspace: Path) -> Finding:
    path = workspace / ".gitignore"
    if is_ignored(path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""):
        return Finding("git", Verdict.WELL, ".xpromo/ is ignored")
    return Finding(
        "git", Verdict.NOTE, ".xpromo/ isn't in .gitignore", "add the line .xpromo/ so that no ledger is committed"
    )


def _key(path: Path, key: bytes | XpromoError | None, *, stated: bool) -> Finding:
    if isinstance(key, XpromoError):
        return Finding("key", Verdict.WRONG, str(key), key.hint)
    if stated:
        return Finding("key", Verdict.WELL, "from XPROMO_KEY")
    if key is None:
        return Finding(
            "key", Verdict.NOTE, "none yet", "the first import makes .xpromo/key; back it up with the ledger"
        )
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("key", Verdict.WRONG, "other people on this machine can read .xpromo/key", f"chmod 600 {path}")
    return Finding("key", Verdict.WELL, "in .xpromo/key; without it no earlier customer or event can be recognised")


def _ledger(path: Path, key: bytes | None) -> Finding:
    if not holds_something(path):
        return Finding("ledger", Verdict.NOTE, "none yet", "`xpromo links` or `xpromo import` makes it")
    from xpromo.keys import fingerprint
    from xpromo.ledger.store import open_ledger

    try:
        with open_ledger(path, fingerprint=fingerprint(key) if key else None):
            size = path.stat().st_size
    except XpromoError as error:
        return Finding("ledger", Verdict.WRONG, str(error), error.hint)
    return Finding("ledger", Verdict.WELL, f"{size / 1e6:.1f} MB; `xpromo ledger verify` looks inside")
