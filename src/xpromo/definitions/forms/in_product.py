"""Cards inside the product, for people who are customers already."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_INSIDE = ("in_app", "push", "site")

form = Form(
    title="In-product cards",
    short="cards",
    about="cards inside the product, for people who are customers already",
    days=28,
    sides="swap",
    goals=("trials", "clicks", "sales"),
    steps=(
        Step("teaser", ("push", *_INSIDE)),
        Step("launch", _INSIDE, days=4, kind="card", lead=True),
        Step("reminder", _INSIDE, anchor="middle", kind="card", lead=True),
        Step("recap", _INSIDE, days=-3, anchor="end", kind="card"),
    ),
    if_missed="the card runs as many days longer as it was late",
    offers=(OfferShape(codes="pool"),),
    email=False,
    advice=(
        "A card is shown to one person a few times, not always: agree how often, and state `cap` on each property.",
        "Cards are for people who are signed in, so each can get a code of their own.",
    ),
    how=(
        "Show a card where people have finished something, not while they are at it.",
        "Show it to one person a few times at most, and let it be closed for good.",
    ),
)
