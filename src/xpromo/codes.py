"""What a promo code is: the canonical form everybody compares, the alphabet of pools, the check symbol.

The alphabet is Crockford's 32 symbols (no I L O U) without 0: 31 symbols, and 31 is prime. Let v(1) … v(n) be the
values of a pool code's symbols after its prefix, the check symbol being the last. It is chosen so that

    1·v(1) + 2·v(2) + … + n·v(n)  ≡  0   (mod 31)

Every weight differs from the others and has an inverse, so one wrong symbol always shows, and so does any swap of two
different symbols, next to each other or not. A check symbol finds slips; it is not a secret and adds no entropy.
"""

from __future__ import annotations

import re
import unicodedata

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
PRIME = len(ALPHABET)
MAX_CODE = 32  # characters; legal in every store
MAX_CHECKED = PRIME - 1  # symbols after the prefix: weights must differ modulo 31 and not be 0
SHORTEST_BODY = 8
GUESSES = 100_000  # tries an attacker may get; 1,000,000 is the strict setting
MANY_CODES = 5_000_000  # of one offer: a slip, or more than a store likes
ODDS = 1_000_000  # one in so many may such an attacker succeed

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_PORTABLE = re.compile(r"[A-Z0-9]+\Z")
_LOOK_ALIKES = str.maketrans("IL", "11")
_DROPPED = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})  # spaces, invisible characters, dashes
_MINUS = "\u2212"


def canonical_code(text: str) -> str:
    """Return the form in which codes are stored and compared: NFKC, upper case, no spaces, no dashes.

    Every letter and digit is kept: whether I means 1 is only known inside a pool (:func:`pool_form`).
    """
    if text.isascii() and text.isalnum():
        return text.upper()
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    kept = "".join(c for c in composed if c != _MINUS and unicodedata.category(c) not in _DROPPED)
    return unicodedata.normalize("NFKC", kept)  # what a dropped character kept apart


def is_portable(code: str) -> bool:
    """Whether every store takes the code: ``A-Z 0-9`` only, at most 32."""
    return len(code) <= MAX_CODE and bool(_PORTABLE.match(code))


def check_symbol(body: str) -> str:
    """Return the symbol that completes a body so that the weighted sum is 0 modulo 31.

    ValueError for a body over 29 symbols or with a symbol outside the alphabet.
    """
    if len(body) >= MAX_CHECKED or not _VALUE.keys() >= set(body):
        raise ValueError(f"a body is at most {MAX_CHECKED - 1} of {ALPHABET}")
    total = sum(weight * _VALUE[symbol] for weight, symbol in enumerate(body, 1))
    return ALPHABET[-total * pow(len(body) + 1, -1, PRIME) % PRIME]


def is_checked(symbols: str) -> bool:
    """Whether a body with its check symbol adds up."""
    if not 1 < len(symbols) <= MAX_CHECKED or not _VALUE.keys() >= set(symbols):
        return False
    return sum(weight * _VALUE[symbol] for weight, symbol in enumerate(symbols, 1)) % PRIME == 0


def pool_form(code: str, prefix: str = "") -> str:
    """Return a canonical code as a pool with that prefix would have written it: after the prefix, I and L are 1."""
    if not code.startswith(prefix):
        return code
    return prefix + code[len(prefix) :].translate(_LOOK_ALIKES)


def is_pool_code(code: str, prefix: str = "") -> bool:
    """Whether a canonical code can be one of a pool with that prefix."""
    return code.startswith(prefix) and is_checked(pool_form(code, prefix)[len(prefix) :])


def body_length(live: int, guesses: int = GUESSES, odds: int = ODDS) -> int:
    """Return the shortest body, from 8 up, with live * guesses / 31^length at most 1 / odds.

    ``live`` is how many codes can be hit at a time: the whole pool, with what was issued before.
    """
    length = SHORTEST_BODY
    while live * guesses * odds > PRIME**length:
        length += 1
    return length


def chance(live: int, length: int, guesses: int = GUESSES) -> float:
    """Return the chance that somebody with so many guesses hits any live code of that body length."""
    return float(live * guesses / PRIME**length)
