"""A brand's palette → four colours that can be read on each other (WCAG 2.2, contrast 4.5 for text)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

READABLE = 4.5
INK = "#22252a"
PAPER = "#f5f5f2"
WHITE = "#ffffff"
QUIET = "#66625c"
BLACK_POINT = 0.04045  # below it sRGB is linear

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


@dataclass(frozen=True)
class Colours:
    """``ink`` and ``quiet`` (small print) on ``paper``; ``on_ink`` on a button in ``ink``; ``line`` is a border.

    All are ``#rrggbb``.
    """

    ink: str
    paper: str
    on_ink: str
    line: str
    quiet: str = QUIET


def colours_of(palette: Sequence[str]) -> Colours:
    """Return the darkest colour as ink and the lightest as paper; quiet defaults where they can't be read."""
    usable = _by_light(palette)
    ink = usable[0] if usable and contrast_of_darkest(usable) >= READABLE else INK
    paper = usable[-1] if usable and _carries(usable[-1], ink) else PAPER
    return Colours(ink, paper, WHITE, mixed(paper, ink, 0.12))


def contrast_of_darkest(palette: Sequence[str]) -> float:
    """Return how well the darkest colour can be read on white; 1 (not at all) where there is none."""
    usable = _by_light(palette)
    return contrast(usable[0], WHITE) if usable else 1.0


def _by_light(palette: Sequence[str]) -> list[str]:
    """The colours that can be used, the darkest first."""
    return sorted((_long(colour) for colour in palette if _HEX.fullmatch(colour)), key=_luminance)


def _carries(paper: str, ink: str) -> bool:
    return contrast(ink, paper) >= READABLE and contrast(QUIET, paper) >= READABLE


def _long(colour: str) -> str:
    short = colour.lower().removeprefix("#")
    return "#" + (short if len(short) > 3 else "".join(2 * digit for digit in short))  # noqa: PLR2004 - #rgb


def mixed(one: str, other: str, share: float) -> str:
    """Return ``one`` with a share of ``other`` in it."""
    pairs = ((int(one[place : place + 2], 16), int(other[place : place + 2], 16)) for place in (1, 3, 5))
    return "#" + "".join(f"{round(left + (right - left) * share):02x}" for left, right in pairs)


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= BLACK_POINT else ((share + 0.055) / 1.055) ** 2.4
