"""From the text that was typed to a Python value, with our own sentences when it doesn't fit.

Each ``parse_`` function takes what the loader hands over (text, None, a list, a mapping) and raises an error whose type
is the slug of a rule; ``{key}`` in its sentence becomes the name of the key.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final, LiteralString

from pydantic_core import PydanticCustomError

from xpromo.definitions.schema import mending
from xpromo.definitions.words import meant, shortened, slug
from xpromo.money import CURRENCIES
from xpromo.urls import MAX_LANDING

ONE_LINE: Final = 300
MANY_LINES: Final = 10_000
LARGEST: Final = 10**12
LONGEST_ID: Final = 64
OR_DELETE: Final = ", or delete the key"  # the end of a hint about a key that need not be there
ID_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_WHOLE = re.compile(r"\d{1,13}\Z", re.ASCII)
_DECIMAL = re.compile(r"\d{1,13}(?:\.\d{1,9})?\Z", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?%\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?: ?(?:Z|[+-]\d\d:\d\d))?\Z", re.ASCII)
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\Z")
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,253}\.[^\s@<>\"(),:;\\\[\].]{2,63}\Z")
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
_SIZE = re.compile(r"([1-9]\d{0,3})x([1-9]\d{0,3})\Z", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,31}\Z")
_PREFIX = re.compile(r"[A-Z0-9]{1,12}\Z")
_UTM_NAME = re.compile(r"utm_[a-z]+(?:_[a-z]+)*\Z")
_PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}\Z")
_ONE_ITEM = re.compile(r"[A-Za-z][A-Za-z0-9./-]*\Z")
_SHORT_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+/?)*\Z")


def fail(rule: LiteralString, message: str, hint: str = "", meant: str = "", key: str = "") -> PydanticCustomError:
    """Return the error that becomes a problem of the rule with this slug.

    ``meant`` is what can be written instead, ``key`` the one that is wrong in a mapping; else all of it is.
    """
    return PydanticCustomError(rule, "{message}", {"message": message, "hint": hint, "meant": meant, "key": key})


def _meant(parse: Callable[[str], object], text: str, mend: Callable[[str], str]) -> str:
    """Return what was certainly meant by text that ``parse`` refused, if it takes that; else nothing."""
    meant = mend(text)
    if meant in {"", text}:
        return ""
    try:
        parse(meant)
    except PydanticCustomError:
        return ""
    return meant


def _text(value: Any, what: str = "text") -> str:
    """Return what was typed; anything but text is a problem of its own."""
    if type(value) is str:
        return value
    if value is None:
        raise fail("missing-key", "{key} has no value", f"give it {what}{OR_DELETE}")
    found = "a list" if isinstance(value, list) else "a mapping"
    raise fail("wrong-shape", f"{{key}} needs {what}, not {found}")


def _shown(text: str) -> str:
    """Return typed text for a message, in the quotes that typed text has."""
    return f"`{shortened(text)}`"


def parse_line(value: Any, longest: int = ONE_LINE) -> str:
    """One line of text that says something."""
    text = _text(value)
    if len(text) > longest:
        raise fail("too-long", f"{{key}} has {len(text):,} characters, {longest:,} fit")
    if not text.strip():
        raise fail("bad-text", "{key} is empty", "write something, or delete the key")
    if "\n" in text or "\r" in text:
        raise fail("bad-text", "{key} must be one line")
    return text


def parse_link(value: Any) -> str:
    """The address of a page; whether it is a good one is a check's question."""
    return parse_line(value, MAX_LANDING)


def parse_lines(value: Any) -> str:
    """Text of any number of lines."""
    text = _text(value)
    if len(text) > MANY_LINES:
        raise fail("too-long", f"{{key}} has {len(text)} characters, {MANY_LINES:,} fit")
    return text


