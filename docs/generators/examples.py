"""The examples of problems, put into a small workspace in which every check is silent, and what is found there.

An example's first line, ``# campaigns/swap.yaml``, names the file; its top-level keys take the place of the file's own.
"""

from __future__ import annotations

import re
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from xpromo.cli.problems import source_line
from xpromo.operations.check import look_for
from xpromo.report.diagnosing import PROBLEM_FORMATS, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xpromo.errors import Rule

WORKSPACE = Path(__file__).parent / "workspace"
FILES: Mapping[str, str] = {
    path.relative_to(WORKSPACE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(WORKSPACE.rglob("*.yaml"))
}
_FILE = re.compile(r"# (campaigns/\S+\.yaml)\Z")


def with_changes(text: str) -> dict[str, str]:
    """Return the workspace's files with the sections of ``text`` put in."""
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
    """Return top-level key → its lines, comments and indented lines included."""
    sections: dict[str, str] = {}
    key = ""
    for line in text.splitlines(keepends=True):
        if line[:1] not in {" ", "#", "\n", "-"}:
            key = line.partition(":")[0]
            sections[key] = ""
        if key:
            sections[key] += line
    return sections


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write a workspace's files."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


@cache
def found_in_bad(rule: Rule) -> str:
    """Return what ``xpromo check`` prints for a rule's bad example; "" where that is no definition.

    Left out is what follows from it in this workspace only, and the line that counts.
    """
    if not _FILE.match(rule.bad.partition("\n")[0]):
        return ""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_files(folder, with_changes(rule.bad))
        checked = look_for(folder, folder / "no-ledger").at({})
        own = [problem for problem in checked.problems if problem.code == rule.code]
        printed = PROBLEM_FORMATS.get("full").render(own, View(partial(source_line, folder)))
    return printed.rpartition("Found ")[0].strip("\n")
