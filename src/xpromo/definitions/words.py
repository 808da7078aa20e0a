"""Words for messages and ids: what was typed, the nearest known one, slugs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

_NOT_ID = re.compile(r"[^a-z0-9]+")
_NOT_COMPOSED = str.maketrans({"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})
MANY = 8  # of more words only the nearest is told
LONGEST_SLUG = 60
LONGEST_SHOWN = 40  # characters of typed text in a message, which stays on one line


def slug(text: str) -> str:
    """Return text as a kebab-case id: ``Größe & Co.`` → ``grosse-co``; "" when nothing is left."""
    letters = text.casefold().translate(_NOT_COMPOSED)  # ß → ss; the others don't come apart into letter and accent
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode().lower()
    return _NOT_ID.sub("-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")


def shortened(text: str) -> str:
    """Return what was typed as a message can show it: one line, not long."""
    line = " ".join(text.split())
    return f"{line[:LONGEST_SHOWN]}…" if len(line) > LONGEST_SHOWN else line


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, or None."""
    found = get_close_matches(word[:LONGEST_SLUG], sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None


def meant(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, "" where none is near."""
    close = nearest(word, known)
    return f"did you mean `{close}`?" if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint: the nearest known word, and all of them when they are few."""
    known = sorted(known)
    listed = f"known: {', '.join(known)}" if 0 < len(known) <= MANY else ""
    return " ".join(part for part in (meant(word, known), listed) if part)


def source_meant(name: str, sources: Sequence[str]) -> str:
    """Return a hint: a source that begins with nearly that word, else the nearest, and all when they are few."""
    begins = {source.partition("-")[0]: source for source in sources}
    close = nearest(name, begins)
    return f"did you mean `{begins[close]}`?" if close else did_you_mean(name, sources)