def parse_id(value: Any) -> str:
    """An id: kebab-case, at most 64 characters."""
    text = _text(value, "an id")
    if len(text) <= LONGEST_ID and _ID.match(text):
        return text
    proposed = slug(text)
    hint = f"write `{proposed}`" if proposed and proposed != text else "shorten it"
    rule = "lower-case letters, digits and single dashes between them, at most 64 characters"
    raise fail("bad-id", f"{_shown(text)} is no id: {rule}", hint)


def parse_count(value: Any) -> int:
    """A whole number, 0 or more."""
    text = _text(value, "a whole number")
    if _WHOLE.match(text) and (number := int(text)) <= LARGEST:
        return number
    digits = re.sub(r"[ _,.'](?=\d{3})", "", text)
    hint = f"write `{digits}`" if digits != text and _WHOLE.match(digits) else "write digits only, like 42000"
    meant = _meant(parse_count, text, mending.number)
    raise fail("bad-number", f"{_shown(text)} is no whole number of 0 or more", hint, meant)


def parse_positive(value: Any) -> int:
    """A whole number, 1 or more."""
    number = parse_count(value)
    if number == 0:
        raise fail("bad-number", "{key} must be 1 or more")
    return number


def parse_decimal(value: Any) -> Decimal:
    """A number of 0 or more, whole or with a decimal point."""
    text = _text(value, "a number")
    if _DECIMAL.match(text):
        return Decimal(text)
    meant = _meant(parse_decimal, text, mending.number)
    raise fail(
        "bad-number", f"{_shown(text)} is no number of 0 or more", "write digits, and `.` before decimals", meant
    )


def parse_amount(value: Any) -> Decimal:
    """An amount of money without its currency."""
    text = _text(value, "an amount")
    if _DECIMAL.match(text):
        return Decimal(text)
    meant = _meant(parse_amount, text, mending.number)
    raise fail(
        "bad-money", f"{_shown(text)} is no amount", "write it like 200.00, without currency or separators", meant
    )


def parse_share(value: Any) -> Decimal:
    """A part of a whole: 0.15 or 15 %."""
    text = _text(value, "a share")
    percent = _PERCENT.match(text)
    if percent:
        share = Decimal(percent[1]) / 100
    elif _DECIMAL.match(text):
        share = Decimal(text)
    else:
        raise fail("bad-share", f"{_shown(text)} is no share", "write it like 0.15 or 15 %")
    if share > 1:
        raise fail("bad-share", f"{_shown(text)} is more than the whole", "write it like 0.15 or 15 %")
    return share


def parse_flag(value: Any) -> bool:
    """True or false, in these words only."""
    text = _text(value, "true or false")
    if text in ("true", "false"):
        return text == "true"
    meant = _meant(parse_flag, text, mending.flag)
    raise fail("bad-boolean", f"{_shown(text)} is neither `true` nor `false`", "write `true` or `false`", meant)


def parse_date(value: Any) -> date:
    """A day: 2026-11-30."""
    text = _text(value, "a date")
    try:
        if _DATE.match(text):
            return date.fromisoformat(text)
    except ValueError:
        raise fail("bad-date", f"{_shown(text)} is not in the calendar") from None
    meant = _meant(parse_date, text, mending.day)
    raise fail("bad-date", f"{_shown(text)} is no date", "write year-month-day, like 2026-11-30", meant)


def parse_moment(value: Any) -> datetime:
    """A date and time, with or without an offset: 2026-12-02 09:00."""
    text = _text(value, "a date and time")
    try:
        if _MOMENT.match(text):
            return datetime.fromisoformat(f"{text[:10]}T{text[11:].replace(' ', '')}")
    except ValueError:
        raise fail("bad-moment", f"{_shown(text)} is not in the calendar or on the clock") from None
    meant = _meant(parse_moment, text, mending.day)
    raise fail("bad-moment", f"{_shown(text)} is no date and time", "write it like 2026-12-02 09:00", meant)


def parse_currency(value: Any) -> str:
    """An ISO 4217 code."""
    text = _text(value, "a currency")
    if text in CURRENCIES:
        return text
    meant = _meant(parse_currency, text, str.upper)
    hint = f"write `{meant}`" if meant else "write its ISO 4217 code, like EUR"
    raise fail("bad-currency-code", f"{_shown(text)} is no currency code", hint, meant)


