"""One price for things of both sides."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_BESIDE = ("social", "in_app", "site", "push")

form = Form(
    title="Bundle",
    short="bundle",
    about="one price for things of both sides",
    days=21,
    sides="swap",
    goals=("sales", "new_customers", "signups"),
    steps=(
        Step("teaser", _BESIDE),
        Step("launch", ("email", "in_app", "push", "site", "social"), days=3, kind="feature", lead=True),
        Step("reminder", ("email", "in_app", "push", "site", "social"), anchor="middle", kind="mention", lead=True),
        Step("recap", _BESIDE, days=-2, anchor="end"),
    ),
    if_missed="make-good within 14 days",
    offers=(OfferShape(codes="shared"),),
    qr=True,
    playbook={"agree": "what is in it, the price, who ships it, who carries the discount, what happens with returns"},
    advice=(
        "Each side sells it on its own page with a code of its own: that is how sales find the side they came from.",
    ),
    how=(
        "Say what is in it and what it costs before you say what it saves.",
        "Each side sells it on its own page, with its own code.",
    ),
)
