"""``xpromo check``: load the workspace, run every check, keep what concerns the named files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xpromo.definitions.checking import run_checks
from xpromo.definitions.model import Project
from xpromo.definitions.project import load_project
from xpromo.definitions.workspace import campaign_file
from xpromo.errors import Problem, UsageError, by_place
from xpromo.known import Known
from xpromo.ledger.presence import holds_ledger
from xpromo.operations.selecting import Selection


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in how many files it was looked for, and how many errors of files and values were left out."""

    project: Project
    problems: tuple[Problem, ...]
    files: int
    left_out: int = 0

    def source_line(self, path: str, line: int) -> str:
        """Return a line of a definition, "" when there is none."""
        document = self.project.documents.get(path)
        return document.source_line(line) if document else ""


@dataclass(frozen=True, slots=True)
class Look:
    """What to look at: the workspace, what was promised, the files or folders that were named, the findings wanted."""

    root: Path
    known: Known
    wanted: tuple[str, ...]
    selection: Selection

    def at(self, instead: Mapping[str, str]) -> Checked:
        """Check the workspace as if these files (path → text) held this."""
        project, problems = load_project(self.root, instead)
        problems = [*problems, *run_checks(project, self.known, self.selection.checks())]
        here = [problem for problem in problems if not self.wanted or _concerns(problem, self.wanted)]
        kept = [problem for problem in here if self.selection.keeps(problem)]
        looked_at = {*project.documents, *(problem.location.path for problem in problems if problem.location)}
        files = sum(1 for path in looked_at if not self.wanted or _under(path, self.wanted))
        left_out = sum(problem.is_error and not self.selection.keeps(problem) for problem in here)
        return Checked(project, tuple(sorted(kept, key=by_place)), files, left_out)


def look_for(
    root: Path, ledger: Path, paths: Sequence[Path] = (), selection: Selection | None = None, *, wait: float = 60.0
) -> Look:
    """Return what to look at: the workspace, or with ``paths`` (files or folders) what is found in them.

    What the ledger promised is taken into account when there is one. Raises UsageError for a path that isn't there,
    StorageError when a file or the ledger can't be read: without it nobody knows what was promised.
    """
    wanted = tuple(_inside(root, path) for path in paths)
    promised = read_known_from(ledger, wait)
    known = replace(promised, sources=_sources(), counts_clicks=_counts_clicks, tells_sales=_tells_sales)
    return Look(root, known, wanted, selection or Selection())


def read_known_from(path: Path, wait: float = 60.0) -> Known:
    """Return what the ledger at ``path`` promised; nothing when there is no ledger."""
    if not holds_ledger(path):
        return Known()
    from xpromo.ledger.known import read_known
    from xpromo.ledger.store import open_ledger

    with open_ledger(path, wait=wait) as ledger:
        return read_known(ledger)


def _sources() -> tuple[str, ...]:
    """Return the names of everything that can be imported, and of families of tools that count clicks; what is imported
    under a mapping has one of them too.
    """
    from xpromo.measure.clicks import FAMILY_NAMES
    from xpromo.sources.source import SOURCES

    return (*SOURCES.names(), *FAMILY_NAMES)


def _counts_clicks(name: str) -> bool:
    from xpromo.sources.source import SOURCES

    source = SOURCES.find(name)
    return source is None or source.counts_clicks


def _tells_sales(name: str) -> bool:
    from xpromo.records import Kind
    from xpromo.sources.source import SOURCES

    source = SOURCES.find(name)
    return source is not None and source.kind is Kind.CONVERSIONS


def _inside(root: Path, path: Path) -> str:
    """Return a path as the workspace names it."""
    if not path.exists():
        file = campaign_file(path.name)
        hint = f"did you mean `{file}`?" if (root / file).exists() else ""
        raise UsageError(f"no file or folder {path}", hint=hint)
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise UsageError(f"{path} is not in the workspace {root}", hint="name the workspace with -C DIR") from None


def _concerns(problem: Problem, wanted: Sequence[str]) -> bool:
    return problem.location is None or _under(problem.location.path, wanted)


def _under(path: str, wanted: Sequence[str]) -> bool:
    return any(place in {".", path} or path.startswith(f"{place}/") for place in wanted)
