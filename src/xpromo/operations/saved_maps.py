"""Named mappings of the workspace: ``.xpromo/maps/<name>.json`` holds what makes a foreign export ours."""

from __future__ import annotations

import json
import re
from pathlib import Path

from xpromo.errors import UsageError
from xpromo.files import naming, write_file
from xpromo.operations.import_ import ImportRequest
from xpromo.sources.rules import BAD_MAP

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_KEYS = ("source", "timezone", "currency")


def read_mapping(texts: list[str], folder: Path) -> tuple[dict[str, str], dict[str, str], str]:
    """Return the mapping of ``--map`` texts, further options that a saved mapping holds, and its name ("" for none).

    A text is ``theirs=ours``, or the name of a saved mapping; what stands later wins. Raises UsageError.
    """
    mapping: dict[str, str] = {}
    options: dict[str, str] = {}
    name = ""
    for text in texts:
        theirs, equals, ours = text.rpartition("=")
        if equals:
            if not (theirs.strip() and ours.strip()):
                raise UsageError("--map takes theirs=ours", hint="--map Landing=url", code=BAD_MAP.code)
            mapping[theirs.strip()] = ours.strip()
            continue
        name = text
        saved, stated = _load(folder, text)
        mapping |= saved
        options |= stated
    return mapping, options, name


def save_mapping(name: str, request: ImportRequest, folder: Path) -> Path:
    """Write the mapping, source, zone and currency of a request under a name; return the file."""
    path = _path(folder, name)
    stated = {"source": request.source, "timezone": request.timezone, "currency": request.currency}
    saved = {"map": dict(request.mapping), **{key: value for key, value in stated.items() if value}}
    write_file(path, json.dumps(saved, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    return path


def _path(folder: Path, name: str) -> Path:
    if not _NAME.match(name):
        raise UsageError(f"{name!r} can't be a mapping's name", hint="use a-z, 0-9 and dashes", code=BAD_MAP.code)
    return folder / f"{name}.json"


def _load(folder: Path, name: str) -> tuple[dict[str, str], dict[str, str]]:
    path = _path(folder, name)
    if not path.is_file():
        known = sorted(item.stem for item in folder.glob("*.json")) if folder.is_dir() else []
        hint = f"known: {', '.join(known)}" if known else "--map theirs=ours --save-map NAME saves one"
        raise UsageError(f"no mapping called {name!r}", hint=hint, code=BAD_MAP.code)
    with naming(path, "read"):
        text = path.read_text(encoding="utf-8", errors="replace")
    try:
        saved = json.loads(text)
    except (ValueError, RecursionError):
        saved = None
    mapping = saved.get("map") if isinstance(saved, dict) else None
    if not isinstance(mapping, dict) or not all(isinstance(ours, str) for ours in mapping.values()):
        raise UsageError(f"{path} isn't a mapping", hint="save it again with --save-map", code=BAD_MAP.code)
    return mapping, {key: str(saved[key]) for key in _KEYS if key in saved}
