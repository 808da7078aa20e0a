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


# What an editor takes for a number (``200.00``) is text to us, so these take both.
_NUMERIC = ["number", "string"]

Line = Annotated[str, PlainValidator(parse_line), _json(["string", "number", "boolean"], maxLength=ONE_LINE)]
Link = Annotated[str, PlainValidator(parse_link), _json("string", maxLength=MAX_LANDING)]
Lines = Annotated[str, PlainValidator(parse_lines), _json(["string", "number", "boolean"], maxLength=MANY_LINES)]
ID_SCHEMA = {"type": ["string", "integer"], "pattern": ID_PATTERN, "maxLength": LONGEST_ID}
Id = Annotated[str, PlainValidator(parse_id), WithJsonSchema(ID_SCHEMA)]
Count = Annotated[int, PlainValidator(parse_count), _json("integer", minimum=0, maximum=LARGEST)]
Positive = Annotated[int, PlainValidator(parse_positive), _json("integer", minimum=1, maximum=LARGEST)]
Number = Annotated[Decimal, PlainValidator(parse_decimal), _json("number", minimum=0)]
Amount = Annotated[Decimal, PlainValidator(parse_amount), _json("number", minimum=0)]
Share = Annotated[Decimal, PlainValidator(parse_share), _json(_NUMERIC, minimum=0, maximum=1, pattern=r"^[\d.]+ ?%?$")]
Flag = Annotated[bool, PlainValidator(parse_flag), _json("boolean")]
Day = Annotated[date, PlainValidator(parse_date), _json("string", pattern=r"^\d{4}-\d\d-\d\d$")]
Moment = Annotated[datetime, PlainValidator(parse_moment), _json("string", pattern=r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d")]
Currency = Annotated[str, PlainValidator(parse_currency), _json("string", pattern="^[A-Z]{3}$")]
Zone = Annotated[str, PlainValidator(parse_zone), _json("string")]
Domain = Annotated[str, PlainValidator(parse_domain), _json("string", pattern=r"^[a-z0-9.-]+\.[a-z][a-z0-9-]+$")]
Email = Annotated[str, PlainValidator(parse_email), _json("string", pattern="^[^@ ]+@[^@ ]+$")]
Color = Annotated[str, PlainValidator(parse_color), _json("string", pattern="^#([0-9a-fA-F]{3}){1,2}$")]
Size = Annotated[str, PlainValidator(parse_size), _json("string", pattern=r"^\d+x\d+$")]
Language = Annotated[str, PlainValidator(parse_language), _json(["string", "boolean"])]
Country = Annotated[str, PlainValidator(parse_country), _json(["string", "boolean"])]
PromoText = Annotated[str, PlainValidator(parse_code), _json(["string", "number"])]
Prefix = Annotated[str, PlainValidator(parse_prefix), _json(["string", "number"])]
UtmName = Annotated[str, PlainValidator(parse_utm_name), _json("string", pattern="^utm_[a-z_]+$")]
Parameter = Annotated[str, PlainValidator(parse_parameter), _json("string")]
ShortPath = Annotated[str, PlainValidator(parse_short_path), _json("string", pattern="^/")]
Role = Annotated[str, PlainValidator(parse_role), _json("string", pattern="^[a-z0-9-]+/[a-z0-9-]+$")]
Version = Annotated[int, PlainValidator(parse_version), _json("integer", enum=[1])]

Items = Annotated[tuple[V, ...], BeforeValidator(listed)]
Map = Annotated[dict[K, V], BeforeValidator(mapped)]
Section = Annotated[V, BeforeValidator(mapped)]
