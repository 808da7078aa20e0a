"""What YAML forbids and libyaml takes: comments that touch a value, lines that are not indented enough.

Other readers refuse these files or read other values in them. ``start`` and ``end`` are offsets of a value in the
text, ``margin`` the column of the block list or mapping around it (-1: none). Each function returns the offset of what
is wrong and a sentence, or None.
"""

from __future__ import annotations

import re

_TOUCHING = re.compile(r"[ \t]*,?#")
_HEADER_TOUCHING = re.compile(r"[|>][-+0-9]*#")
_LINE = re.compile(r"(?:\r\n|\r|\n)( *)(\t*[^\s])?")
_BLOCK_BEGIN = re.compile(r"[|>][-+]?[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)((?: *(?:\r\n|\r|\n))*)( *)[^\s]")

Slip = tuple[int, str]

COMMENT = "a comment needs a space before its `#`"
INDENTED = "this line belongs to the value above it and must be indented more than its key"
SPACES = "the empty lines before this text are indented more than the text"


def touching_comment(text: str, end: int) -> Slip | None:
    """A ``#`` right after a quote, a bracket or a comma: some read a comment, some text."""
    found = _TOUCHING.match(text, end)
    if found is None or (found[0][0] in " \t" and "," not in found[0]):
        return None
    return found.end() - 1, COMMENT


def outdented(text: str, start: int, end: int, margin: int) -> Slip | None:
    """A line of a quoted text or a bracket that isn't indented more than what is around it (a closing bracket may)."""
    for found in _LINE.finditer(text, start, end):
        if found[2] is None or found[2] in "]}#" or len(found[1]) > margin:
            continue
        return found.start(2), INDENTED
    return None


def block_text(text: str, start: int, margin: int) -> Slip | None:
    """Text after ``|`` or ``>`` whose first lines are empty but indented more than itself, or whose header has a
    comment that touches it.
    """
    header = _HEADER_TOUCHING.match(text, start)
    if header:
        return header.end() - 1, COMMENT
    found = _BLOCK_BEGIN.match(text, start)
    if found is None:
        return None
    indent = len(found[2])
    empty = max((len(line) for line in re.split(r"\r\n|\r|\n", found[1])), default=0)
    return (found.end() - 1, SPACES) if empty > indent > margin else None
