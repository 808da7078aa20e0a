"""Keep a spreadsheet from running a cell, in a way that can be undone.

One ``'`` goes in front of any text that a spreadsheet could take for a formula; a second look takes exactly that one
away again, so nothing is lost. Texts that already start with ``'`` and would be dangerous without it get one more.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile("'*[\\s\ufeff\u200b-\u200d]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guard(text: str) -> str:
    """Return the text with a ``'`` in front if a spreadsheet might run it, else as it is."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Undo :func:`guard`: ``unguard(guard(text)) == text`` for every text."""
    return text[1:] if text[:1] == "'" and _DANGEROUS.match(text, 1) else text
