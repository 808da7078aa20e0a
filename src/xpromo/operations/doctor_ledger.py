"""The ledger and its key: whole, private, and on a disk that SQLite can lock."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from xpromo.errors import XpromoError
from xpromo.ledger.presence import holds_ledger
from xpromo.operations.doctor_findings import Finding, Verdict

MOUNTS = Path("/proc/self/mounts")
# Kinds of file system that another machine serves: SQLite's locks don't hold there
_SERVED = frozenset(
    "9p afs afpfs ceph cifs davfs fuse.davfs fuse.gcsfuse fuse.glusterfs fuse.rclone fuse.s3fs fuse.sshfs glusterfs "
    "lustre nfs nfs4 smb2 smb3 smbfs webdav".split()
)
# Beginnings of the folders that programs copy to other machines while they are written
_SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "mobile documents", "icloud", "nextcloud", "owncloud",
           "pcloud", "box sync", "syncthing", "creative cloud files")  # fmt: skip
_ELSEWHERE = "keep the ledger on a disk of this machine: XPROMO_LEDGER or --ledger names one; definitions may stay"


def look_at_key(path: Path, key: bytes | XpromoError | None, *, stated: bool) -> Finding:
    """Return whether there is a usable key that nobody else can read."""
    if isinstance(key, XpromoError):
        return Finding("key", Verdict.WRONG, str(key), key.hint)
    if stated:
        return Finding("key", Verdict.WELL, "from XPROMO_KEY")
    if key is None:
        return Finding(
            "key", Verdict.NOTE, "none yet", "the first import makes .xpromo/key; back it up with the ledger"
        )
    if is_open_to_others(path):
        return Finding("key", Verdict.WRONG, "other people on this machine can read .xpromo/key", f"chmod 600 {path}")
    return Finding("key", Verdict.WELL, "in .xpromo/key; without it no earlier customer or event can be recognised")


def is_open_to_others(path: Path) -> bool:
    """Whether somebody else may read or write a file; where there are no such rights, nobody does."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def look_at_ledger(path: Path, key: bytes | None, wait: float) -> Finding:
    """Return whether the ledger can be opened, with this key, and which schema it has."""
    if not holds_ledger(path):
        return Finding("ledger", Verdict.NOTE, "none yet", "`xpromo links` or `xpromo import` makes it")
    from xpromo.keys import fingerprint
    from xpromo.ledger.integrity import info
    from xpromo.ledger.store import open_ledger

    try:
        with open_ledger(path, wait=wait, fingerprint=fingerprint(key) if key else None) as ledger:
            found = info(ledger)
    except XpromoError as error:
        return Finding("ledger", Verdict.WRONG, str(error), error.hint)
    if is_open_to_others(path):
        return Finding("ledger", Verdict.NOTE, "other people on this machine can read it", f"chmod 600 {path}")
    detail = f"{found.size / 1e6:.1f} MB, schema {found.version}; `xpromo ledger verify` looks inside"
    return Finding("ledger", Verdict.WELL, detail)


def look_at_place(ledger: Path) -> Iterator[Finding]:
    """Yield a note when the ledger lies where SQLite's locks don't hold, or where a program copies half of it."""
    folder = ledger.absolute().parent
    service = synced_by(folder)
    kind = served_as(folder, MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.is_file() else "")
    if service:
        yield Finding("place", Verdict.NOTE, f"the ledger lies in a folder that is synced: {service}", _ELSEWHERE)
    elif kind:
        yield Finding("place", Verdict.NOTE, f"the ledger lies on a network drive ({kind})", _ELSEWHERE)


def synced_by(folder: Path) -> str:
    """Return the part of a path that names a service which copies files to other machines, "" for none."""
    return next((part for part in folder.parts if part.lower().startswith(_SYNCED)), "")


def served_as(folder: Path, mounts: str) -> str:
    r"""Return the kind of the file system that a folder lies on when another machine serves it, else "".

    ``mounts`` is what Linux says in /proc/self/mounts: device, place (with ``\040`` for a blank), kind, options.
    """
    kinds = {}
    for line in mounts.splitlines():
        words = line.split(" ")
        kinds[words[1].replace("\\040", " ")] = words[2]
    nearest = next((str(place) for place in (folder, *folder.parents) if str(place) in kinds), "")
    kind = kinds.get(nearest, "")
    return kind if kind in _SERVED else ""
