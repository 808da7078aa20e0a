"""Kits on disk: rendered beside their place and moved there only when all of it worked."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from xpromo.files import PRIVATE, PUBLIC, create_file, naming, sync_folder, workbench
from xpromo.kit.content import Piece
from xpromo.kit.manifest import NAME, sha256, stated_hashes

ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: the same kit is the same zip


class KitState(StrEnum):
    """What a kit is, compared with what lies in its place."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    EDITED = "edited"  # by a person: its files aren't those of its manifest


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files and where they go: a folder, or one zip file when ``zipped``."""

    place: Path
    pieces: Sequence[Piece]
    zipped: bool = False

    def state(self) -> KitState:
        """Compare with what is there; raises StorageError when it can't be read."""
        with naming(self.place, "read"):
            if not self.place.exists() and not self.place.is_symlink():
                return KitState.NEW
            if self.place.is_dir() == self.zipped or self.place.is_symlink():
                return KitState.EDITED
            found = _read_zip(self.place) if self.zipped else _read_folder(self.place)
        return _compared(found, {piece.path: piece.content for piece in self.pieces})


def deliver(parcels: Sequence[Parcel]) -> None:
    """Put all parcels in place, replacing what is there, or none; raises StorageError with everything as it was."""
    with ExitStack() as benches:
        staged = [(_made(parcel, benches.enter_context(workbench(parcel.place))), parcel.place) for parcel in parcels]
        with ExitStack() as undo:  # the last step first
            for new, place in staged:
                with naming(place):
                    undo.callback(_put_back, place, _set_aside(place, new.with_name("old")))
                    new.replace(place)
            undo.pop_all()
        for _, place in staged:
            sync_folder(place.parent)


def zipped(pieces: Sequence[Piece]) -> bytes:
    """Return a zip of the pieces: sorted, stored, one date and mode, so that the same kit gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for piece in sorted(pieces, key=lambda piece: piece.path):
            member = zipfile.ZipInfo(piece.path, ZIP_DATE)
            member.create_system = 3
            member.external_attr = (0o100000 | PUBLIC) << 16
            archive.writestr(member, piece.content)
    return out.getvalue()


def _compared(found: dict[str, bytes], wanted: dict[str, bytes]) -> KitState:
    if not found:
        return KitState.NEW
    if found == wanted:
        return KitState.UNCHANGED
    stated = stated_hashes(found.pop(NAME, b""))
    actual = {path: sha256(content) for path, content in found.items()}
    return KitState.CHANGED if stated == actual else KitState.EDITED


def _read_folder(place: Path) -> dict[str, bytes]:
    files = (path for path in sorted(place.rglob("*")) if not path.is_dir())
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in files}


def _read_zip(place: Path) -> dict[str, bytes]:
    """Return a zip's members; a file that isn't a zip of ours counts as a stranger."""
    try:
        with zipfile.ZipFile(place) as archive:
            return {member.filename: archive.read(member) for member in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return {place.name: b""}


def _made(parcel: Parcel, bench: Path) -> Path:
    new = bench / "new"
    with naming(parcel.place):
        if parcel.zipped:
            private = any(piece.private for piece in parcel.pieces)
            create_file(new, zipped(parcel.pieces), PRIVATE if private else PUBLIC)
            return new
        new.mkdir()
        for piece in parcel.pieces:
            path = new / piece.path
            path.parent.mkdir(parents=True, exist_ok=True)
            create_file(path, piece.content, PRIVATE if piece.private else PUBLIC)
        for folder in {(new / piece.path).parent for piece in parcel.pieces} | {new}:
            sync_folder(folder)
    return new


def _set_aside(place: Path, old: Path) -> Path | None:
    if not place.exists() and not place.is_symlink():
        return None
    place.replace(old)
    return old


def _put_back(place: Path, old: Path | None) -> None:
    with suppress(OSError):
        _remove(place)
        if old:
            old.replace(place)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
