"""Imports: the batches as scripts read them, and the page that a person looks at before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from xpromo.report.diagnosing import plural
from xpromo.report.document import CellKind, Column, Document, Section
from xpromo.report.sums import sum_cells, sum_columns
from xpromo.report.wording import money
from xpromo.sources.rules import ROWS
from xpromo.sources.source import SOURCES

if TYPE_CHECKING:
    from xpromo.imported import ImportResult
    from xpromo.records import Unresolved
    from xpromo.report.document import Row

NOTHING = frozenset({"known", "refused", "excluded", "resolved", "sales", "reported_by"})  # may say nothing
DRY = "A dry run: nothing was written."
SHOWN = 6
OURS = "xpromo "  # how the titles of our own formats begin
ZONES = {
    "stated": "as the format always is",
    "file": "as the file says",
    "column": "each moment states its own",
    "option": "as --tz says",
    "brand": "as in brand.yaml, for days without a zone",
}
_COLUMNS = (
    Column("batch", "Batch", CellKind.INT),
    Column("file", "File", CellKind.ID),
    Column("source", "Source", CellKind.ID, spare=6),
    Column("reported_by", "Reported by", CellKind.ID),
    Column("kind", "Kind", CellKind.ID, detail=True),
    Column("account", "Account", CellKind.TEXT, detail=True),
    Column("rows", "Records", CellKind.INT),
    Column("recorded", "Recorded", CellKind.INT),
    Column("known", "Known", CellKind.INT, spare=2),
    Column("refused", "Refused", CellKind.INT, spare=1),
    Column("excluded", "Excluded", CellKind.INT, spare=3),
    Column("resolved", "Resolved", CellKind.INT, spare=4),
    Column("sales", "Sales", CellKind.AMOUNT, spare=5),
)
_OUTCOMES = (
    Column("outcome", "Outcome", CellKind.ID),
    Column("n", "Records", CellKind.INT),
    Column("reason", "Why", CellKind.ID),
    Column("line", "Line", CellKind.AMOUNT),
    Column("means", "What that means", CellKind.TEXT),
)
_PLACES = (
    Column("level", "Level", CellKind.ID),
    Column("name", "Goes to", CellKind.ID),
    Column("n", "Facts", CellKind.INT),
)
_LOST = (
    Column("carried", "Carries", CellKind.TEXT),
    Column("n", "Facts", CellKind.INT),
    Column("nearest", "Nearest promise", CellKind.ID),
)


def import_document(results: Sequence[ImportResult], *, dry_run: bool) -> Document:
    """Return the batches of an import, one row a file."""
    data = [_row(result) for result in results]
    rows: list[Row] = [
        row | {"sales": _sales(result)} | sum_cells("amount_currency", {"amount": result.totals})
        for row, result in zip(data, results, strict=True)
    ]
    said = {name for row in rows for name in NOTHING if row["recorded" if name == "resolved" else name]}
    columns = tuple(replace(column, detail=column.detail or column.name in NOTHING - said) for column in _COLUMNS)
    columns += sum_columns("amount_currency", ["amount"], rows)
    more = (_left_out(results),) if any(result.refusals or result.exclusions for result in results) else ()
    notes = (DRY,) if dry_run else ()
    return Document("import", columns, rows, data=data, notes=notes, more=more, empty="Nothing was imported.")


def _left_out(results: Sequence[ImportResult]) -> Section:
    """Return why records were refused or excluded, most frequent first."""
    columns = (Column("file", "File", CellKind.ID), *_OUTCOMES[:1], _OUTCOMES[2], _OUTCOMES[1])
    rows = [
        {"file": result.file, "outcome": outcome, "reason": reason, "n": n}
        for result in results
        for outcome, reason, n in _reasons(result)
    ]
    return Section("What was left out", columns, rows)


def _reasons(result: ImportResult) -> Iterator[tuple[str, str, int]]:
    for outcome, counts in (("refused", result.refusals), ("excluded", result.exclusions)):
        for reason, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            yield outcome, reason, n


def _row(result: ImportResult) -> dict[str, object]:
    """Return one batch as scripts read it: the fixed keys, then what was added since."""
    currencies = sorted(result.totals)
    days = _days(result)
    return {
        "batch": result.batch,
        "file": result.file,
        "source": result.source,
        "kind": str(result.kind),
        "account": result.account,
        "period": {"start": days[0], "end": days[1]} if days else None,
        "timezone": result.timezone,
        "currency": currencies[0] if len(currencies) == 1 else None,
        "rows": result.rows,
        "recorded": result.recorded,
        "known": result.known,
        "refused": result.refused,
        "excluded": result.excluded,
        "resolved": result.resolved,
        "refusals": dict(sorted(result.refusals.items())),
        "totals": {currency: result.totals[currency] for currency in currencies},
        "exclusions": dict(sorted(result.exclusions.items())),
        "merged": dict(sorted(result.merged.items())),
        "examples": [
            {"line": item.line, "reason": item.reason, "column": item.column or None} for item in result.examples
        ],
        "repeated": result.repeated,
        "reported_by": result.reported_by or None,
        "timezone_from": result.timezone_from,
        "preview": _preview(result),
    }


def _preview(result: ImportResult) -> dict[str, object] | None:
    if result.preview is None:
        return None
    return {
        "reached": [{"level": level, "name": name or None, "n": n} for level, name, n in result.preview.reached],
        "unresolved": [
            {**item.evidence._asdict(), "n": item.n, "nearest": item.nearest} for item in result.preview.unresolved
        ],
    }


def _days(result: ImportResult) -> tuple[str, str] | None:
    if result.period is None:
        return None
    return result.period[0].isoformat(), (result.period[1] - timedelta(days=1)).isoformat()


def _sales(result: ImportResult) -> str:
    return money(dict(sorted(result.totals.items())))


# ------------------------------------------------------------------------------------------------ the page


def page_document(results: Sequence[ImportResult], *, asking: bool) -> Document:
    """Return what a dry run found, file by file: how it was understood, what becomes of its records."""
    sections = [section for result in results for section in _page(result)]
    if not sections:
        return Document("import", _COLUMNS, [], empty="There is nothing to record.")
    first, *more = sections
    return Document("import", first.columns, first.rows, more=tuple(more), notes=() if asking else (DRY,))


def _page(result: ImportResult) -> Iterator[Section]:
    columns = (Column("what", "File", CellKind.ID), Column("is", result.path or result.file, CellKind.TEXT))
    yield Section("", columns, [{"what": what, "is": text} for what, text in _understood(result)])
    yield Section("Records", *_shown(_OUTCOMES, list(_records(result))))
    if result.preview is None or not result.preview.reached:
        return
    found = [item for item in result.preview.reached if item[0] != "nothing"]
    places: list[Row] = [{"level": level, "name": name, "n": n} for level, name, n in found[:SHOWN]]
    if len(found) > SHOWN:
        places.append({"level": f"{len(found) - SHOWN} more", "name": "", "n": sum(n for *_, n in found[SHOWN:])})
    places += [{"level": "nobody", "name": "", "n": n} for level, _, n in result.preview.reached if level == "nothing"]
    yield Section("Where the new facts go", *_shown(_PLACES, places))
    if lost := [_lost(item) for item in result.preview.unresolved if any(item.evidence)]:
        yield Section("Tags and codes that reach nobody", *_shown(_LOST, lost))


def _understood(result: ImportResult) -> Iterator[tuple[str, str]]:
    title = SOURCES.get(result.source).title
    yield "Source", f"{result.source}: {'our own format' if title.startswith(OURS) else title} ({result.kind})"
    yield "Account", result.account
    if result.reported_by:
        yield "Reported by", f"{result.reported_by}: kept apart, never added to our own numbers"
    days = _days(result)
    yield "Days", "none" if days is None else " to ".join(dict.fromkeys(days))
    yield "Time zone", f"{result.timezone}, {ZONES[result.timezone_from]}"
    if result.currency in result.totals:
        yield "Currency", f"{result.currency} where the file states none, as --currency says"
    elif result.totals:
        yield "Currency", f"{', '.join(sorted(result.totals))}, as the file states"
    if result.totals:
        yield "New sales", _sales(result)
    for teller, n in sorted(result.merged.items()):
        yield "Told twice", f"{plural(n, 'sale')} by {teller}, too; each counts once"


def _records(result: ImportResult) -> Iterator[Row]:
    rules = {rule.slug: rule for rule in ROWS}
    lines = {item.reason: item.line for item in reversed(result.examples)}
    yield {"outcome": "recorded", "n": result.recorded, "reason": "", "line": "", "means": ""}
    if result.known:
        again = f"imported before as batch {result.batch}" if result.repeated else "in the ledger already"
        yield {"outcome": "known", "n": result.known, "reason": again, "line": "", "means": ""}
    for outcome, reason, n in _reasons(result):
        rule = rules.get(reason) if outcome == "refused" else None
        means = f"{rule.title}. {rule.fix or rule.why}".strip() if rule else ""
        yield {"outcome": outcome, "n": n, "reason": reason, "line": f"{lines.get(reason, '')}", "means": means}


def what_helps(result: ImportResult) -> Iterator[str]:
    """Yield for each reason for which records were refused what brings them in, where anything does."""
    rules = {rule.slug: rule for rule in ROWS}
    yield from (f"{reason}: {rules[reason].hint}" for reason in result.refusals if rules[reason].fix)


def _lost(item: Unresolved) -> Row:
    carried = " ".join(f"{name}={value}" for name, value in item.evidence._asdict().items() if value)
    return {"carried": carried, "n": item.n, "nearest": item.nearest}


def _shown(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[tuple[Column, ...], Sequence[Row]]:
    """Leave out columns that hold nothing in any row."""
    return tuple(column for column in columns if any(row.get(column.name) for row in rows)), rows
