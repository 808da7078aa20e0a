"""Credits on a page: how far the attribution models disagree on each placement."""

from __future__ import annotations

from xpromo.measure.crediting import MILLION
from xpromo.report.attribution import RULE, Attribution
from xpromo.report.diagnosing import plural
from xpromo.report.page import Range, Ranges
from xpromo.report.wording import listed

MOST = 12  # placements that are shown
MIDDLE = "linear"  # the model whose credit is told: it favours no touch of a path


def credits_block(shown: Attribution) -> Ranges | None:
    """Return the least and the most credit of each placement, largest first; None where no path has touches to share
    credit between.
    """
    (window,) = shown.windows
    made = window.credits
    if window.by_evidence:
        return None
    spreads = {name: spread for place, name in enumerate(made.names) if (spread := made.spread(place)) and spread[1]}
    middle = dict(zip(made.names, made.conversions.get(MIDDLE, ()), strict=False))
    ranked = sorted(spreads, key=lambda name: (-spreads[name][1], name))
    ranges = tuple(_range(name, spreads[name], middle.get(name)) for name in ranked[:MOST])
    note = _note(shown, len(ranked) - MOST)
    return Ranges("How much depends on the model", ranges, note) if ranges else None


def _range(name: str, spread: tuple[int, int], middle: int | None) -> Range:
    low, high = (amount / MILLION for amount in spread)
    at = None if middle is None else middle / MILLION
    words = f"{low:,.2f} to {high:,.2f}" + (f", {MIDDLE} {at:,.2f}" if at is not None else "")
    return Range(name, low, high, at, words)


def _note(shown: Attribution, more: int) -> str:
    (window,) = shown.windows
    models = listed([model.title for model in shown.models.values()])
    found = [
        f"Conversions ({shown.kind}) from the least to the most that a model credits: {models}. The dot is {MIDDLE}.",
        f"{window.credits.converted:,} of {plural(window.found.conversions, 'conversion')} have a path.",
        f"This is {RULE}.",
    ]
    return " ".join([*found, f"{plural(more, 'placement')} with less aren't shown."] if more > 0 else found)
