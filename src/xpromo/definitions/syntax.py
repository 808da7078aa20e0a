"""What the YAML parser says, in words that help the person who typed the file."""

from __future__ import annotations

from typing import Any, NamedTuple

from xpromo.definitions.file_rules import YAML_SYNTAX
from xpromo.errors import Location, Problem

_QUOTE = "put the text in quotes"
_CLOSE = "close it, or check the commas"
_INDENT = "keys of one mapping start in one column; check the indentation of this line and the one before"

# A part of the parser's sentence → ours, and what to do. The first that fits counts.
_SENTENCES = (
    ("mapping values are not allowed", "a `:` can't stand here", f"{_QUOTE}, or check the indentation"),
    ("cannot start any token", "text can't begin with this character", _QUOTE),
    ("expected ',' or ']'", "this list isn't closed", _CLOSE),
    ("expected ',' or '}'", "this mapping isn't closed", _CLOSE),
    ("expected key", "a key was expected here", _INDENT),
    ("<block end>", "a key was expected here", _INDENT),
    ("expected ':'", "a `:` is missing after this key", "write `key: value`"),
    ("expected '-'", "a list item was expected here", "items of one list start with `- ` in one column"),
    ("unexpected end of stream", "the quotes opened here are never closed", "close the quotes"),
    ("unknown escape", "a backslash in double quotes begins an escape, and this is none", "use single quotes"),
    ("hexdecimal", "this escape lacks digits", "write \\xNN, \\uNNNN or \\UNNNNNNNN"),
    ("hexadecimal", "this escape lacks digits", "write \\xNN, \\uNNNN or \\UNNNNNNNN"),
    ("Unicode character escape", "this escape names no character", "type the character itself"),
    ("document indicator", "`---` or `...` stands inside quotes", "close the quotes before it"),
    ("document start", "a second document begins here", "one file, one document"),
    ("sequence entries are not allowed", "a list item can't begin here", "put the list on lines of its own"),
    ("not allowed in this context", "a key can't begin here", _INDENT),
    ("node content", "a value was expected here", _CLOSE),
    ("alphabetic or numeric", "text can't begin with `*` or `&`", _QUOTE),
)  # fmt: skip


class _Mark(NamedTuple):
    """A place in a text, counted from 0."""

    line: int
    column: int


def explain_syntax(path: str, text: str, error: Any) -> Problem:
    """Return the problem for an error of the parser: PyYAML's MarkedYAMLError with ``problem`` and ``problem_mark``."""
    said = str(error.problem or "")
    if "block collection" in str(error.context):
        said = "expected '-'"  # libyaml's words; the parser in Python has the same for lists and mappings
    message, hint = next(
        ((ours, advice) for part, ours, advice in _SENTENCES if part in said),
        ("this isn't YAML", "check quotes, brackets and indentation around here"),
    )
    # An unclosed quote or bracket is found at the end of the file, but made where it was opened.
    opened = error.context_mark is not None and ("end of stream" in said or "expected ','" in said)
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    if mark is None:
        return YAML_SYNTAX.at(Location(path), message, hint)
    if text[mark.index : mark.index + 1] == "\t":
        message, hint = "a tab can't stand here", "use spaces"
    elif "directive" in str(error.context):
        message, hint = "a line can't begin with `%`", _QUOTE
    if "expected ':'" in said and error.context_mark is not None:  # noticed where the next key begins
        mark = error.context_mark
        stuck = text.find(":\u00a0", mark.index, text.find("\n", mark.index) + 1 or len(text))
        if stuck >= 0:
            mark = _Mark(mark.line, mark.column + stuck + 1 - mark.index)
            message, hint = "a no-break space can't follow a `:`", "type an ordinary space"
    line, column = mark.line + 1, mark.column + 1
    return YAML_SYNTAX.at(Location(path, line, column, line, column + 1), message, hint)
