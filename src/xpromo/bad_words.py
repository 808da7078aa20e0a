"""Keep words that nobody wants to hand out of codes, in any language, however they are spelled with digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

# What reads alike is one letter: SH1T and 5HIT are SHIT, and V is an old U.
FOLD = bytes.maketrans(b"0123456789LV", b"OIZEASGTBGIU")

_STEMS = Path(__file__).parent / "data" / "stems.txt"

Trie: TypeAlias = "dict[str, Trie]"


def folded(code: str) -> str:
    """Return a code (``A-Z 0-9``) with everything that reads alike folded together."""
    return code.encode("ascii", "replace").translate(FOLD).decode("ascii")


def find_bad_word(code: str) -> str | None:
    """Return the piece of a code that makes it unfit to hand out, None when there is none."""
    found = bad_words().search(folded(code).encode("ascii"))
    return found.group().decode("ascii") if found else None


def is_bad_word(code: str) -> bool:
    """Whether a code that somebody wrote is such a word, with or without a number behind it; CLASSIC is none."""
    return bad_words().fullmatch(folded(code.rstrip("0123456789")).encode("ascii")) is not None


@lru_cache(maxsize=1)
def bad_words() -> re.Pattern[bytes]:
    """Return one pattern over folded text for all pieces of ``data/stems.txt``, a tree so that it fails fast."""
    lines = _STEMS.read_text(encoding="ascii").splitlines()
    return re.compile(
        _pattern(_tree(folded(stem) for line in lines if line[:1] != "#" for stem in line.split())).encode()
    )


def _tree(stems: Iterable[str]) -> Trie:
    """Return the stems as a tree of letters; one that begins with a shorter stem adds nothing."""
    tree: Trie = {}
    last = "-"
    for stem in sorted(stems):
        if not stem.startswith(last):
            node, last = tree, stem
            for letter in stem:
                node = node.setdefault(letter, {})
    return tree


def _pattern(tree: Trie) -> str:
    """Return a regular expression that matches every path from the root to a leaf."""
    leaves = "".join(letter for letter, below in sorted(tree.items()) if not below)
    branches = [letter + _pattern(below) for letter, below in sorted(tree.items()) if below]
    if leaves:
        branches.append(f"[{leaves}]" if len(leaves) > 1 else leaves)
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