def parse_zone(value: Any) -> str:
    """A time zone of the IANA list."""
    text = _text(value, "a time zone")
    if text in _zones():
        return text
    hint = meant(text, _zones()) or "write a name like Europe/Berlin"
    mended = _meant(parse_zone, text, lambda typed: mending.word(typed, _zones()))
    raise fail("bad-timezone", f"{_shown(text)} is no time zone", hint, mended)


@cache
def _zones() -> frozenset[str]:
    """The IANA list as we ship it: what a machine has beside it, or takes in any case, is no name elsewhere."""
    names = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(names) - {"Factory"}


def _no_mending(_text: str) -> str:
    return ""


def _matching(
    pattern: re.Pattern[str],
    rule: LiteralString,
    what: LiteralString,
    hint: str,
    mend: Callable[[str], str] = _no_mending,
) -> Callable[[Any], str]:
    """Return a parser for text of one form."""

    def parse(value: Any) -> str:
        text = _text(value, what)
        if pattern.match(text):
            return text
        raise fail(rule, f"{_shown(text)} is not {what}", hint, _meant(parse, text, mend))

    return parse


_BARE = "write it in lower case without https://, path or port"
parse_domain = _matching(_DOMAIN, "bad-domain", "a domain", _BARE, mending.host)
parse_email = _matching(_EMAIL, "bad-email", "an e-mail address", "write it like ana@example.com, without a name")
parse_color = _matching(_COLOR, "bad-color", "a colour", 'write it in quotes, like "#3b2417"', mending.color)
parse_size = _matching(_SIZE, "bad-size", "a banner size", "write width x height in pixels, like 300x250", mending.size)
_SHORT_CODE = "write its short code, like en or pt-BR"
parse_language = _matching(_LANGUAGE, "bad-language", "a language", _SHORT_CODE, mending.language)
parse_country = _matching(_COUNTRY, "bad-language", "a country", "write its two capital letters, like DE", str.upper)
parse_code = _matching(_CODE, "bad-code", "a promo code", "2 to 32 letters, digits, dashes and underscores")
parse_prefix = _matching(_PREFIX, "bad-code", "a prefix of codes", "1 to 12 capital letters and digits")
parse_utm_name = _matching(_UTM_NAME, "bad-text", "a utm_ parameter", "write a name like utm_source_platform")
parse_parameter = _matching(_PARAMETER, "bad-text", "a parameter name", "write a short word, like xp")
parse_short_path = _matching(_SHORT_PATH, "bad-text", "a path", "write it like /go")


def parse_role(value: Any) -> str:
    """A person's function at a brand: ``brand/role``; people are named nowhere else."""
    text = _text(value, "a role")
    party, slash, role = text.partition("/")
    if slash and _ID.match(party) and _ID.match(role):
        return text
    raise fail("bad-role", f"{_shown(text)} is no role", "write brand/role, like northwind-coffee/approver")


def parse_version(value: Any) -> int:
    """The version of the schema; there is one so far."""
    if _text(value, "a version") == "1":
        return 1
    raise fail("bad-schema-version", f"{_shown(value)} is no schema version that this xpromo reads", "write 1")


def listed(value: Any) -> Any:
    """Nothing is an empty list."""
    if isinstance(value, list):
        return value
    if value is None:
        return []
    found, hint = ("text", f"write `[{value}]`") if isinstance(value, str) else ("a mapping", "begin items with `- `")
    meant = f"[{value}]" if isinstance(value, str) and _ONE_ITEM.match(value) else ""
    raise fail("wrong-shape", f"{{key}} needs a list, not {found}", hint if len(hint) < ONE_LINE else "", meant)


def mapped(value: Any) -> Any:
    """Nothing is an empty mapping."""
    if isinstance(value, dict):
        return value
    if value is None:
        return {}
    raise fail("wrong-shape", "{key} needs keys and values, not " + ("text" if isinstance(value, str) else "a list"))
