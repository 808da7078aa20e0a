"""Write the pages of docs/ that follow from the code, or with --check say which of them are stale (exit 1).

python docs/generate.py [--check] [PAGE ...]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generators import cli, definitions, ledger, output, picture, problems, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DOCS = Path(__file__).parent

PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": cli.page,
    "reference/yaml.md": definitions.page,
    "reference/ledger.md": ledger.page,
    "reference/problems.md": problems.page,
    "reference/sources.md": sources.page,
    "reference/output.md": output.page,
    "report.svg": picture.page,
}
# A folder that holds nothing else: a page that isn't made any more is deleted
FOLDERS: dict[str, Callable[[], dict[str, str]]] = {"reference/problems/": problems.pages}


def made(names: Sequence[str]) -> dict[str, str]:
    """Return path → what the code says, for pages and folders; "" for a page that should not be there."""
    texts = {name: PAGES[name]() for name in names if name in PAGES}
    for folder in (name for name in names if name in FOLDERS):
        texts |= {path.relative_to(DOCS).as_posix(): "" for path in sorted((DOCS / folder).glob("*"))}
        texts |= {f"{folder}{name}": text for name, text in FOLDERS[folder]().items()}
    return texts


def stale(names: Sequence[str]) -> dict[str, str]:
    """Return those of the pages that aren't what the code says, with what it says."""
    return {name: text for name, text in made(names).items() if _read(DOCS / name) != text}


def write(name: str, text: str) -> str:
    """Write a page, or delete one that should not be there; return what was done."""
    path = DOCS / name
    if not text:
        path.unlink()
        return f"deleted docs/{name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return f"wrote docs/{name}"


def _read(path: Path) -> str:
    return path.read_bytes().decode() if path.is_file() else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; print what was written or is stale, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a page is stale")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="only these, such as reference/cli.md")
    asked = parser.parse_args(arguments)
    known = [*PAGES, *FOLDERS]
    names = asked.pages or known
    if unknown := [name for name in names if name not in known]:
        parser.error(f"no generated page called {unknown[0]}; there are {', '.join(known)}")
    found = stale(names)
    if not asked.check:
        print("\n".join(write(name, text) for name, text in found.items()) or "nothing changed")
        return 0
    for name in found:
        print(f"docs/{name} is stale: run `make docs`", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
