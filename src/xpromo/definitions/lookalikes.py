"""What people take for each other: letters that are drawn alike, mixed alphabets, ids that a slip turns into another.

Letters outside ASCII are compared by ``data/lookalikes.json``, which is read when a text holds one.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data" / "lookalikes.json"
_DIGITS = str.maketrans("01", "ol")
_BEGINNING = re.compile("[ -]")
LEAST_LETTERS = 5  # of a word in which one letter makes no other word of it (`launch-a`, `launch-b`)
_LONG_WORD = re.compile(r"(?<![a-z0-9])[0-9]*(?:[a-z][0-9]*){4,}(?![a-z0-9])")  # one letter may be missing

# Scripts that one language writes together, as Unicode's highly restrictive level has them
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)


@cache
def _letters() -> dict[int, str]:
    """Return each look-alike and the ASCII letter that it is taken for."""
    letters: dict[str, str] = json.loads(_DATA.read_text(encoding="utf-8"))["letters"]
    return {ord(alike): plain for plain, many in letters.items() for alike in many}


def skeleton(text: str) -> str:
    """Return the text as it is seen: two texts with one skeleton are taken for each other."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).translate(_letters()))
    return text.translate(_DIGITS).replace("rn", "m").replace("vv", "w")


def host_skeleton(host: str) -> str:
    """Return a host (as people read it) as it is seen in an address bar, where ``i``, ``l`` and ``1`` are a stroke."""
    return skeleton(host).replace("i", "l")


def name_skeleton(name: str) -> str:
    """Return a name as it is seen, whatever its case, spaces and dots; a capital I is drawn like an l."""
    seen = skeleton(skeleton(name).casefold()).replace("i", "l")
    return "".join(letter for letter in seen if letter.isalnum())


def scripts_of(text: str) -> frozenset[str]:
    """Return the alphabets of the letters in a text, as Unicode names them: ``LATIN``, ``CYRILLIC``."""
    letters = (letter for letter in text if unicodedata.category(letter)[0] == "L")
    return frozenset(_BEGINNING.split(unicodedata.name(letter, "UNKNOWN"), maxsplit=1)[0] for letter in letters)


def is_mixed(text: str) -> bool:
    """Whether a text mixes alphabets that no language mixes."""
    scripts = scripts_of(text)
    return len(scripts) > 1 and not any(scripts <= allowed for allowed in _TOGETHER)


# ------------------------------------------------------------------------------------------------ ids


def near_ids(names: Collection[str]) -> dict[str, str]:
    """Return ids that are easily taken for an earlier one, each with that one.

    They look alike (``rn`` and ``m``, ``l`` and ``1``, ``o`` and ``0``), or one word of theirs is a slip of the other:
    a letter too many, too few, another one, or two exchanged. Other digits are another number, no slip.
    """
    order = {name: number for number, name in enumerate(names)}
    found: dict[str, str] = {}
    for first, second in sorted(_pairs(order), key=lambda pair: (order[pair[0]], order[pair[1]])):
        found.setdefault(second, first)
    return found


def _pairs(order: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Yield each pair once or more often, the earlier one first."""
    alike = _groups((skeleton(name), ("", name)) for name in order)
    pairs = [(group[0][1], other) for group in alike for _, other in group[1:]]
    for group in _groups(framed for name in order for framed in _framed(name)):
        pairs += _slips(dict(group))
    return ((a, b) if order[a] < order[b] else (b, a) for a, b in pairs)


def _groups(pairs: Iterable[tuple[str, tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    """Return what shares a key, where that is more than one."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return [group for group in groups.values() if len(group) > 1]


def _framed(name: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield an id with one long word left out, for each such word: the rest, then the word and the id."""
    for found in _LONG_WORD.finditer(name):
        yield f"{name[: found.start()]}*{name[found.end() :]}", (found[0], name)


def _slips(ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the ids of two words of which one is a slip of the other; ``ids``: word → id, the rest being equal."""
    patterns: dict[str, str] = {}
    for word, name in ids.items():
        for at, letter in enumerate(word) if len(word) >= LEAST_LETTERS else ():
            if not letter.isalpha():
                continue
            head, after, rest = word[:at], word[at + 1 : at + 2], word[at + 2 :]
            alike = patterns.setdefault(f"{head}*{after}{rest}", word)
            near = {head + after + rest, head + after + letter + rest, alike} - {word}
            yield from ((name, ids[other]) for other in near if other in ids)
