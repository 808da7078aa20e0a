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

from xpromo.errors import UsageError
from xpromo.files import PRIVATE, create_file, naming, sync_folder, workbench

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
_HEX = re.compile(r"[0-9a-fA-F]{64}\Z")


def load_key(path: Path, stated: str | None = None) -> bytes | None:
    """Return the 32-byte key from ``stated`` (the environment) or the file at ``path``, None when there is none.

    Raises UsageError for a malformed key, StorageError for an unreadable file. The text of a key is never part of a
    message.
    """
    if stated:
        return _parse(stated, "XPROMO_KEY")
    with naming(path, "read"):
        if path.exists():
            return _parse(path.read_text(encoding="ascii", errors="replace"), str(path))
    return None


def _parse(text: str, origin: str) -> bytes:
    if not _HEX.match(text.strip()):
        message = f"the key in {origin} isn't 64 hexadecimal digits"
        raise UsageError(message, hint="restore it from your backup; a new key can't recognise earlier customers")
    return bytes.fromhex(text.strip())


def make_key(path: Path) -> bytes:
    """Make a key in the file at ``path`` and return it; the key that is there if another process was quicker.

    Raises StorageError.
    """
    with naming(path):
        with workbench(path) as bench:
            create_file(bench / path.name, secrets.token_bytes(KEY_BYTES).hex() + "\n", PRIVATE)
            with suppress(FileExistsError):
                os.link(bench / path.name, path)
        sync_folder(path.parent)
        return _parse(path.read_text(encoding="ascii", errors="replace"), str(path))


def fingerprint(key: bytes) -> str:
    """Return 16 hex digits that tell two keys apart and reveal neither."""
    return blake2b(b"xpromo ledger key", key=key, digest_size=8).hexdigest()
