"""``xpromo check --fix``: make the edits that findings carry, see that they did what they should, then write."""

from __future__ import annotations

import os
import stat
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xpromo.definitions.changes import same_elsewhere
from xpromo.definitions.positions import Document, load_document
from xpromo.definitions.splicing import apart, spliced
from xpromo.errors import Problem, StorageError
from xpromo.files import FILE_FAILED, naming, write_file
from xpromo.operations.check import Checked, Look

ROUNDS = 10  # one mending may bring another to light: a file that validates is checked for more


@dataclass(frozen=True, slots=True)
class Change:
    """A file and its text before and after."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was (or in a dry run would be) changed, how many findings that mends, what was found before and after."""

    changes: tuple[Change, ...]
    mended: int
    before: Checked
    after: Checked


def fix_workspace(look: Look, *, dry_run: bool = False) -> Fixed:
    """Mend what can be mended without knowing what was meant, and write the files; a dry run writes none.

    A file is written whole, and only when it loads again, the mended findings are gone, and nothing but the mended
    values differs. Raises StorageError.
    """
    first = checked = look.at({})
    texts: dict[str, str] = {}
    refused: set[str] = set()
    mended = 0
    for _ in range(ROUNDS):
        step = _step(look.root, checked, refused)
        if not step:
            break
        now = texts | {path: text for path, (text, _) in step.items()}
        after = look.at(now)
        failed = {path for path, (_, done) in step.items() if not _gone(path, done, checked, after)}
        refused |= failed
        if not failed:
            texts, checked = now, after
            mended += sum(len(done) for _, done in step.values())
    changes = tuple(Change(path, first.project.documents[path].text, text) for path, text in sorted(texts.items()))
    if not dry_run:
        for change in changes:
            _write(look.root / change.path, change)
    return Fixed(changes, mended, first, checked)


def _step(root: Path, checked: Checked, refused: set[str]) -> Mapping[str, tuple[str, list[Problem]]]:
    """Return path → new text and the findings that it mends; files that can't be mended go into ``refused``."""
    step = {}
    for path, problems in _by_file(checked.problems, refused).items():
        document = checked.project.documents.get(path)
        found = _mended(document, problems) if document and _is_ours(root, path) else None
        if found is None:
            refused.add(path)
        else:
            step[path] = found
    return step


def _by_file(problems: Iterable[Problem], refused: set[str]) -> Mapping[str, list[Problem]]:
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.edits and problem.location and problem.location.path not in refused:
            files.setdefault(problem.location.path, []).append(problem)
    return files


def _mended(document: Document, problems: Sequence[Problem]) -> tuple[str, list[Problem]] | None:
    """Return the text with the edits that don't touch each other, and what they mend; None when more would change."""
    groups = apart(dict.fromkeys(problem.edits for problem in problems))
    edits = [edit for group in groups for edit in group]
    text = spliced(document.text, edits)
    after, broken = load_document(document.path, text)
    if after is None or broken or text == document.text or not same_elsewhere(document, after.data, edits):
        return None
    made = set(map(tuple, groups))
    return text, [problem for problem in problems if problem.edits in made]


def _gone(path: str, mended: Sequence[Problem], before: Checked, after: Checked) -> bool:
    """Whether of each kind of finding as many fewer are there as were mended."""
    was, now = _counted(path, before), _counted(path, after)
    return all(now[kind] <= was[kind] - count for kind, count in Counter(map(_kind, mended)).items())


def _counted(path: str, checked: Checked) -> Counter[tuple[str, str]]:
    here = (problem for problem in checked.problems if problem.location and problem.location.path == path)
    return Counter(map(_kind, here))


def _kind(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.message


def _is_ours(root: Path, path: str) -> bool:
    """Whether a file is a plain one that lies in the workspace and may be written, not a link that leads elsewhere."""
    place = root / path
    inside = place.resolve().is_relative_to(root.resolve())
    return inside and stat.S_ISREG(place.lstat().st_mode) and os.access(place, os.W_OK)


def _write(place: Path, change: Change) -> None:
    """Write one file, unless somebody has saved another text meanwhile."""
    with naming(place, "read"):
        content, mode = place.read_bytes(), stat.S_IMODE(place.stat().st_mode)
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    if content != mark + change.before.encode():
        hint = "run the same command again"
        raise StorageError(f"{change.path} was changed meanwhile", hint=hint, code=FILE_FAILED.code)
    write_file(place, mark + change.after.encode(), mode=mode)
    with naming(place):
        place.chmod(mode)
