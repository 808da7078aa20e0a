"""An article that the other side publishes again, with its canonical address."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_PAGES = ("content", "site")
_SENT = ("email", "social", "push", "in_app")

form = Form(
    title="Syndicated article",
    short="syndication",
    about="an article of each side that the other publishes again",
    days=42,
    sides="swap",
    goals=("clicks", "signups", "reach"),
    steps=(
        Step("teaser", ("social", "push", "in_app"), kind="post"),
        Step(
            "launch", _PAGES, days=7, kind="feature", lead=True,
            note="rel=canonical points at the original, which is out for a week by then",
        ),
        Step("reminder", _SENT, anchor="middle"),
        Step("recap", ("social", "email", "push"), days=-3, anchor="end", kind="post"),
    ),
    ends=False,
    if_missed="another article of the same length within 30 days",
    offers=(OfferShape(action="Read the article"),),
    playbook={
        "agree": "which articles, who may shorten them, the canonical address, how long they stay up",
        "build": "set rel=canonical to the original; then xpromo links, xpromo kit; both approvers say yes",
    },
    advice=(
        "The canonical address is the original without tags: only the links inside the text are tagged.",
        "Publish the original first, so that search engines have seen it.",
    ),
    how=(
        "Set rel=canonical to the original, without tags.",
        "Name the author and the other brand at the top; only links inside the text are tagged.",
    ),
)  # fmt: skip
