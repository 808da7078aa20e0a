"""One click source a placement: the same click appears in the log, the shortener, the mail tool and the analytics.

One source counts, the others are kept and shown beside it, never added.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xpromo.records import Promise, Settings

# Which family a tool's sources belong to: of `dub` both `dub-clicks` and `dub-links`. Shorteners see the click itself,
# our own log sees who arrived, the rest is generic.
FAMILIES: Mapping[str, str] = {
    "bitly": "shortener",
    "dub": "shortener",
    "rebrandly": "shortener",
    "shlink": "shortener",
    "short-io": "shortener",
    "yourls": "shortener",
    "combined-log": "log",
}
FAMILY_NAMES = ("shortener", "log", "generic")
RULE = "one click source a placement: as clicks_from says, else the shortener, else our own log, else any other"


def family(source: str) -> str:
    """Return ``shortener``, ``log`` or ``generic``."""
    return next((kind for tool, kind in FAMILIES.items() if f"{source}-".startswith(f"{tool}-")), "generic")


def wish(promise: Promise | None, settings: Settings | None) -> str | None:
    """Return what ``clicks_from`` says of a placement: its own word, its property's, the brand's, or None."""
    if promise and promise.clicks_from:
        return promise.clicks_from
    if settings is None:
        return None
    found = settings.clicks_from.get(promise.property) if promise else None
    return found or settings.clicks_from.get("")


def choose(sources: Collection[str], wished: str | None) -> str | None:
    """Return the source that counts.

    A wish names a source or a family and is kept even when that source brought nothing: then there are no clicks, and
    the others are still shown beside.
    """
    ranked = sorted(sources, key=lambda source: (FAMILY_NAMES.index(family(source)), source))
    if wished is None:
        return next(iter(ranked), None)
    return next((source for source in ranked if wished in {source, family(source)}), wished)
