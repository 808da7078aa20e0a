"""Bytes of a definition file → text that people and machines read the same way, or the problem and its place."""

from __future__ import annotations

import re

from xpromo.definitions import file_rules as rules
from xpromo.errors import Location, Problem

MAX_BYTES = 256 * 1024
LINE_END = re.compile(r"\r\n|\r|\n")

# What YAML, terminals or people would take for something else: C0 and C1 controls, line separators, overrides of the
# writing direction, a byte order mark in the middle, halves of surrogate pairs, and what is no character at all.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "save the file as UTF-8"


def decode(path: str, content: str | bytes) -> str | Problem:
    """Return the text without a byte order mark, or why it can't be read; size is looked at first."""
    if len(content) > MAX_BYTES:
        hint = "split it: one file a campaign, one file a partner"
        return rules.FILE_TOO_LARGE.at(Location(path), f"the file is larger than {MAX_BYTES // 1024} KiB", hint)
    if isinstance(content, bytes):
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            return _not_utf8(path, content, error.start)
    else:
        text = content
    text = text.removeprefix("\ufeff")
    found = CONTROL.search(text)
    return _control(path, text, found.start()) if found else text


def point(path: str, before: str) -> Location:
    """Return the place of the one character that follows ``before``."""
    lines = LINE_END.split(before)
    line, column = len(lines), len(lines[-1]) + 1
    return Location(path, line, column, line, column + 1)


def _not_utf8(path: str, content: bytes, offset: int) -> Problem:
    before = content[:offset].decode().removeprefix("\ufeff")
    what = "begins a file in UTF-16" if content[:2] in _UTF16_MARKS else "is not UTF-8"
    return rules.NOT_UTF8.at(point(path, before), f"byte {offset} (0x{content[offset]:02x}) {what}", _SAVE)


def _control(path: str, text: str, index: int) -> Problem:
    hint = f"if the file is in UTF-16, {_SAVE}" if text[index] == "\0" else "delete it"
    message = f"the invisible character U+{ord(text[index]):04X} is not allowed"
    return rules.CONTROL_CHARACTER.at(point(path, text[:index]), message, hint)
