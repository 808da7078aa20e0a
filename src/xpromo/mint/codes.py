"""Draw pools of promo codes: prefix, body, check symbol; nothing that can be guessed, misread or is rude.

A pool is made as columns: one byte string for each place in the code, so that mapping bytes to symbols, weighting and
summing for the check symbol are a handful of operations on the whole pool instead of several on each code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from xpromo.bad_words import FOLD, bad_words, find_bad_word
from xpromo.codes import ALPHABET, MAX_CHECKED, MAX_CODE, PRIME, body_length

_BLOCK = 50_000  # codes drawn at a time: memory stays flat, columns stay in the processor's cache

# A byte below 248 = 8 · 31 is a symbol without bias; the other eight are thrown away.
_VALUES = bytes(byte % PRIME for byte in range(256))
_BIASED = bytes(range(256 // PRIME * PRIME, 256))
_SYMBOLS = ALPHABET.encode("ascii").ljust(256, b"?")
_TIMES = [bytes(weight * byte % PRIME for byte in range(256)) for weight in range(PRIME)]
_ADDENDS = 255 // (PRIME - 1)  # so many numbers below 31 add up inside one byte

Entropy = Callable[[int], bytes]


def draw_pool(
    count: int, prefix: str, taken: AbstractSet[str], entropy: Entropy, *, length: int | None = None
) -> list[str]:
    """Return ``count`` new codes with the prefix, in the order drawn, none of them in ``taken``.

    ``entropy`` gives random bytes (``os.urandom``); the codes follow from its bytes alone. The body is as long as
    :func:`body_length` says for the codes taken and new together, unless ``length`` is given. ValueError when the whole
    is over 32 characters or the prefix holds a bad word by itself.
    """
    body = length or body_length(count + len(taken))
    if len(prefix) + body + 1 > MAX_CODE or body >= MAX_CHECKED:
        raise ValueError(f"prefix, {body} symbols and the check symbol are over {MAX_CODE} characters")
    if find_bad_word(prefix):
        raise ValueError("the prefix holds a word that no code may hold")
    drawn: dict[str, None] = {}
    while (missing := count - len(drawn)) > 0:
        block = _draw_block(min(missing, _BLOCK), prefix, body, entropy)
        if taken.isdisjoint(block):
            drawn.update(dict.fromkeys(block))
        else:
            drawn.update(dict.fromkeys(code for code in block if code not in taken))
    return list(drawn)


def _draw_block(count: int, prefix: str, body: int, entropy: Entropy) -> list[str]:
    """Return up to ``count`` codes that hold no bad word; a few fewer, because those are left out."""
    values = draw_values(count * body, entropy)
    columns = [values[place * count : (place + 1) * count] for place in range(body)]
    columns.append(_check_column(columns, count))
    width = len(prefix) + body + 2  # a line each, so that no word runs from one code into the next
    text = bytearray((prefix + " " * (body + 1) + "\n").encode("ascii")) * count
    for place, column in enumerate(columns, len(prefix)):
        text[place::width] = column.translate(_SYMBOLS)
    rude = {found.start() // width for found in bad_words().finditer(text.translate(FOLD))}
    lines = text.decode("ascii").split("\n", count)[:count]
    return [line for row, line in enumerate(lines) if row not in rude] if rude else lines


def draw_values(count: int, entropy: Entropy) -> bytes:
    """Return ``count`` numbers from 0 to 30, each as likely as the others."""
    values = b""
    while (missing := count - len(values)) > 0:
        values += entropy(missing + missing // 30 + 16).translate(_VALUES, _BIASED)
    return values[:count]


def _check_column(columns: list[bytes], count: int) -> bytes:
    """Return the check symbols' values of all codes at once (the equation stands in :mod:`xpromo.codes`).

    A column is added to a column as one long integer: no byte overflows, because sums are reduced in time.
    """
    total = b"\0" * count
    for some, first in _in_turns(columns):
        weighted = (column.translate(_TIMES[weight]) for weight, column in enumerate(some, first))
        sums = sum((int.from_bytes(column, "little") for column in weighted), int.from_bytes(total, "little"))
        total = sums.to_bytes(count, "little").translate(_VALUES)
    inverse = pow(len(columns) + 1, -1, PRIME)
    return total.translate(_TIMES[-inverse % PRIME])


def _in_turns(columns: list[bytes]) -> Iterator[tuple[list[bytes], int]]:
    """Give as many columns at a time as a byte can sum beside the total so far, with the weight of their first."""
    step = _ADDENDS - 1
    return ((columns[start : start + step], start + 1) for start in range(0, len(columns), step))
