"""Pools: as long as the sum asks for, uniform, checked, never rude, never twice."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from xpromo.bad_words import find_bad_word, folded
from xpromo.codes import ALPHABET, SHORTEST_BODY, body_length, chance, check_symbol, is_pool_code, is_portable
from xpromo.mint.codes import draw_pool, draw_values

SAMPLE = 200_000  # ten million are drawn by benchmarks/codes.py


def seeded(seed: int) -> Callable[[int], bytes]:
    return random.Random(seed).randbytes  # noqa: S311 - a test must draw the same codes every time


@pytest.fixture(scope="module")
def sample() -> list[str]:
    return draw_pool(SAMPLE, "", set(), seeded(1), length=10)


# 31^8 = 8.5e11, 31^9 = 2.6e13, 31^10 = 8.2e14, 31^11 = 2.5e16, 31^12 = 7.9e17
@pytest.mark.parametrize(
    ("live", "guesses", "length"),
    [(1, 1, 8), (8, 100_000, 8), (9, 100_000, 9), (400, 100_000, 10), (5_000, 100_000, 10), (8_200, 100_000, 11),
     (819, 1_000_000, 10), (820, 1_000_000, 11), (787_000, 1_000_000, 12), (788_000, 1_000_000, 13)],
)  # fmt: skip
def test_body_is_the_shortest_that_is_hard_enough_to_guess(live: int, guesses: int, length: int) -> None:
    assert body_length(live, guesses) == length
    assert chance(live, length, guesses) <= 1e-6
    assert length == SHORTEST_BODY or chance(live, length - 1, guesses) > 1e-6


def test_pool_is_drawn_from_the_bytes_handed_in() -> None:
    """Bytes 0, 1, 2 … are the symbols 1, 2, 3 …; bytes from 248 are passed over."""
    stream = iter([*range(248, 256), *range(3, 11)] * 40)
    codes = draw_pool(1, "MUG", set(), lambda count: bytes(next(stream) for _ in range(count)), length=8)
    assert codes == ["MUG456789AB" + check_symbol("456789AB")]


def test_every_code_has_prefix_length_and_check_symbol(sample: list[str]) -> None:
    assert len(sample) == len(set(sample)) == SAMPLE
    assert {len(code) for code in sample} == {11}
    assert all(is_pool_code(code) for code in sample[:5_000])
    prefixed = draw_pool(1_000, "OIL", set(), seeded(2))
    assert all(is_pool_code(code, "OIL") and is_portable(code) for code in prefixed)


@pytest.mark.parametrize("length", [1, 2, 7, 8, 9, 15, 16, 17, 28])
def test_check_symbols_of_columns_are_those_of_single_codes(length: int) -> None:
    for code in draw_pool(30, "", set(), seeded(length), length=length):
        assert code[-1] == check_symbol(code[:-1])


def test_the_same_bytes_give_the_same_codes_and_a_block_border_changes_nothing() -> None:
    one = draw_pool(120_000, "MUG", set(), seeded(3), length=9)
    assert one == draw_pool(120_000, "MUG", set(), seeded(3), length=9)
    assert len(one) == 120_000


def test_codes_that_are_taken_are_not_issued_again() -> None:
    first = draw_pool(500, "", set(), seeded(4), length=8)
    again = draw_pool(500, "", set(first[:250]), seeded(4), length=8)
    assert not set(first[:250]) & set(again)
    assert first[250:450] == again[:200]


def test_small_space_is_emptied_without_a_double() -> None:
    codes = draw_pool(25, "", set(), seeded(5), length=1)
    assert len(set(codes)) == 25


def test_pool_with_a_longer_code_than_any_shop_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="over 32 characters"):
        draw_pool(1, "X" * 24, set(), seeded(6))


def test_prefix_with_a_bad_word_would_never_end_and_is_refused() -> None:
    with pytest.raises(ValueError, match="no code may hold"):
        draw_pool(1, "5H1T", set(), seeded(7))


# ---------------------------------------------------------------------------------------------------- distribution


def test_every_symbol_is_as_likely_at_every_place() -> None:
    """Chi-square with 30 degrees of freedom: under 59.7 in all but one of a thousand columns."""
    drawn = draw_pool_without_filter()
    expected = len(drawn) / len(ALPHABET)
    for place in range(10):
        column = "".join(code[place] for code in drawn)
        assert sum((column.count(symbol) - expected) ** 2 / expected for symbol in ALPHABET) < 59.7, place


def test_leaving_words_out_hardly_favours_a_symbol(sample: list[str]) -> None:
    expected = SAMPLE / len(ALPHABET)
    for place in range(11):
        column = "".join(code[place] for code in sample)
        assert all(0.95 < column.count(symbol) / expected < 1.05 for symbol in ALPHABET), place


def draw_pool_without_filter() -> list[str]:
    values = draw_values(SAMPLE * 10, seeded(8))
    text = "".join(ALPHABET[value] for value in values)
    return [text[start : start + 10] for start in range(0, len(text), 10)]


def test_neighbours_are_independent() -> None:
    """Serial correlation of symbols that follow each other: within 4 standard errors of none."""
    values = [ALPHABET.index(symbol) for code in draw_pool_without_filter()[:50_000] for symbol in code]
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    together = sum((a - mean) * (b - mean) for a, b in pairwise(values)) / len(values)
    assert abs(together / variance) < 4 / len(values) ** 0.5


# ----------------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize("code", ["SHIT", "5H1T", "SH1T", "FVCK", "XXA55XX", "4SS", "MUGD1CKX", "FICK", "PVT4"])
def test_words_are_seen_however_they_are_spelled(code: str) -> None:
    assert find_bad_word(code)


@pytest.mark.parametrize("code", ["MUG15", "WINTER20", "SLEEVE", "NORTHWIND", "XKCD", "COFFEE"])
def test_harmless_codes_stay(code: str) -> None:
    assert find_bad_word(code) is None


def corpus_words(folder: Path) -> Iterator[str]:
    """Every listed word that can be written with A-Z and 0-9 in three letters or more, folded."""
    for file in sorted(folder.iterdir()):
        if file.name in {"LICENSE", "SOURCE.md"}:
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            plain = unicodedata.normalize("NFKD", line.strip()).upper()
            word = "".join(c for c in plain if c.isalnum() and not unicodedata.combining(c))
            if len(word) > 2 and word.isascii():
                yield folded(word)


def test_no_code_holds_a_listed_word_of_any_language(corpora: Callable[[str], Path], sample: list[str]) -> None:
    words = sorted({word for word in corpus_words(corpora("words-ldnoobw")) if "O" not in word and len(word) <= 11})
    assert len(words) > 900
    text = folded("\n".join(sample))
    assert [word for word in words if word in text] == []


def test_most_longer_words_are_reached_through_a_piece(corpora: Callable[[str], Path]) -> None:
    words = {word for word in corpus_words(corpora("words-ldnoobw")) if "O" not in word}
    assert [word for word in sorted(words) if len(word) <= 14 and not find_bad_word(word)] == []


def test_leaving_words_out_costs_next_to_no_entropy() -> None:
    """Under 6 % of all codes are left out: less than 0.09 bits of 50."""
    unfiltered = draw_pool_without_filter()[:50_000]
    rude = sum(find_bad_word(code) is not None for code in unfiltered)
    assert rude / len(unfiltered) < 0.06
