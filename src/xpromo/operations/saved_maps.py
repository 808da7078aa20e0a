"""Named mappings of the workspace: ``.xpromo/maps/<name>.json`` holds what makes a foreign export ours."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from xpromo.errors import UsageError
from xpromo.files import naming, write_file
from xpromo.operations.import_request import ImportRequest
from xpromo.sources.rules import BAD_MAP

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_WORDS = (*("source", "timezone", "currency", "decimal", "date_order", "account", "placement", "reported_by"),)
_FLAGS = ("strict", "keep_refused", "replace")


def read_mapping(texts: list[str], stated: ImportRequest, folder: Path) -> ImportRequest:
    """Return a request with the mapping of ``--map`` texts, and under the name of the last saved one unless
    it has another already.

    A text is ``theirs=ours``, or the name of a saved mapping, whose options hold where nothing else is stated; what
    stands later wins. Raises UsageError.
    """
    mapping: dict[str, str] = {}
    options: dict[str, Any] = {}
    name = ""
    for text in texts:
        theirs, equals, ours = text.rpartition("=")
        if equals:
            if not (theirs.strip() and ours.strip()):
                raise UsageError("--map takes theirs=ours", hint="--map Landing=url", code=BAD_MAP.code)
            mapping[theirs.strip()] = ours.strip()
            continue
        name = text
        saved, known = _load(folder, text)
        mapping |= saved
        options |= known
    added = {key: value for key, value in options.items() if not getattr(stated, key)}
    return replace(stated, mapping=mapping, map_name=stated.map_name or name, **added)


def save_mapping(path: Path, request: ImportRequest) -> None:
    """Write the mapping of a request to a file, with the options that hold for every such file."""
    stated = {key: getattr(request, key) for key in (*_WORDS, *_FLAGS)}
    saved = {"map": dict(request.mapping), **{key: value for key, value in stated.items() if value}}
    write_file(path, json.dumps(saved, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def mapping_path(folder: Path, name: str) -> Path:
    """Return where a mapping of this name is kept; raises UsageError for what can't be one."""
    if not _NAME.match(name):
        raise UsageError(f"{name!r} can't be a mapping's name", hint="use a-z, 0-9 and dashes", code=BAD_MAP.code)
    return folder / f"{name}.json"


def _load(folder: Path, name: str) -> tuple[dict[str, str], dict[str, Any]]:
    path = mapping_path(folder, name)
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
    if not _is_mapping(saved):
        raise UsageError(f"{path} isn't a mapping", hint="save it again with --save-map", code=BAD_MAP.code)
    return saved["map"], {key: saved[key] for key in (*_WORDS, *_FLAGS) if key in saved}


def _is_mapping(saved: Any) -> bool:  # noqa: ANN401 - whatever stands in the file
    if not isinstance(saved, dict) or not isinstance(saved.get("map"), dict):
        return False
    words = [*saved["map"].values(), *(saved[key] for key in _WORDS if key in saved)]
    return all(isinstance(word, str) for word in words) and all(
        isinstance(saved[key], bool) for key in _FLAGS if key in saved
    )
