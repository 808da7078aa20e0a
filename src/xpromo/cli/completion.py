"""What the shell may complete: ids, read from the names of files, which are what `plan` and `init` name after them."""

from __future__ import annotations

from pathlib import Path

import typer

from xpromo.definitions.form import FORMS
from xpromo.definitions.workspace import BRAND_FILE, FOLDER, PARTNERS, find_workspace


def campaign_ids(context: typer.Context, incomplete: str) -> list[str]:
    """Return the campaigns of the workspace that begin like this."""
    return _named(context, FOLDER, incomplete)


def partner_ids(context: typer.Context, incomplete: str) -> list[str]:
    """Return the partners of the workspace that begin like this."""
    return _named(context, PARTNERS, incomplete)


def form_names(incomplete: str) -> list[str]:
    """Return the forms of campaign that begin like this."""
    return [name for name in FORMS.names() if name.startswith(incomplete)]


def placement_ids(context: typer.Context, incomplete: str) -> list[str]:
    """Return the placements of the workspace that begin like this; a broken file has none."""
    from xpromo.definitions.project import load_project

    root = _workspace(context)
    if root is None:
        return []
    project, _ = load_project(root)
    return sorted(found.id for _, found in project.placements() if found.id.startswith(incomplete))


def _workspace(context: typer.Context) -> Path | None:
    try:
        return find_workspace(Path(context.find_root().params.get("workspace") or Path.cwd()))
    except OSError:
        return None


def _named(context: typer.Context, folder: str, incomplete: str) -> list[str]:
    root = _workspace(context)
    if root is None:
        return []
    files = (root / folder).glob("*.yaml")
    return sorted(file.stem for file in files if file.stem.startswith(incomplete) and file != root / BRAND_FILE)
