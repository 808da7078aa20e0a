"""Where ``check``'s findings go: a stream or a file in one of the formats, and a job's summary."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xpromo.cli.console import note, say, styled, wants_color
from xpromo.cli.problems import painter, source_line
from xpromo.cli.streams import write_as_utf8
from xpromo.errors import UsageError
from xpromo.files import write_file
from xpromo.operations.explain import all_rules
from xpromo.operations.fixing import fix_workspace
from xpromo.report.diagnosing import PROBLEM_FORMATS, View, plural
from xpromo.report.differences import difference
from xpromo.report.envelope import Envelope
from xpromo.report.summary import LARGEST, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xpromo.cli.context import Run
    from xpromo.errors import Location, Problem, Severity
    from xpromo.operations.check import Checked, Look
    from xpromo.operations.fixing import Fixed
    from xpromo.report.diagnosing import Style

OF_REPOSITORIES = frozenset({"github", "gitlab", "sarif", "junit"})  # read by those who know the repository only
FOR_PEOPLE = frozenset({"full", "concise", "statistics"})
_BY_ENDING = {
    ".txt": "full",
    "": "full",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".md": "md",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".xml": "junit",
}
_DIFFERENCE = {"-": "red", "+": "green", "@": "cyan"}


class Writer:
    """Writes findings as ``--format`` and ``--output`` say. Raises UsageError for an unknown format."""

    def __init__(
        self, run: Run, root: Path, stated: str | None, output: Path | None, failing: frozenset[Severity]
    ) -> None:
        self.run = run
        self.root = root
        self.output = None if output is None or str(output) == "-" else output
        self.name = stated or _by_ending(self.output)
        self.failing = failing
        found = PROBLEM_FORMATS.find(self.name)
        if found is None:
            hint = f"known: {', '.join(PROBLEM_FORMATS.names())}"
            raise UsageError(f"no format called {self.name!r}", hint=hint, code="XP601")
        self.format = found

    def write(self, checked: Checked) -> None:
        """Write what was found, and all of it into the summary of a step on GitHub."""
        paint = painter(self.run, sys.stdout) if self.output is None else None
        view = self._view(checked, paint)
        prefix = within_repository(self.root) if self.name in OF_REPOSITORIES else ""
        if prefix:
            view = replace(view, source_line=lambda path, line: self._line(checked, path.removeprefix(prefix), line))
        self.put(self.format.render([_moved(problem, prefix) for problem in checked.problems], view))
        place = self.run.env.get("GITHUB_STEP_SUMMARY") if self.name == "github" else None
        if place:
            _add_summary(self.run, Path(place), checked.problems)

    def put(self, text: str) -> None:
        """Write text to where the result goes."""
        if self.output is not None:
            write_file(self.output, text)
            return
        if self.name not in FOR_PEOPLE:
            write_as_utf8()
        sys.stdout.write(text)
        sys.stdout.flush()

    def paint(self, text: str) -> str:
        """Return a difference in the colours of the stream, if it has any."""
        on = self.output is None and wants_color(self.run, sys.stdout)
        lines = text.splitlines(keepends=True) if on else [text]
        return "".join(styled(line, _DIFFERENCE[line[0]], on=on and line[0] in _DIFFERENCE) for line in lines if line)

    def _view(self, checked: Checked, paint: Callable[[str, Style], str] | None) -> View:
        def line_of(path: str, line: int) -> str:
            return self._line(checked, path, line)

        painting = {"paint": paint} if paint else {}
        rules = all_rules() if self.name == "sarif" else {}
        return View(line_of, envelope=Envelope.made_at(self.run.now), rules=rules, failing=self.failing, **painting)

    def _line(self, checked: Checked, path: str, line: int) -> str:
        """Return a line as it was checked; of a file that couldn't be parsed, as it lies there."""
        known = path in checked.project.documents
        return checked.source_line(path, line) if known else source_line(self.root, path, line)


def within_repository(root: Path) -> str:
    """Return what comes before a path of the workspace in the repository around it: ``shop/``, or nothing."""
    inner = root.resolve()
    top = next((folder for folder in (inner, *inner.parents) if (folder / ".git").exists()), inner)
    return "" if top == inner else f"{inner.relative_to(top).as_posix()}/"


def _moved(problem: Problem, prefix: str) -> Problem:
    """Return a problem as those see it who stand where ``prefix`` begins."""
    if not prefix or problem.location is None:
        return problem
    edits = tuple(replace(edit, place=_below(edit.place, prefix)) for edit in problem.edits)
    return replace(problem, location=_below(problem.location, prefix), edits=edits)


def _below(place: Location, prefix: str) -> Location:
    return replace(place, path=prefix + place.path)


def mend(look: Look, writer: Writer) -> Checked:
    """Mend what can be mended, say how much, and return what is found then."""
    fixed = fix_workspace(look)
    left = len(fixed.after.problems)
    note(writer.run, f"mended {_amount(fixed)}" + (f"; {plural(left, 'finding')} left" if left else ""))
    return fixed.after


def propose(look: Look, writer: Writer) -> Checked:
    """Write what would be changed, say how much, and return what is found as long as it isn't."""
    fixed = fix_workspace(look, dry_run=True)
    differences = "".join(difference(change.path, change.before, change.after) for change in fixed.changes)
    writer.put(writer.paint(differences))
    left = len(fixed.after.problems)
    note(writer.run, f"would mend {_amount(fixed)}" + (f"; {plural(left, 'finding')} would be left" if left else ""))
    return fixed.before


def _amount(fixed: Fixed) -> str:
    where = f" in {plural(len(fixed.changes), 'file')}" if fixed.changes else ""
    return f"{plural(fixed.mended, 'finding')}{where}"


def _by_ending(output: Path | None) -> str:
    """Return the format that a file's ending asks for. Raises UsageError for an unknown ending."""
    endings = ("".join(output.suffixes[-2:]).lower(), output.suffix.lower()) if output else ("",)
    found = next((_BY_ENDING[ending] for ending in endings if ending in _BY_ENDING), None)
    if found is None:
        known = ", ".join(ending for ending in _BY_ENDING if ending)
        message = f"no format for files that end in {endings[-1]}"
        raise UsageError(message, hint=f"{known} are known; or say --format", code="XP601")
    return found


def _add_summary(run: Run, place: Path, problems: Sequence[Problem]) -> None:
    """Append all findings to the summary of the step. That it can't be written changes nothing about them."""
    try:
        with place.open("ab") as file:
            file.write(summary(problems, LARGEST - file.tell()).encode())
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        say(run, f"warning: the step summary can't be written: {reason}", "yellow")
