"""Loading and checking a workspace of 1,000 campaigns against parsing its files with yaml.CSafeLoader.

The campaigns follow each other, four weeks apart: a thousand on one day would clash, and clashes are findings.

Limit: 2.5 times the parser's time where nothing is wrong. A second line shows a mistake in every file, which is when
places have to be looked up.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import yaml

from benchmarks.measuring import compare
from xpromo.definitions.checking import run_checks
from xpromo.definitions.project import load_project
from xpromo.known import Known

EXAMPLE = Path(__file__).parents[1] / "campaigns"
CAMPAIGNS = 1000
APART = timedelta(weeks=4)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ID = re.compile(r"(?<=id: )[\w-]+")
_CODE = re.compile(r"(?<=code: )\w+")


def write_workspace(root: Path, text: str) -> None:
    """Write the example's brand, its partner, and a thousand campaigns like ``text`` with other ids and dates."""
    folder = root / "campaigns"
    (folder / "partners").mkdir(parents=True)
    shutil.copy(EXAMPLE / "partners" / "green-mug.yaml", folder / "partners")
    partner = folder / "partners" / "green-mug.yaml"
    partner.write_text(partner.read_text("utf-8").replace("  end: 2027-09-30\n", ""), encoding="utf-8")
    shutil.copy(EXAMPLE / "brand.yaml", folder)
    ids = re.compile("|".join(rf"(?<![\w-]){name}(?![\w-])" for name in {*_ID.findall(text), "2026-winter-bundle"}))
    for number in range(CAMPAIGNS):
        copy = ids.sub(lambda found, end=number: f"{found.group()}-n{end}", text)  # type: ignore[misc]
        dated = _DATE.sub(lambda found, end=number: str(date.fromisoformat(found.group()) + end * APART), copy)  # type: ignore[misc]
        coded = _CODE.sub(lambda found, end=number: f"{found.group()[:5]}X{end}", dated)  # type: ignore[misc]
        (folder / f"{number}.yaml").write_text(coded, encoding="utf-8")


def checking(root: Path, findings: int) -> Callable[[], None]:
    """Return what ``check`` does before it prints; it must find as many problems as were planted."""

    def job() -> None:
        project, problems = load_project(root)
        if len([*problems, *run_checks(project, Known())]) != findings:
            message = "the checks found something else"
            raise AssertionError(message)

    return job


def parsing(root: Path) -> Callable[[], None]:
    """Return what the peer does: parse every file."""

    def job() -> None:
        for path in root.rglob("*.yaml"):
            yaml.load(path.read_bytes(), yaml.CSafeLoader)

    return job


def main() -> None:
    """Compare a clean workspace, then one with a mistake in every campaign."""
    text = (EXAMPLE / "2026-winter-bundle.yaml").read_text(encoding="utf-8")
    mistake = text.replace("https://northwind.example/bundle?", "https://nortwind.example/bundle?")
    for title, content, findings in (("clean", text, 0), ("a mistake in every file", mistake, CAMPAIGNS)):
        with tempfile.TemporaryDirectory() as folder:
            write_workspace(Path(folder), content)
            result = compare(checking(Path(folder), findings), parsing(Path(folder)), rounds=3)
        print(f"{title}: {result} ({1 / result.speedup:.2f} × its time, 2.5 allowed when clean)")


if __name__ == "__main__":
    main()
