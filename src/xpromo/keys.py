"""The workspace's secret key: what turns people and events into keyed hashes.

It lives outside the ledger: in the environment (``XPROMO_KEY``, 64 hex digits) or in ``.xpromo/key`` (mode 0600, made
once). Whoever loses it can't recognise an earlier customer or event again; ``xpromo doctor`` says so.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

from xpromo.errors import StorageError, UsageError
from xpromo.files import PRIVATE, naming

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
_HEX = re.compile(r"[0-9a-fA-F]{64}\Z")


def load_key(path: Path, stated: str | None = None, *, create: bool = False) -> bytes | None:
    """Return the 32-byte key from ``stated`` (the environment) or the file at ``path``, None when there is none.

    ``create`` makes the file. Raises UsageError for a malformed key, StorageError for an unreadable file. The text of
    a key is never part of a message.
    """
    if stated:
        return _parse(stated, "XPROMO_KEY")
    with naming(path, "read"):
        if path.exists():
            return _parse(path.read_text(encoding="ascii", errors="replace"), str(path))
    return _create(path) if create else None


def _parse(text: str, origin: str) -> bytes:
    if not _HEX.match(text.strip()):
        message = f"the key in {origin} isn't 64 hexadecimal digits"
        raise UsageError(message, hint="restore it from your backup; a new key can't recognise earlier customers")
    return bytes.fromhex(text.strip())


def _create(path: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(key.hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first: its key counts
                os.link(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        found = load_key(path)
    if found is None:
        message = f"can't make the key file {path}"
        raise StorageError(message)
    return found


def fingerprint(key: bytes) -> str:
    """Return 16 hex digits that tell two keys apart and reveal neither."""
    return blake2b(b"xpromo ledger key", key=key, digest_size=8).hexdigest()
