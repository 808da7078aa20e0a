"""docs/reference/sources.md, from what each import source says of itself."""

from __future__ import annotations

from xpromo.sources.source import SOURCES, Source

from .markdown import anchor, code, joined, table

INTRODUCTION = """\
# Import sources

`xpromo import FILE` recognises a file by its content, never by its name; `--source NAME` settles what can't be told,
and `--map theirs=ours` turns any other table into one of xpromo's own formats. Columns that aren't named here are not
read."""


def page() -> str:
    """Return the page."""
    found = list(SOURCES.items())
    rows = ((f"[`{name}`](#{anchor(name)})", item.title, item.kind.value, item.needs) for name, item in found)
    listing = table(("source", "file", "holds", "recognised by"), rows)
    return joined(INTRODUCTION, listing, *(_section(name, item) for name, item in found))


def _section(name: str, item: Source) -> str:
    columns = ", ".join(code(column) for column in item.columns)
    facts = [f"Columns that are read (compared without case and punctuation): {columns}."] if columns else []
    facts.append(f"Reader version {item.version}; `--source {name}`.")
    return "\n\n".join([f"## {name}", item.docs.strip("\n"), *facts])
