"""The ledger's tables as files in a folder, all of them or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xpromo.errors import UsageError
from xpromo.files import PRIVATE, naming, sync_folder, workbench, write_file
from xpromo.spreadsheets import guard

if TYPE_CHECKING:
    from xpromo.operations.ledger import Place

FORMATS = ("csv", "parquet")


def export(place: Place, folder: Path, kind: str, *, keys: bool, raw: bool) -> list[tuple[str, int]]:
    """Write every table into a new or empty folder, as one state of the ledger; return files with their rows.

    Raises UsageError for a folder with something in it, an unknown format, a missing extra; LedgerMissing and its kin.
    """
    from xpromo.ledger.exporting import TABLES, columns_of, rows_of

    if kind not in FORMATS:
        raise UsageError(f"no format called {kind!r}", hint=f"known: {', '.join(FORMATS)}")
    convert = _parquet_writer() if kind == "parquet" else None
    with naming(folder):
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file", hint="name a new folder")
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} holds something already", hint="name a new folder")
    made: list[tuple[str, int]] = []
    with (
        place.opened() as ledger,
        workbench(folder) as bench,
    ):
        temporary = bench / folder.name
        with ledger.reading() as connection:
            for table in TABLES:
                path, names = temporary / f"{table}.csv", columns_of(table, keys=keys)
                lines = _Lines(names, rows_of(connection, table, keys=keys), raw=raw or convert is not None)
                write_file(path, lines, mode=PRIVATE)
                made.append((f"{table}.{kind}", lines.count))
                if convert:
                    convert(path, names)
        with naming(folder):
            temporary.replace(folder)
            sync_folder(folder.absolute().parent)
    return made


class _Lines:
    """CSV of rows, chunk by chunk; ``count`` says how many rows there were."""

    def __init__(self, names: list[str], chunks: Iterable[Iterable[tuple[Any, ...]]], *, raw: bool) -> None:
        self.names, self.chunks, self.raw, self.count = names, chunks, raw, 0

    def __iter__(self) -> Iterator[str]:
        yield _csv([self.names])
        for chunk in self.chunks:
            rows = [row if self.raw else tuple(map(_safe, row)) for row in chunk]
            self.count += len(rows)
            yield _csv(rows)


def _safe(value: object) -> object:
    return guard(value) if isinstance(value, str) else value


def _csv(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


class _Parquet:
    """Turns a table's CSV into Parquet, in its place."""

    def __init__(self, duckdb: Any) -> None:  # noqa: ANN401 - a module that is an extra
        self.connection = duckdb.connect()

    def __call__(self, path: Path, names: list[str]) -> None:
        columns = ", ".join(f"'{name}': '{_type(name)}'" for name in names)
        source, target = (str(item).replace("'", "''") for item in (path, path.with_suffix(".parquet")))
        self.connection.execute(
            f"COPY (SELECT * FROM read_csv('{source}', header = true, delim = ',', quote = '\"', escape = '\"',"  # noqa: S608 - names of ours
            f" columns = {{{columns}}}, nullstr = '')) TO '{target}' (FORMAT parquet)"
        )
        path.with_suffix(".parquet").chmod(PRIVATE)
        path.unlink()


def _type(name: str) -> str:
    from xpromo.ledger.exporting import DAYS, MOMENTS, NUMBERS

    if name in MOMENTS:
        return "TIMESTAMP WITH TIME ZONE"
    return "DATE" if name in DAYS else "BIGINT" if name in NUMBERS else "VARCHAR"


def _parquet_writer() -> _Parquet:
    try:
        return _Parquet(import_module("duckdb"))
    except ImportError as error:
        raise UsageError("Parquet needs the extra `warehouse`", hint="pip install 'xpromo[warehouse]'") from error
