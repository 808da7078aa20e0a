"""A way to state a mistake in a small workspace (docs/generators/workspace) with the place where it is found.

A test's docstring is the file: ``# campaigns/swap.yaml`` names it, its top-level keys take the place of those of the
small workspace, and a line of carets says what is found in the line above it::

    # campaigns/swap.yaml
    flight: {start: 2026-12-20, end: 2026-11-30}
    #                                ^^^^^^^^^^ XP151

Where a comment has no room (columns 1 and 2), ``#1-9 XP150`` says the same.
"""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docs.generators.examples import FILES, with_changes, write_files
from xpromo.definitions.checking import run_checks
from xpromo.definitions.project import load_project
from xpromo.errors import Problem
from xpromo.known import Known
from xpromo.operations.check import read_known_from
from xpromo.operations.codes import Asked, issue_codes
from xpromo.operations.links import mint_and_record

__all__ = ["FILES", "docstring_is_the_file", "find_problems", "marked", "only", "place_of", "with_changes"]

Place = tuple[str, int, int, int, str]
MINTED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

_CARETS = re.compile(r"#( *)(\^+) (XP\d+)\Z")
_COLUMNS = re.compile(r"#(\d+)-(\d+) (XP\d+)\Z")


def marked(files: Mapping[str, str]) -> set[Place]:
    """The places that caret lines point at."""
    return {place for path, text in files.items() for place in _marked(path, text.splitlines())}


def _marked(path: str, lines: list[str]) -> Iterator[Place]:
    number = 0
    for line_number, line in enumerate(lines, start=1):
        carets, columns = _CARETS.match(line), _COLUMNS.match(line)
        if carets:
            start = len(carets[1]) + 2
            yield path, number, start, start + len(carets[2]), carets[3]
        elif columns:
            yield path, number, int(columns[1]), int(columns[2]), columns[3]
        else:
            number = line_number


SPARE = frozenset({"XP218"})  # who changes placements leaves offers to spare: only tests about those hear of it


def find_problems(
    root: Path, files: Mapping[str, str], known: Known | None = None, *, quiet: frozenset[str] = SPARE
) -> list[Problem]:
    """Write the files and check them."""
    write_files(root, files)
    project, problems = load_project(root)
    found = [*problems, *run_checks(project, known or Known())]
    return [problem for problem in found if problem.code not in quiet]


def promised(root: Path, text: str = "") -> Known:
    """What a ledger knows when the workspace, with these changes, was minted in November."""
    write_files(root, with_changes(text))
    ledger = root / "ledger.db"
    mint_and_record(root, ledger, (), MINTED)
    entropy = random.Random(1).randbytes  # noqa: S311 - the same codes each time
    issue_codes(root, ledger, Asked((), MINTED, show_large=True), entropy)
    return read_known_from(ledger)


def place_of(problem: Problem) -> Place:
    at = problem.location
    assert at is not None
    return at.path, at.line, at.column, at.end_column, problem.code


def docstring_is_the_file(function: Callable[[], None]) -> Callable[[Path], None]:
    """Turn a function without a body into a test: exactly what its docstring marks is found."""
    return _test(function, lambda _: Known())


def docstring_after_minting(before: str = "") -> Callable[[Callable[[], None]], Callable[[Path], None]]:
    """The same where the workspace, with the changes in ``before``, was minted and the docstring came later."""
    return lambda function: _test(function, lambda folder: promised(folder / "minted", before))


def _test(function: Callable[[], None], known: Callable[[Path], Known]) -> Callable[[Path], None]:
    text = inspect.getdoc(function)
    assert text, "the docstring is the file"

    def test(tmp_path: Path) -> None:
        files = with_changes(text)
        quiet = SPARE - {place[-1] for place in marked(files)}
        problems = find_problems(tmp_path, files, known(tmp_path), quiet=quiet)
        assert {place_of(problem) for problem in problems} == marked(files), problems
        assert len(problems) == len(marked(files)), "each mistake is one finding"

    test.__name__, test.__doc__ = function.__name__, text
    return test


def only(problems: list[Problem]) -> Any:
    assert len(problems) == 1, problems
    return problems[0]
