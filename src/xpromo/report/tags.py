"""Tags and codes: those that reached nobody with what settles them, and those that were mangled and recovered."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import unquote

from xpromo.answers import Recovered
from xpromo.records import Unresolved
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.period import Period
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

SHOWN = 5  # commands
NOTES = (
    "Correct the tag where it is handed out, too: `xpromo links` prints each link as it was promised.",
    "Records that couldn't be read at all: `xpromo ledger refused`.",
)
TAGS = ("content", "campaign", "source")  # what an alias can be, the most telling first
_TAGS = (
    Column("link", "Link id", CellKind.TEXT),
    Column("source", SOURCE, CellKind.TEXT),
    Column("medium", MEDIUM, CellKind.TEXT),
    Column("campaign", CAMPAIGN, CellKind.TEXT),
    Column("content", CONTENT, CellKind.TEXT),
    Column("code", "Code", CellKind.TEXT),
    Column("short", "Short link", CellKind.TEXT),
    Column("referrer", "Referrer", CellKind.TEXT),
    Column("placement", "Placement", CellKind.TEXT),
    Column("metric", "Counted", CellKind.ID),
    Column("n", "n", CellKind.INT),
    Column("nearest", "Nearest promise", CellKind.ID),
    Column("settle", "What settles it", CellKind.TEXT, detail=True),
)
_COMMANDS = (Column("tag", "Tag or code", CellKind.TEXT), Column("settle", "Command", CellKind.URL))
_RECOVERED = (
    Column("field", "Field", CellKind.ID),
    Column("text", "Came as", CellKind.TEXT),
    Column("value", "Taken for", CellKind.ID),
    Column("how", "What happened to it", CellKind.TEXT),
    Column("metric", "Counted", CellKind.ID),
    Column("n", "n", CellKind.INT),
)


def tags_document(
    unresolved: Sequence[Unresolved], recovered: Sequence[Recovered], placements: Collection[str], period: Period
) -> Document:
    """Return the tags and codes that reached nobody, most frequent first, each with the nearest promise and the command
    that settles it; below them what was recovered. ``placements``: the ids that an alias can name.
    """
    rows: list[dict[str, object]] = [
        {
            **item.evidence._asdict(),
            "metric": item.metric,
            "n": item.n,
            "nearest": item.nearest,
            "settle": _command(item, placements),
        }
        for item in sorted(unresolved, key=lambda item: (-item.n, item.metric, item.evidence))
    ]
    used = {name for row in rows for name, value in row.items() if value not in {"", None}}
    return Document(
        schema="report-tags",
        title=f"Tags and codes that reached nobody, {period}",
        columns=tuple(column for column in _TAGS if column.name in used),
        rows=rows,
        data={"period": period.record(), "rows": rows, "recovered": list(map(_record, recovered))},
        more=tuple(_sections(rows, recovered)),
        notes=NOTES * bool(rows),
        empty="Everything that carries a tag or a code was tied to a promise.",
    )


def _sections(rows: Sequence[Row], recovered: Sequence[Recovered]) -> Iterable[Section]:
    commands: dict[object, Row] = {}
    for row in rows:
        if row["settle"] and row["settle"] not in commands:
            named = next(row[name] for name in (*TAGS, "code", "short", "link") if row[name])
            commands[row["settle"]] = {"tag": named, "settle": row["settle"]}
    if commands:
        yield Section("What settles them", _COMMANDS, list(commands.values())[:SHOWN])
    if recovered:
        yield Section("Recovered: mangled on the way, and taken for what was promised", _RECOVERED, _pieces(recovered))


def _pieces(recovered: Sequence[Recovered]) -> list[Row]:
    """Return what came and what it was taken for, each once, most frequent first."""
    counts: dict[tuple[str, str, str, str, str], int] = {}
    for item in recovered:
        for piece in item.pieces:
            key = (piece.field, piece.text, piece.value or f"{item.name}", ", ".join(piece.how), item.metric)
            counts[key] = counts.get(key, 0) + item.n
    names = ("field", "text", "value", "how", "metric")
    return [
        {**dict(zip(names, key, strict=True)), "n": n}
        for key, n in sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    ]


def _record(item: Recovered) -> dict[str, object]:
    return {
        **item.evidence._asdict(),
        "metric": item.metric,
        "n": item.n,
        "level": item.level,
        "name": item.name,
        "pieces": [
            {"field": piece.field, "text": piece.text, "value": piece.value, "how": list(piece.how)}
            for piece in item.pieces
        ],
    }


def _command(item: Unresolved, placements: Collection[str]) -> str | None:
    """Return the command that ties a tag to a placement; PLACEMENT where nobody can know which."""
    tag = unquote(next((value for name in TAGS if (value := getattr(item.evidence, name))), ""))
    if not tag.isprintable():
        return None  # no command could be typed for it
    if tag:
        placement = item.nearest if item.nearest in placements else "PLACEMENT"
        return f"xpromo ledger resolve --alias {shlex.quote(f'{tag}={placement}')}"
    if item.evidence.code:
        return "xpromo codes --adopt FILE"
    return "xpromo links --adopt FILE" if item.evidence.short or item.evidence.link else None
