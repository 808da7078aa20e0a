"""docs/reference/output.md, from the JSON Schemas that every result is tested against."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from .markdown import code, joined, table

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
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".json"):
            yield item.name.removesuffix(".json"), json.loads(item.read_text(encoding="utf-8"))


def _section(name: str, schema: Schema) -> list[str]:
    described = schema.get("description") or schema.get("title") or ""
    data = schema.get("properties", {}).get("data", schema)
    rows = [(code(path), kind, words) for path, kind, words in _rows("", data, schema)]
    return [f"## {name}", described, table(("key of data", "type", "holds"), rows)]


def _rows(path: str, node: Schema, root: Schema) -> Iterator[tuple[str, str, str]]:
    """Yield every key under a node; ``[]`` marks the items of a list."""
    node = _followed(node, root)
    if path:
        yield path, _type(node, root), node.get("description", "")
    inner = _alternative(node, root)
    items = inner.get("items")
    if isinstance(items, dict):
        yield from _inside(f"{path}[]", items, root)
    for name, item in inner.get("properties", {}).items():
        yield from _rows(f"{path}.{name}" if path else name, item, root)


def _inside(path: str, items: Schema, root: Schema) -> Iterator[tuple[str, str, str]]:
    items = _alternative(_followed(items, root), root)
    for name, item in items.get("properties", {}).items():
        yield from _rows(f"{path}.{name}", item, root)


def _followed(node: Schema, root: Schema) -> Schema:
    """Return a node with its reference filled in; what stands beside the reference wins."""
    while "$ref" in node:
        found: Any = root
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = {**found, **{name: item for name, item in node.items() if name != "$ref"}}
    return node


def _alternative(node: Schema, root: Schema) -> Schema:
    """Return the alternative that has an inside, where there are several."""
    choices = [_followed(item, root) for item in node.get("anyOf") or node.get("oneOf") or ()]
    return next((item for item in choices if "properties" in item or "items" in item), node)


def _type(node: Mapping[str, Any], root: Schema) -> str:
    if "enum" in node:
        return ", ".join(code(json.dumps(item)) for item in node["enum"])
    if "const" in node:
        return code(json.dumps(node["const"]))
    if "type" in node:
        return node["type"] if isinstance(node["type"], str) else " or ".join(node["type"])
    kinds = (_type(_followed(item, root), root) for item in node.get("anyOf", node.get("oneOf", ())))
    return " or ".join(dict.fromkeys(kinds))
