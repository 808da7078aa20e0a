"""docs/reference/output.md, from the JSON Schemas that every result is tested against."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from .markdown import anchor, code, joined, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INTRODUCTION = """\
# Output for programs

`--format json` prints an envelope on standard output, and nothing else is printed there:

```json
{"schema": "xpromo/links", "format_version": "1.0", "xpromo_version": "0.1.0",
 "generated_at": "2026-11-22T09:00:00+00:00", "data": []}
```

Numbers are plain, money is in minor units beside its ISO 4217 code, rates are fractions, moments are ISO 8601 with an
offset. A minor `format_version` adds keys, a major one breaks. Keys that don't apply are `null`, never left out. The
JSON Schemas lie in the package under `xpromo/report/schemas/`. `ndjson` prints the rows of `data`, one a line, without
the envelope; `csv` and `md` print them as a table.

The same input gives the same bytes: rows are sorted, and `generated_at` comes from `--now` where it is given."""

Schema = dict[str, Any]


def page() -> str:
    """Return the page."""
    return joined(INTRODUCTION, *(part for name, schema in schemas() for part in _section(name, schema)))


def schemas() -> Iterator[tuple[str, Schema]]:
    """Yield name and JSON Schema of each result, by name."""
    folder = files("xpromo.report") / "schemas"
    for item in sorted(folder.iterdir(), key=lambda item: item.name.removesuffix(".json")):
        if item.name.endswith(".json"):
            yield item.name.removesuffix(".json"), json.loads(item.read_text(encoding="utf-8"))


def _section(name: str, schema: Schema) -> list[str]:
    described = schema.get("description") or schema.get("title") or ""
    parts = [f"## {name}", described, _table("data", schema["properties"]["data"], name)]
    for part, node in schema.get("$defs", {}).items():
        parts += [f"### {_heading(part, name)}", _sentence(node.get("description", "")), _table(part, node, name)]
    return parts


def _heading(part: str, name: str) -> str:
    return f"{part} of {name}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def _table(part: str, node: Schema, name: str) -> str:
    rows = [(code(path), kind, words) for path, kind, words in _rows("", node, name)]
    return table((f"key of {part}", "type", "holds"), rows)


def _rows(path: str, node: Schema, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield every key under a node; ``[]`` marks the items of a list. What has a name has a table of its own."""
    if path and not path.endswith("[]"):
        yield path, _type(node, name), _sentence(node.get("description", ""))
    inner = _alternative(node)
    if isinstance(inner.get("items"), dict):
        yield from _rows(f"{path}[]", inner["items"], name)
    for key, item in inner.get("properties", {}).items():
        yield from _rows(f"{path}.{key}" if path else key, item, name)


def _alternative(node: Schema) -> Schema:
    """Return the alternative that has an inside, where there are several."""
    choices: list[Schema] = node.get("anyOf") or node.get("oneOf") or []
    return next((item for item in choices if "properties" in item or "items" in item), node)


def _type(node: Mapping[str, Any], name: str) -> str:
    if "$ref" in node:
        part = node["$ref"].removeprefix("#/$defs/")
        return f"[{part}](#{anchor(_heading(part, name))})"
    if "enum" in node:
        return ", ".join(code(json.dumps(item)) for item in node["enum"])
    if "const" in node:
        return code(json.dumps(node["const"]))
    if "type" not in node:
        return " or ".join(dict.fromkeys(_type(item, name) for item in node.get("anyOf") or node.get("oneOf") or ()))
    kinds = [node["type"]] if isinstance(node["type"], str) else node["type"]
    if "$ref" in node.get("items", {}):
        kinds = [f"array of {_type(node['items'], name)}" if kind == "array" else kind for kind in kinds]
    return " or ".join(kinds)
