"""Figures as they stand in each format, read back without xpromo."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import html5lib

Cells = dict[str, str]


def csv_rows(text: str) -> list[Cells]:
    return list(csv.DictReader(io.StringIO(text)))


def ndjson_rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def md_tables(text: str) -> list[list[Cells]]:
    """The tables of a Markdown text; a row is heading → cell."""
    blocks = re.findall(r"(?:^\|.*\n?)+", text, flags=re.MULTILINE)
    lines = [[_split(line) for line in block.splitlines()] for block in blocks]
    return [_table(head, rows) for head, _, *rows in lines]


def _split(line: str) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", cell.strip().strip("*")) for cell in line.strip().strip("|").split("|")]


def html_tables(text: str) -> list[list[Cells]]:
    """The tables of a page as a browser builds them."""
    found = []
    for table in html5lib.parse(text, namespaceHTMLElements=False).iter("table"):
        rows = [[_words(cell) for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
        found.append(_table(rows[0], rows[1:]))
    return found


def page_files(text: str) -> dict[str, list[Cells]]:
    """The CSV files that a page carries, by name."""
    links = re.findall(r'download="([^"]+)" href="data:text/csv;charset=utf-8;base64,([^"]+)"', text)
    return {name: csv_rows(base64.b64decode(data).decode("utf-8-sig")) for name, data in links}


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Cells]:
    """Rows without those that only name a group."""
    return [dict(zip(head, row, strict=True)) for row in rows if len(row) == len(head) and any(row[1:])]


def table_with(tables: Sequence[list[Cells]], *headings: str) -> list[Cells]:
    """The first table that has all these columns."""
    return next(rows for rows in tables if rows and set(headings) <= set(rows[0]))


def number(value: str | int | None) -> int:
    """Counts as they are, money with its two decimals in cents; what isn't known is 0."""
    if isinstance(value, int):
        return value
    plain = (value or "").replace(",", "").removesuffix(" EUR").lstrip("'+")
    return 0 if plain in {"", "–"} else int(plain.replace(".", ""))


def label(cells: Mapping[str, str], heading: str) -> str | None:
    return None if cells[heading] in {"–", ""} else cells[heading]


def body(rows: Sequence[Cells], heading: str) -> Iterator[Cells]:
    """The rows above the total."""
    return (row for row in rows if row[heading] != "Total")
