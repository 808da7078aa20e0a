"""The files that people write and those made from them: definitions, schemas for the editor, .gitignore, kits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from xpromo.definitions.json_schema import schemas
from xpromo.definitions.model import Project
from xpromo.definitions.project import load_project, model_for
from xpromo.definitions.scaffold import modeline
from xpromo.definitions.workspace import kits_folder, schema_file
from xpromo.errors import XpromoError
from xpromo.operations.doctor_findings import Finding, Verdict
from xpromo.operations.new_files import is_ignored
from xpromo.report.diagnosing import plural

_MODELINE = "yaml-language-server: $schema="


def look_at_definitions(root: Path) -> Iterator[Finding]:
    """Yield whether the definitions can be read, and whether each tells the editor its schema."""
    project, problems = load_project(root)
    errors = sum(problem.is_error for problem in problems)
    files = plural(len(project.documents), "file")
    if errors:
        detail = f"{plural(errors, 'error')} in what {files} hold"
        yield Finding("definitions", Verdict.WRONG, detail, "run `xpromo check`, which names each place")
    else:
        yield Finding("definitions", Verdict.WELL, f"{files} can be read; `xpromo check` looks closer")
    yield _modelines(project)


def _modelines(project: Project) -> Finding:
    bare = [path for path, document in project.documents.items() if _MODELINE not in document.source_line(1)]
    if not bare:
        return Finding("modelines", Verdict.WELL, "every definition tells the editor its schema")
    first = bare[0]
    line = modeline(model_for(first).__name__.lower(), depth=first.count("/")).strip()
    others = f", and the like into {plural(len(bare) - 1, 'other')}" if len(bare) > 1 else ""
    mend = f"write into the first line of {first}: {line}{others}"
    return Finding("modelines", Verdict.NOTE, f"{plural(len(bare), 'file')} without a schema for the editor", mend)


def look_at_editor(root: Path) -> Iterator[Finding]:
    """Yield whether the JSON Schemas lie where the first lines of the definitions point, and are this version's."""
    places = {name: root / schema_file(name) for name in schemas()}
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
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def look_at_git(root: Path) -> Finding:
    """Return whether ledger and key stay out of git."""
    path = root / ".gitignore"
    if is_ignored(path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""):
        return Finding("git", Verdict.WELL, ".xpromo/ is ignored")
    return Finding(
        "git", Verdict.NOTE, ".xpromo/ isn't in .gitignore", "add the line .xpromo/ so that no ledger is committed"
    )


def look_at_kits(root: Path, ledger: Path, now: datetime, wait: float) -> Iterator[Finding]:
    """Yield whether the kits in the workspace are what would be rendered today; nothing where there are none."""
    folder = kits_folder(root)
    campaigns = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if campaigns:
        yield _kits(root, ledger, campaigns, now, wait)


def _kits(root: Path, ledger: Path, campaigns: list[str], now: datetime, wait: float) -> Finding:
    from xpromo.kit.packing import KitState
    from xpromo.operations.kit import KitOptions, make_kits

    try:
        options = KitOptions(dry_run=True, after_end=True)
        made = make_kits(root, ledger, campaigns, options, now=now, wait=wait)
    except XpromoError as error:
        mend = f"run `xpromo kit {campaigns[0]} --dry-run`, which says more"
        return Finding("kits", Verdict.NOTE, f"can't be compared with the definitions: {error}", mend)
    stale = sorted({kit.campaign for kit in made.kits if kit.state is KitState.CHANGED})
    if stale:
        return Finding("kits", Verdict.NOTE, f"older than the definitions: {', '.join(stale)}", "run `xpromo kit`")
    return Finding("kits", Verdict.WELL, f"{plural(len(made.kits), 'kit')} as the definitions say")
