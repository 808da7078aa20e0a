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


def stale(names: Sequence[str]) -> list[str]:
    """Return those of the pages that aren't what the code says."""
    return [name for name in names if _read(DOCS / name) != PAGES[name]()]


def write(names: Sequence[str]) -> list[str]:
    """Write those of the pages that differ and return their names."""
    written = []
    for name in names:
        path, text = DOCS / name, PAGES[name]()
        if _read(path) != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            written.append(name)
    return written


def _read(path: Path) -> str:
    return path.read_bytes().decode() if path.is_file() else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; print what was written or is stale, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a page is stale")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="only these, such as reference/cli.md")
    asked = parser.parse_args(arguments)
    names = asked.pages or list(PAGES)
    if unknown := [name for name in names if name not in PAGES]:
        parser.error(f"no generated page called {unknown[0]}; there are {', '.join(PAGES)}")
    if not asked.check:
        print("\n".join(f"wrote docs/{name}" for name in write(names)) or "nothing changed")
        return 0
    found = stale(names)
    for name in found:
        print(f"docs/{name} is stale: run `make docs`", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
