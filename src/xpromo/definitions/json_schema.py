"""The JSON Schemas that editors complete and check with, made from the models.

JSON Schema draft 7, because every editor's YAML plug-in knows it. They accept what the loader accepts, seen with an
editor's eyes: there ``200.00`` is a number and ``2026-11-30`` is text. Beside the standard's keywords they use two that
the plug-ins know: ``patternErrorMessage``, and ``markdownDescription`` for what is set in code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from xpromo.definitions.schema import Brand, Campaign, Partner
from xpromo.definitions.workspace import schema_file

_MODELS: dict[str, type[BaseModel]] = {"brand": Brand, "campaign": Campaign, "partner": Partner}
_DRAFT = "http://json-schema.org/draft-07/schema#"


def schemas() -> Mapping[str, dict[str, Any]]:
    """Return name → schema for brand, campaign and partner, in this order."""
    return {name: {"$schema": _DRAFT, **_tuned(_raw(name))} for name in _MODELS}


def schema_texts() -> dict[str, str]:
    """Return path below the workspace, where each definition's first line points → schema as text."""
    return {schema_file(name): as_text(schema) for name, schema in schemas().items()}


def as_text(schema: Mapping[str, Any]) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _raw(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = _MODELS[name].model_json_schema(ref_template="#/definitions/{model}")
    schema["definitions"] = schema.pop("$defs", {})
    return schema


def _tuned(node: Any) -> Any:
    """Return a schema without what editors don't need, and with what draft 7 asks for."""
    if isinstance(node, list):
        return [_tuned(item) for item in node]
    if not isinstance(node, dict):
        return node
    drop = {"default"} if "properties" in node else {"title", "default"}  # a mapping's title names its snippet
    tuned = {name: _part(name, item) for name, item in node.items() if name not in drop}
    if "`" in tuned.get("description", ""):
        tuned["markdownDescription"] = tuned["description"]
    if "properties" in tuned:
        needed = tuned.get("required", ())
        tuned["properties"] = {
            name: item if name in needed else _or_nothing(item) for name, item in tuned["properties"].items()
        }
    if "$ref" in tuned and len(tuned) > 1:  # draft 7 ignores what stands beside a reference
        tuned["allOf"] = [{"$ref": tuned.pop("$ref")}]
    return tuned


def _part(name: str, item: Any) -> Any:
    if name in {"properties", "definitions"}:  # their keys are names of ours, whatever they look like
        return {key: _tuned(inner) for key, inner in item.items()}
    return item if name in {"enum", "examples", "const", "required"} else _tuned(item)


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """Let an optional list or mapping be nothing: ``placements:`` before the first is written."""
    if schema.get("type") in {"array", "object"}:
        return schema | {"type": [schema["type"], "null"]}
    if "allOf" in schema:
        rest = {name: item for name, item in schema.items() if name != "allOf"}
        return rest | {"anyOf": [*schema["allOf"], {"type": "null"}]}
    return schema
