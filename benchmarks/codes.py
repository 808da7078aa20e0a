"""Pools of promo codes beside the loop that most people write.

    python -m benchmarks codes

Ours: os.urandom, no modulo bias, check symbol, words in 28 languages left out, no doubles. The peer: ``secrets.choice``
for each symbol, a set against doubles, nothing else; codes of the same length. Both end with a list of strings.

Then ten million codes are drawn block by block and searched for what must never be in them (``CODES_SAMPLE`` changes
how many).
"""

from __future__ import annotations

import os
import secrets

from benchmarks.measuring import compare
from xpromo.bad_words import bad_words, folded
from xpromo.codes import ALPHABET, is_pool_code
from xpromo.mint.codes import draw_pool

COUNT = 100_000
BODY = 11
SAMPLE = int(os.environ.get("CODES_SAMPLE", "10000000"))
BLOCK = 250_000


def ours() -> list[str]:
    """Draw a pool as ``xpromo codes`` does."""
    return draw_pool(COUNT, "MUG", set(), os.urandom, length=BODY)


def peer() -> list[str]:
    """Draw as many codes of the same length with the standard library's recommendation."""
    drawn: set[str] = set()
    while len(drawn) < COUNT:
        drawn.add("MUG" + "".join(secrets.choice(ALPHABET) for _ in range(BODY + 1)))
    return list(drawn)


def search(sample: int) -> tuple[int, int]:
    """Draw many codes; return how many were drawn and how many are wrong: rude, or with a check symbol that isn't."""
    drawn = wrong = 0
    while drawn < sample:
        codes = draw_pool(min(BLOCK, sample - drawn), "", set(), os.urandom, length=BODY)
        wrong += len(bad_words().findall(folded("\n".join(codes)).encode("ascii")))
        wrong += sum(not is_pool_code(code) for code in codes[:1_000])
        drawn += len(codes)
    return drawn, wrong


def main() -> None:
    """Print the ratio, and what a large sample holds."""
    if {len(code) for code in ours()} != {len(code) for code in peer()}:
        raise SystemExit("the two draw codes of different lengths")
    print(f"{COUNT:,} codes of 15 characters: {compare(ours, peer)} (at least 4)")
    drawn, wrong = search(SAMPLE)
    print(f"{drawn:,} codes drawn and searched: {wrong} with a word that no code may hold or a wrong check symbol")


if __name__ == "__main__":
    main()
