"""A small workspace in which every check is silent, and a way to state a mistake in it with the place it is found.

A test's docstring is the file: ``# campaigns/swap.yaml`` names it, its top-level keys take the place of those of the
workspace below, and a line of carets says what is found in the line above it::

    # campaigns/swap.yaml
    flight: {start: 2026-12-20, end: 2026-11-30}
    #                                ^^^^^^^^^^ XP151

Where a comment has no room (columns 1 and 2), ``#1-9 XP150`` says the same.
"""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xpromo.definitions.checking import run_checks
from xpromo.definitions.project import load_project
from xpromo.errors import Problem
from xpromo.operations.check import read_known_from
from xpromo.operations.codes import Asked, issue_codes
from xpromo.operations.links import mint_and_record
from xpromo.records import Known

Place = tuple[str, int, int, int, str]
MINTED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

FILES: Mapping[str, str] = {
    "campaigns/brand.yaml": """\
schema_version: 1
brand: northwind-coffee
name: Northwind Coffee
domains: [northwind.example]
currency: EUR
timezone: Europe/Berlin
contacts:
  approver: {email: ada@northwind.example}
  analyst: {email: jonas@northwind.example}
  lead: {email: ada@northwind.example}
properties:
  - {id: northwind-weekly, name: Northwind Weekly, channel: email}
  - {id: northwind-app, name: the app, channel: in_app}
utm: {allow: {medium: [email, social, app]}}
""",
    "campaigns/partners/green-mug.yaml": """\
schema_version: 1
partner: green-mug
name: Green Mug
domains: [greenmug.example]
contacts:
  approver: {email: lena@greenmug.example}
  coordinator: {email: tom@greenmug.example}
properties:
  - {id: green-mug-weekly, name: The Green Letter, channel: email}
  - {id: green-mug-social, name: Green Mug, channel: social}
""",
    "campaigns/swap.yaml": """\
schema_version: 1
campaign: winter-swap
name: Winter swap
form: newsletter-swap
partners: [green-mug]
flight: {start: 2026-11-30, end: 2026-12-20}
value:
  northwind-coffee: A mug that keeps the coffee hot.
  green-mug: Coffee for the mug.
goals:
  primary: {metric: sales, target: 300}
  secondary: [{metric: signups, target: 500}]
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
roles:
  approvers: [northwind-coffee/approver, green-mug/approver]
  analytics: northwind-coffee/analyst
  timeline: green-mug/coordinator
  escalation: northwind-coffee/lead
  if_missed: make-good within 14 days
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
swaps:
  - {give: nw-weekly-launch, get: mug-weekly-launch}
""",
}

_FILE = re.compile(r"# (campaigns/\S+\.yaml)\Z")
_CARETS = re.compile(r"#( *)(\^+) (XP\d+)\Z")
_COLUMNS = re.compile(r"#(\d+)-(\d+) (XP\d+)\Z")


def with_changes(text: str) -> dict[str, str]:
    """The workspace's files with the sections of ``text`` put in."""
    files = dict(FILES)
    for path, part in _files(text):
        sections = _sections(files.get(path, "")) | _sections(part)
        files[path] = "".join(sections.values())
    return files


def _files(text: str) -> Iterator[tuple[str, str]]:
    path, lines = "", list[str]()
    for line in [*text.strip("\n").split("\n"), "# campaigns/end.yaml"]:
        if found := _FILE.match(line):
            if path:
                yield path, "\n".join(lines) + "\n"
            path, lines = found[1], []
        else:
            lines.append(line)


def _sections(text: str) -> dict[str, str]:
    """Top-level key → its lines, comments and indented lines included."""
    sections: dict[str, str] = {}
    key = ""
    for line in text.splitlines(keepends=True):
        if line[:1] not in {" ", "#", "\n", "-"}:
            key = line.partition(":")[0]
            sections[key] = ""
        if key:
            sections[key] += line
    return sections


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


QUIET = frozenset({"XP218"})  # the little workspace has things to spare: only tests about them hear of it


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write the files of a workspace."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def find_problems(
    root: Path, files: Mapping[str, str], known: Known | None = None, *, quiet: frozenset[str] = QUIET
) -> list[Problem]:
    """Write the files and check them."""
    write(root, files)
    project, problems = load_project(root)
    found = [*problems, *run_checks(project, known or Known())]
    return [problem for problem in found if problem.code not in quiet]


def promised(root: Path, text: str = "") -> Known:
    """What a ledger knows when the workspace, with these changes, was minted in November."""
    write(root, with_changes(text))
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
        quiet = QUIET - {place[-1] for place in marked(files)}
        problems = find_problems(tmp_path, files, known(tmp_path), quiet=quiet)
        assert {place_of(problem) for problem in problems} == marked(files), problems
        assert len(problems) == len(marked(files)), "each mistake is one finding"

    test.__name__, test.__doc__ = function.__name__, text
    return test


def only(problems: list[Problem]) -> Any:
    assert len(problems) == 1, problems
    return problems[0]
