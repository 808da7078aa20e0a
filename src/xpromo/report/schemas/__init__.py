"""The JSON Schema of every command's output: ``<name>.json`` is that of ``"schema": "xpromo/<name>"``."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def schema_names() -> list[str]:
    """Return the names of all outputs that have a schema, sorted."""
    return sorted(item.name.removesuffix(".json") for item in files(__name__).iterdir() if item.name.endswith(".json"))


def load_schema(name: str) -> dict[str, Any]:
    """Return the schema of one output; KeyError when there is none."""
    path = files(__name__) / f"{name}.json"
    if name not in schema_names():
        raise KeyError(name)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
