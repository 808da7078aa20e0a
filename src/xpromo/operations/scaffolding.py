"""What `init`, `plan` and `schema` wrote, as a result to show."""

from __future__ import annotations

from collections.abc import Sequence

from xpromo.operations.new_files import NewFile
from xpromo.report.document import CellKind, Column, Document

_COLUMNS = (Column("path", "File"), Column("state", "State", CellKind.ID))


def written_document(schema: str, files: Sequence[NewFile]) -> Document:
    """Return files and states; in a dry run JSON also holds the text that would be written."""
    rows = [{"path": file.path, "state": file.state, "text": _shown(file)} for file in files]
    return Document(schema, _COLUMNS, rows)


def _shown(file: NewFile) -> str | None:
    return file.text if file.state == "would-write" else None
