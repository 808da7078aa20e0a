"""Each side recommends the other in its own newsletter."""

from __future__ import annotations

from xpromo.definitions.form import Form, Step

_BESIDE = ("social", "in_app", "site", "push")

form = Form(
    title="Newsletter swap",
    short="swap",
    about="each side recommends the other in its own newsletter",
    days=28,
    sides="swap",
    goals=("signups", "clicks", "new_customers"),
    steps=(
        Step("teaser", _BESIDE),
        Step("launch", ("email",), days=3, lead=True),
        Step("reminder", ("email",), anchor="middle", lead=True),
        Step("recap", _BESIDE, days=-2, anchor="end"),
    ),
    if_missed="make-good in the next free issue, within 14 days",
    advice=("A swap is fair in clicks rather than in list size: compare what both newsletters usually bring.",),
    how=(
        "Introduce the other brand in a sentence of your own; the rest can be taken as it is.",
        "One link, one place in the issue: above the fold for a feature, anywhere for a mention.",
    ),
)
