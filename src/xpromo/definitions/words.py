"""Words for messages and ids: the nearest known one, lists, slugs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_NOT_ID = re.compile(r"[^a-z0-9]+")
MANY = 8  # of more words only the nearest is told
LONGEST_ID = 60


def slug(text: str) -> str:
    """Return text as a kebab-case id: ``Grün & Co.`` → ``grun-co``; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_ID.sub("-", plain).strip("-")[:LONGEST_ID].rstrip("-")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, or None."""
    found = get_close_matches(word[:LONGEST_ID], sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint: the nearest known word, and all of them when they are few."""
    known = sorted(known)
    close = nearest(word, known)
    meant = f"did you mean `{close}`?" if close else ""
    listed = f"known: {', '.join(known)}" if 0 < len(known) <= MANY else ""
    return " ".join(part for part in (meant, listed) if part)
