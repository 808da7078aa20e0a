"""The colours of a page, light and dark. A test holds each against the contrast that WCAG 2.2 asks for."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """``ink`` and ``quiet`` are text on ``paper``, as are ``good`` and ``bad``; ``one`` and ``two`` are lines and bars
    on it, ``track`` is what is left of a bar, ``hair`` a thin rule.
    """

    paper: str
    ink: str
    quiet: str
    hair: str
    track: str
    one: str
    two: str
    good: str
    bad: str


LIGHT = Palette(
    paper="#fdfcfa",
    ink="#1d2126",
    quiet="#5a6068",
    hair="#dedbd4",
    track="#e6e3dd",
    one="#1f5fa8",
    two="#a44a00",
    good="#1c6939",
    bad="#a3262a",
)
DARK = Palette(
    paper="#15181c",
    ink="#e9e7e3",
    quiet="#a7adb5",
    hair="#343a42",
    track="#30363e",
    one="#7db7ff",
    two="#ffab66",
    good="#74d39a",
    bad="#ff9a94",
)


def variables() -> str:
    """Return the colours as CSS: as the reader's system has it, or as the button says; paper is always light."""
    light, dark = _declared(LIGHT), _declared(DARK)
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
    )


def _declared(palette: Palette) -> str:
    return ";".join(f"--{item.name}:{getattr(palette, item.name)}" for item in fields(palette))
