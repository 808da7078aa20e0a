"""docs/report.svg, the picture of README.md: what a command prints on the demo's data, as text in an SVG.

No font and nothing else is fetched; readers see their own monospaced font, light or dark as they like it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from html import escape
from itertools import count
from pathlib import Path

from xpromo.operations.demo import MEASURED

COMMAND = ("report", "--by", "campaign")
COLUMNS = 100
LINE, LETTER, MARGIN = 19, 8.43, 20  # pixels; a monospaced letter is about 0.602 of its size wide

STYLE = """\
.card { fill: #ffffff; stroke: #d0d7de }
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
text { fill: #1f2328 }
.bold { font-weight: 700 }
.dim { fill: #59636e }
.red { fill: #cf222e } .green { fill: #1a7f37 } .yellow { fill: #9a6700 } .cyan { fill: #0969da }
@media (prefers-color-scheme: dark) {
.card { fill: #0d1117; stroke: #3d444d }
text { fill: #f0f6fc }
.dim { fill: #9198a1 }
.red { fill: #f85149 } .green { fill: #3fb950 } .yellow { fill: #d29922 } .cyan { fill: #58a6ff }
}"""
NAMES = {"1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow", "36": "cyan"}
_CODES = re.compile(r"\x1b\[([0-9;]*)m")


def page() -> str:
    """Return the picture."""
    shown = f"\x1b[2m$\x1b[0m xpromo {' '.join(COMMAND)}"
    return drawn([shown, *_printed().splitlines()], f"Output of xpromo {' '.join(COMMAND)}")


def _printed() -> str:
    """Run the demo in a folder that is thrown away, and the command in it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "demo"
        _run(Path(scratch), "demo", str(folder))
        return _run(folder, "--now", MEASURED.isoformat(), "--color", "always", *COMMAND)


def _run(folder: Path, *arguments: str) -> str:
    wanted = {name: value for name, value in os.environ.items() if not name.startswith("XPROMO_")}
    environment = wanted | {"COLUMNS": str(COLUMNS), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "xpromo", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return done.stdout


def drawn(lines: list[str], title: str) -> str:
    """Return terminal lines as an SVG; bold, dim and the plain colours stay."""
    width, height = round(COLUMNS * LETTER + 2 * MARGIN), len(lines) * LINE + 2 * MARGIN
    head = f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}"'
    rows = (_row(line, y) for line, y in zip(lines, count(MARGIN + 14, LINE), strict=False))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {head}>',
            f"<title>{escape(title)}</title>",
            f"<style>\n{STYLE}\n</style>",
            f'<rect class="card" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>',
            *(row for row in rows if row),
            "</svg>\n",
        ]
    )


def _row(line: str, y: int) -> str:
    text = "".join(_span(piece, names) for piece, names in _pieces(line.rstrip()))
    return f'<text x="{MARGIN}" y="{y}" xml:space="preserve">{text}</text>' if text.strip() else ""


def _pieces(line: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return runs of text with the classes they are shown in; neighbours of one look are joined."""
    names: tuple[str, ...] = ()
    found: list[tuple[str, tuple[str, ...]]] = []
    for number, part in enumerate(_CODES.split(line)):
        if number % 2:
            named = tuple(NAMES[code] for code in part.split(";") if code in NAMES)
            names = (*names, *named) if named else ()
        elif part and found and (found[-1][1] == names or not part.strip()):
            found[-1] = (found[-1][0] + part, found[-1][1])
        elif part:
            found.append((part, names))
    return found


def _span(text: str, names: tuple[str, ...]) -> str:
    shown = escape(text, quote=False)
    return f'<tspan class="{" ".join(names)}">{shown}</tspan>' if names else shown
