"""Other people's words, made safe for one line of plain text, Markdown or HTML."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

# Steers a reader's eye or a parser instead of being read: C0 and C1 without blanks, bidi controls, lone surrogates.
# Zero-width joiners stay: emoji and several scripts need them.
_STEERING = dict.fromkeys(
    [
        *(code for code in range(0x20) if chr(code) not in "\t\n\r"),
        *range(0x7F, 0xA0),
        0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    ],
    REPLACEMENT,
)  # fmt: skip

_BLANKS = re.compile(r"\s+")
_SPECIAL = re.compile(r"[\\`*\[\]<>|~]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|(?<=:)/(?=/)|(?<=www)\.", re.IGNORECASE)
_BLOCK_START = re.compile(r"[#+\-=]|(?<=\d)[.)]")
_LIST_NUMBER = re.compile(r"\d{1,9}(?=[.)])")


def visible(text: str) -> str:
    """Return text with every steering character replaced by U+FFFD; blanks and line ends stay."""
    return text.translate(_STEERING)


def one_line(text: str) -> str:
    """Return text as one line: no control or bidi characters, so that nothing in it can start a header or a list."""
    return _BLANKS.sub(" ", visible(text)).strip()


def escape_markdown(text: str) -> str:
    r"""Return text as one line that Markdown shows as it is: ``a *b*`` → ``a \*b\*``.

    Only what would be markup is escaped, because people read the source too.
    """
    line = _SPECIAL.sub(lambda found: "\\" + found.group(), one_line(text))
    number = _LIST_NUMBER.match(line)
    start = _BLOCK_START.match(line, number.end() if number else 0)
    return f"{line[: start.start()]}\\{line[start.start() :]}" if start else line
