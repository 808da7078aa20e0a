"""manifest.json: what lies in a kit, each file with its hash. No clock, sorted, so the same kit has the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from xpromo.kit.content import Kit, Piece

NAME = "manifest.json"
FORMAT_VERSION = "1.0"


def sha256(content: bytes) -> str:
    """Return the hash that stands in a manifest."""
    return hashlib.sha256(content).hexdigest()


def manifest_of(kit: Kit, pieces: Sequence[Piece]) -> Piece:
    """Return the manifest of a kit's pieces as one more piece."""
    data = {
        "format_version": FORMAT_VERSION,
        "campaign": kit.campaign,
        "partner": kit.reader.id,
        "files": [entry(piece) for piece in sorted(pieces, key=lambda piece: piece.path)],
    }
    return Piece(NAME, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode(), asset="manifest")


def entry(piece: Piece) -> dict[str, Any]:
    """Return how a file stands in the manifest."""
    return {
        "path": piece.path,
        "sha256": sha256(piece.content),
        "bytes": len(piece.content),
        "asset": piece.asset,
        "placement": piece.placement,
        "links": sorted({link.id for link in piece.links}),
        "code": piece.code,
    }


def stated_hashes(content: bytes) -> dict[str, str] | None:
    """Return path → hash of a manifest as found on disk; None when it isn't one of ours."""
    try:
        data = json.loads(content)
        return {str(file["path"]): str(file["sha256"]) for file in data["files"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
