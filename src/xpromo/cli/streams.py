"""The three streams as the process was given them, made fit: none missing, none that can't spell, none fatal."""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from typing import IO

_PLACES = (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w"))


def settle_streams() -> None:
    """Give a closed stream the null device, and characters that a stream can't encode an escape.

    A descriptor below 3 that stays free would go to the next file opened: to the ledger, say, and then be printed to.
    """
    for name, place, mode in _PLACES:
        if getattr(sys, name) is None:
            setattr(sys, name, open(_null_device(place), mode, encoding="utf-8"))  # noqa: SIM115 - for the whole run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="xpromo-plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Spell what a stream can't encode: a line as dashes, everything else as its escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_PLAIN.get(one) or ascii(one)[1:-1] for one in text), error.end


_PLAIN = {"\u2500": "-", "\u2013": "-", "\u2026": "..."}
codecs.register_error("xpromo-plain", _plain)


def write_as_utf8() -> None:
    """Make stdout UTF-8 whatever the locale: what machines read has one encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def silence(stream: IO[str]) -> None:
    """Point a stream at nothing, so that the interpreter's last flush finds no closed pipe and no full disk."""
    with suppress(OSError, ValueError):
        _null_device(stream.fileno())


def _null_device(place: int) -> int:
    opened = os.open(os.devnull, os.O_RDWR)
    if opened != place:
        os.dup2(opened, place)
        os.close(opened)
    return place
