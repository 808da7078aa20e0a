"""Canonical codes and the check symbol: every slip of one symbol and every swap is found."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xpromo.codes import (
    ALPHABET,
    canonical_code,
    check_symbol,
    is_checked,
    is_pool_code,
    is_portable,
    pool_form,
)


def test_alphabet_is_a_prime_number_of_symbols_without_look_alikes() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set("ILOU0") & set(ALPHABET)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("MUG15", "MUG15"),
        ("mug15", "MUG15"),
        (" mug - 15\t", "MUG15"),
        ("MUG\u201115", "MUG15"),
        ("MUG\u221215", "MUG15"),
        ("MU\u200bG\u00ad15\ufeff", "MUG15"),
        ("ｍｕｇ１５", "MUG15"),
        ("straße", "STRASSE"),
        ("OIL10", "OIL10"),
        ("MUG_15", "MUG_15"),
        ("", ""),
    ],
)
def test_canonical_form_is_what_people_mean(typed: str, canonical: str) -> None:
    assert canonical_code(typed) == canonical


@given(st.text(max_size=20))
def test_canonical_form_is_stable(text: str) -> None:
    assert canonical_code(canonical_code(text)) == canonical_code(text)


@pytest.mark.parametrize(
    ("code", "good"), [("MUG15", True), ("A" * 32, True), ("A" * 33, False), ("", False), ("mug", False), ("Ä", False)]
)
def test_portable_codes(code: str, good: bool) -> None:  # noqa: FBT001
    assert is_portable(code) is good


# Worked by hand: values are places in the alphabet from 0; 1·v1 + 2·v2 + … + n·vn must be a multiple of 31.
@pytest.mark.parametrize(
    ("body", "symbol"),
    [
        ("1", "1"),  # 0 + 2c = 0: c = 0
        ("2", "G"),  # 1 + 2c = 31: c = 15
        ("3", "Z"),  # 2 + 2c = 62: c = 30
        ("Z", "H"),  # 30 + 2c = 62: c = 16
        ("12", "N"),  # 0 + 2·1 + 3c = 62: c = 20
        ("11111111", "1"),
    ],
)
def test_check_symbol_by_hand(body: str, symbol: str) -> None:
    assert check_symbol(body) == symbol


@pytest.mark.parametrize("body", ["ABC0", "ABCI", "abc", "A" * 30])
def test_check_symbol_of_what_is_no_body(body: str) -> None:
    with pytest.raises(ValueError, match="a body is at most 29 of"):
        check_symbol(body)


BODIES = ["7HK3ZA87H5", "GWAPHY6WS2", "11111111", "ZZZZZZZZZZZZ", "123456789ABCDEFGHJKMNPQRSTVWX"]


@pytest.mark.parametrize("body", BODIES)
def test_every_single_wrong_symbol_is_found(body: str) -> None:
    code = body + check_symbol(body)
    assert is_checked(code)
    for place, right in enumerate(code):
        for wrong in ALPHABET.replace(right, ""):
            assert not is_checked(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("body", BODIES)
def test_every_swap_of_two_symbols_is_found_wherever_they_stand(body: str) -> None:
    code = body + check_symbol(body)
    for left, right in combinations(range(len(code)), 2):
        swapped = list(code)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        assert is_checked("".join(swapped)) is (code[left] == code[right])


def test_no_pair_of_places_and_symbols_escapes_at_any_length() -> None:
    """The algebra, for all codes at once: an error changes the sum by w·d or (w-x)·d, never by a multiple of 31."""
    weights, differences = range(1, 31), range(1, 31)
    assert all(weight * d % 31 for weight in weights for d in differences)
    assert all((weight - other) * d % 31 for weight, other in combinations(weights, 2) for d in differences)


@given(st.text(ALPHABET, min_size=1, max_size=29))
def test_a_completed_body_adds_up_and_no_other_symbol_does(body: str) -> None:
    assert [symbol for symbol in ALPHABET if is_checked(body + symbol)] == [check_symbol(body)]


@pytest.mark.parametrize("symbols", ["", "1", "MUG0", "mug", "1" * 31])
def test_what_is_no_checked_code(symbols: str) -> None:
    assert not is_checked(symbols)


def test_look_alikes_are_read_as_one_only_after_the_prefix() -> None:
    code = "OIL" + "1A2B3C4D" + check_symbol("1A2B3C4D")
    assert pool_form("OILIA2B3C4D" + code[-1], "OIL") == code
    assert pool_form("OILLA2B3C4D" + code[-1], "OIL") == code
    assert is_pool_code("OILIA2B3C4D" + code[-1], "OIL")
    assert not is_pool_code("0IL1A2B3C4D" + code[-1], "OIL")
    assert pool_form("SALE", "MUG") == "SALE"
