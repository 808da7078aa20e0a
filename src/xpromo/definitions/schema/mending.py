"""What was typed → what was certainly meant: only where every reader reads the same. "" where that isn't so.

Whatever is returned is looked at by the parser that refused the original, so these may propose too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_GROUPED = re.compile(r"(\d{1,3})(?:([_ '\u00a0\u202f])\d{3})(?:\2\d{3})*(?:\.\d{1,9})?\Z", re.ASCII)
_DAY = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?P<rest>[ T]\d\d:\d\d(?::\d\d)?(?: ?(?:Z|[+-]\d\d:\d\d))?)?\Z", re.ASCII
)
_HOST = re.compile(r"(?:https?://)?([^/:?#@\s]+)/?\Z", re.IGNORECASE)
_SIZE = re.compile(r"(\d+) ?[xX\u00d7*] ?(\d+)\Z", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F]{6}\Z")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?\Z", re.ASCII)
_FLAGS = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
_SHORT = 5  # letters; a shorter key is near to too many others


def number(text: str) -> str:
    """``1_000``, ``1 000``, ``1'000`` → ``1000``; ``1.000`` and ``1,000`` are read in two ways."""
    found = _GROUPED.match(text)
    return text.replace(found[2], "") if found else ""


def flag(text: str) -> str:
    """``yes``, ``On``, ``TRUE`` → ``true``."""
    return _FLAGS.get(text.lower(), "")


def day(text: str) -> str:
    """``2026/11/2``, ``2026.11.02`` → ``2026-11-02``, with or without a time: where the year comes first, all agree."""
    found = _DAY.match(text)
    if not found:
        return ""
    return f"{found[1]}-{found[3]:0>2}-{found[4]:0>2}{found['rest'] or ''}"


def host(text: str) -> str:
    """``https://Northwind.example/`` → ``northwind.example``; a path or a port may mean something."""
    found = _HOST.match(text)
    return found[1].lower() if found else ""


def size(text: str) -> str:
    """``300 x 250``, ``300X250`` → ``300x250``."""
    found = _SIZE.match(text)
    return f"{found[1]}x{found[2]}" if found else ""


def color(text: str) -> str:
    """``3b2417`` → ``#3b2417``."""
    return f"#{text}" if _HEX.match(text) else ""


def language(text: str) -> str:
    """``EN`` → ``en``, ``pt_br`` → ``pt-BR``."""
    found = _TAG.match(text)
    if not found:
        return ""
    name, script, region = found.groups()
    return "-".join([name.lower(), *([script.title()] if script else []), *([region.upper()] if region else [])])


def word(text: str, known: Iterable[str]) -> str:
    """Return the one known word that is the same but for capitals and for what joins its parts."""
    wanted = _folded(text)
    found = [name for name in known if _folded(name) == wanted]
    return found[0] if len(found) == 1 else ""


def key(text: str, known: Iterable[str]) -> str:
    """Return the known key that was meant: the same word, else the only one that a single slip away."""
    names = list(known)
    same = word(text, names)
    if same or len(text) < _SHORT:
        return same
    near = [name for name in names if _one_slip(text, name)]
    return near[0] if len(near) == 1 else ""


def _folded(text: str) -> str:
    return re.sub(r"[-_ ]", "-", text.casefold())


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, too many or another, or two neighbours are swapped."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    a, b = typed[start:], meant[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
