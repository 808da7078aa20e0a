"""A whole issue that holds nothing but the other side's offer."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_BESIDE = ("social", "in_app", "site", "push")

form = Form(
    title="Dedicated send",
    short="send",
    about="a whole e-mail that holds nothing but the other side's offer",
    days=21,
    sides="swap",
    goals=("sales", "new_customers", "clicks"),
    steps=(
        Step("teaser", _BESIDE),
        Step("launch", ("email",), days=3, kind="solo", lead=True),
        Step("reminder", ("email",), days=10, lead=True),
        Step("recap", _BESIDE, days=-2, anchor="end"),
    ),
    if_missed="a solo for a solo, within 30 days",
    offers=(OfferShape(codes="shared"),),
    advice=(
        "A solo goes out alone: keep the days around it free of other promotions to the same list.",
        "Send a test to both approvers first: a whole issue can't be taken back.",
    ),
    how=(
        "Send it alone: nothing of your own, no second promotion, no other link but the unsubscribe link.",
        "Send it to both approvers as a test first; it goes out when both said yes.",
    ),
)
