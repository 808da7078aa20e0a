"""docs/reference/yaml.md, from the models of brand, partner and campaign: every key."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from xpromo.definitions.form import FORMS
from xpromo.definitions.schema import Brand, Campaign, Partner, campaign, scalars

from .markdown import anchor, code, joined, table

INTRODUCTION = """\
# Definitions in YAML

A workspace is a folder with `campaigns/brand.yaml`; partners lie in `campaigns/partners/`, one file each, and campaigns
beside the brand, one file each. Each file's first line names the JSON Schema that your editor completes from
(`xpromo schema` writes them).

YAML is read strictly. Values stay the text that was typed until a key converts them, so `NO` and `0012` are what they
look like; `true` and `false` are the only booleans. Unknown keys, duplicate keys, tags, anchors and merge keys are
findings with their line and column. A file has at most 256 KiB, 20,000 values and 32 levels. `null`, `~` and nothing
mean "none"; an optional list or mapping may be none."""

FILES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("campaigns/brand.yaml", Brand),
    ("campaigns/partners/<partner>.yaml", Partner),
    ("campaigns/<campaign>.yaml", Campaign),
)

# What a value of each kind looks like: its name in definitions/schema/scalars.py, our word, how it is written
KINDS: dict[str, tuple[str, str]] = {
    "Amount": ("amount", "a number with a decimal point, without currency or separators: `200.00`"),
    "Color": ("colour", 'a hexadecimal colour, in quotes because of the `#`: `"#3b2417"`'),
    "Count": ("count", "a whole number, 0 or more, digits only"),
    "Country": ("country", "two capital letters of ISO 3166: `DE`"),
    "Currency": ("currency", "three capital letters of ISO 4217: `EUR`"),
    "Day": ("day", "year-month-day: `2026-11-30`; an end counts as the last day"),
    "Domain": ("domain", "a host in lower case without scheme, path or port: `northwind.example`"),
    "Email": ("e-mail address", "an address without a name: `ana@example.com`"),
    "Flag": ("true or false", "these two words only"),
    "Id": ("id", "kebab-case: lower-case letters, digits and single dashes between them, at most 64 characters"),
    "Language": ("language", "a short code: `en`, `pt-BR`"),
    "Link": ("page", "the address of a page: `https://…`, at most 2,048 characters"),
    "Line": ("text", "one line of at most 300 characters"),
    "Lines": ("long text", "any number of lines, at most 10,000 characters"),
    "Moment": ("moment", "date and time, with or without an offset: `2026-12-02 09:00`, `2026-12-02 09:00 +01:00`"),
    "Number": ("number", "0 or more, whole or with a decimal point"),
    "Parameter": ("parameter", "the name of a URL parameter: a letter, then letters, digits, `-`, `_`"),
    "Positive": ("positive count", "a whole number, 1 or more"),
    "Prefix": ("prefix", "1 to 12 capital letters and digits"),
    "PromoText": ("promo code", "2 to 32 letters, digits, dashes and underscores"),
    "Role": ("role", "`brand/role`, where the role is a contact of that brand or partner: `green-mug/approver`"),
    "Share": ("share", "a part of a whole: `0.15` or `15 %`"),
    "ShortPath": ("path", "the beginning of a path: `/go`"),
    "Size": ("size", "width x height in pixels: `300x250`"),
    "UtmName": ("utm_ name", "a parameter that begins with `utm_`"),
    "Version": ("version", "`1`"),
    "Zone": ("time zone", "a name of the IANA list: `Europe/Berlin`"),
}


@dataclass(slots=True)
class Pages:
    """What was written so far, and which models still wait for their section."""

    blocks: list[str] = field(default_factory=list)
    waiting: list[type[BaseModel]] = field(default_factory=list)
    seen: set[type[BaseModel]] = field(default_factory=set)


def page() -> str:
    """Return the page."""
    pages = Pages()
    for path, model in FILES:
        pages.blocks.append(f"## {path}")
        pages.waiting.append(model)
        while pages.waiting:
            _section(pages, pages.waiting.pop(0), is_file=not pages.waiting and model not in pages.seen)
    kinds = table(("kind", "how it is written"), sorted(KINDS.values()))
    return joined(INTRODUCTION, *pages.blocks, "## Kinds of value", kinds)


def _section(pages: Pages, model: type[BaseModel], *, is_file: bool) -> None:
    if model in pages.seen:
        return
    pages.seen.add(model)
    if not is_file:
        pages.blocks.append(f"### {_title(model)}")
    pages.blocks.append((model.__doc__ or "").strip())
    hints = get_type_hints(model, include_extras=True)
    rows = [_row(pages, item.alias or name, hints[name], item) for name, item in model.model_fields.items()]
    pages.blocks.append(table(("key", "holds", "needed", "meaning", "example"), rows))


def _row(pages: Pages, name: str, hint: Any, item: Any) -> tuple[str, ...]:  # noqa: ANN401 - a hint, a FieldInfo
    examples = ", ".join(code(flow(example)) for example in item.examples or ())
    return code(name), _words(pages, hint), _needed(item), item.description or "", examples


def _needed(item: Any) -> str:  # noqa: ANN401
    if item.is_required():
        return "yes"
    default = item.default
    empty = default is None or isinstance(default, BaseModel) or default in ((), {})
    return "" if empty else f"else {code(flow(default))}"


def _words(pages: Pages, hint: Any) -> str:  # noqa: ANN401
    """Return what a type hint lets a person write, in words and links."""
    origin, inner = get_origin(hint), get_args(hint)
    if name := SCALARS.get(_identity(hint)):
        return KINDS[name][0]
    if _identity(hint) is campaign.parse_form:
        return ", ".join(map(code, FORMS.modules))
    if origin is Annotated:
        return _words(pages, inner[0])
    if origin is Literal:
        return ", ".join(map(code, inner))
    if origin is not None:
        joint, prefix = {Union: (" or ", ""), UnionType: (" or ", ""), tuple: ("", "list of "), dict: (" → ", "")}[
            origin
        ]
        return prefix + joint.join(_words(pages, item) for item in inner if item not in {NoneType, ...})
    return _plain(pages, hint)


def _plain(pages: Pages, hint: Any) -> str:  # noqa: ANN401
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        pages.waiting.append(hint)
        return f"[{_title(hint)}](#{anchor(_title(hint))})"
    if hint is NoneType:
        return code("null")
    message = f"docs/generators/definitions.py has no words for {hint}"
    raise TypeError(message)


def _identity(hint: Any) -> Any:  # noqa: ANN401
    """Return what tells one kind of value from another: the function that parses it."""
    validators = [getattr(item, "func", None) for item in getattr(hint, "__metadata__", ())]
    return next((item for item in validators if item is not None), None)


SCALARS = {_identity(getattr(scalars, name)): name for name in KINDS} | {campaign.parse_campaign_id: "Id"}


def _title(model: type[BaseModel]) -> str:
    """``UtmPolicy`` → ``UTM policy``."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()
    return words.replace("utm", "UTM") if words.startswith("utm") else words.capitalize()


def flow(value: Any) -> str:  # noqa: ANN401
    """Return a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, str):
        return value if re.fullmatch(r"[\w./@€-][\w./@ :-]*(?<! )", value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)
