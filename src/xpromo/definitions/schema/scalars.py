"""The kinds of value that a key can have, each with the JSON Schema that editors check with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from xpromo.definitions.schema.parsing import (
    ID_PATTERN,
    LARGEST,
    LONGEST_ID,
    MANY_LINES,
    ONE_LINE,
    listed,
    mapped,
    parse_amount,
    parse_code,
    parse_color,
    parse_count,
    parse_country,
    parse_currency,
    parse_date,
    parse_decimal,
    parse_domain,
    parse_email,
    parse_flag,
    parse_id,
    parse_language,
    parse_line,
    parse_lines,
    parse_link,
    parse_moment,
    parse_parameter,
    parse_positive,
    parse_prefix,
    parse_role,
    parse_share,
    parse_short_path,
    parse_size,
    parse_utm_name,
    parse_version,
    parse_zone,
)
from xpromo.urls import MAX_LANDING

K = TypeVar("K")
V = TypeVar("V")


def _json(kind: str | list[str], **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **more})


def _like(kind: str | list[str], pattern: str, words: str, **more: Any) -> WithJsonSchema:
    """Return a schema whose editor says ``words`` where the pattern isn't met, instead of the pattern."""
    return _json(kind, pattern=pattern, patternErrorMessage=words, **more)


# What an editor takes for a number (``200.00``) is text to us, so these take both.
_NUMERIC = ["number", "string"]

Line = Annotated[str, PlainValidator(parse_line), _json(["string", "number", "boolean"], maxLength=ONE_LINE)]
Link = Annotated[str, PlainValidator(parse_link), _json("string", maxLength=MAX_LANDING)]
Lines = Annotated[str, PlainValidator(parse_lines), _json(["string", "number", "boolean"], maxLength=MANY_LINES)]
ID_SCHEMA = {
    "type": ["string", "integer"],
    "pattern": ID_PATTERN,
    "patternErrorMessage": "an id has lower-case letters, digits and single dashes between them, like green-mug",
    "maxLength": LONGEST_ID,
}
Id = Annotated[str, PlainValidator(parse_id), WithJsonSchema(ID_SCHEMA)]
Count = Annotated[int, PlainValidator(parse_count), _json("integer", minimum=0, maximum=LARGEST)]
Positive = Annotated[int, PlainValidator(parse_positive), _json("integer", minimum=1, maximum=LARGEST)]
Number = Annotated[Decimal, PlainValidator(parse_decimal), _json("number", minimum=0)]
Amount = Annotated[Decimal, PlainValidator(parse_amount), _json("number", minimum=0)]
Share = Annotated[
    Decimal,
    PlainValidator(parse_share),
    _like(_NUMERIC, r"^[\d.]+ ?%?$", "write it like 0.15 or 15 %", minimum=0, maximum=1),
]
Flag = Annotated[bool, PlainValidator(parse_flag), _json("boolean")]
Day = Annotated[
    date, PlainValidator(parse_date), _like("string", r"^\d{4}-\d\d-\d\d$", "write year-month-day, like 2026-11-30")
]
Moment = Annotated[
    datetime,
    PlainValidator(parse_moment),
    _like("string", r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d", "write it like 2026-12-02 09:00"),
]
Currency = Annotated[
    str, PlainValidator(parse_currency), _like("string", "^[A-Z]{3}$", "write three capital letters, like EUR")
]
Zone = Annotated[str, PlainValidator(parse_zone), _json("string")]
Domain = Annotated[
    str,
    PlainValidator(parse_domain),
    _like("string", r"^[a-z0-9.-]+\.[a-z][a-z0-9-]+$", "write the host alone, like shop.example"),
]
Email = Annotated[
    str,
    PlainValidator(parse_email),
    _like("string", "^[^@ ]+@[^@ ]+$", "write one address, like ada@northwind.example"),
]
Color = Annotated[
    str, PlainValidator(parse_color), _like("string", "^#([0-9a-fA-F]{3}){1,2}$", 'write it in quotes, like "#3b2417"')
]
Size = Annotated[str, PlainValidator(parse_size), _like("string", r"^\d+x\d+$", "write width x height, like 300x250")]
Language = Annotated[str, PlainValidator(parse_language), _json(["string", "boolean"])]
Country = Annotated[str, PlainValidator(parse_country), _json(["string", "boolean"])]
PromoText = Annotated[str, PlainValidator(parse_code), _json(["string", "number"])]
Prefix = Annotated[str, PlainValidator(parse_prefix), _json(["string", "number"])]
UtmName = Annotated[
    str,
    PlainValidator(parse_utm_name),
    _like("string", "^utm_[a-z_]+$", "write its whole name, like utm_source_platform"),
]
Parameter = Annotated[str, PlainValidator(parse_parameter), _json("string")]
ShortPath = Annotated[str, PlainValidator(parse_short_path), _like("string", "^/", "write the path alone, like /go")]
Role = Annotated[
    str,
    PlainValidator(parse_role),
    _like("string", "^[a-z0-9-]+/[a-z0-9-]+$", "write brand/role, like northwind-coffee/approver"),
]
Version = Annotated[int, PlainValidator(parse_version), _json("integer", enum=[1])]

Items = Annotated[tuple[V, ...], BeforeValidator(listed)]
Map = Annotated[dict[K, V], BeforeValidator(mapped)]
Section = Annotated[V, BeforeValidator(mapped)]
