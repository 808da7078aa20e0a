"""A paid appearance on the partner's property: one direction, with a price."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_SLOTS = ("email", "podcast", "content", "site", "display", "print")
_BESIDE = ("social", "site", "push")

form = Form(
    title="Sponsored slot",
    short="sponsored",
    about="a paid appearance on the partner's property, in one direction",
    days=21,
    sides="received",
    goals=("sales", "new_customers", "clicks"),
    steps=(
        Step("teaser", _BESIDE),
        Step("launch", _SLOTS, days=3, kind="slot", lead=True),
        Step("reminder", _SLOTS, anchor="middle", kind="mention", lead=True),
        Step("recap", _BESIDE, days=-2, anchor="end"),
    ),
    if_missed="the slot is run again within 14 days, or not paid",
    offers=(OfferShape(codes="shared"),),
    paid=True,
    playbook={
        "select": "do price and audience of {theirs} fit? ask for median clicks a slot, not for opens",
        "agree": "price, what is paid when it misses, who writes the text, the words that mark it as paid",
    },
    advice=(
        "We pay the whole price unless `share` says what the partner pays.",
        "Paid is said near the link: the disclosure of the brand's file stands in every asset.",
    ),
    how=(
        "Mark it as paid where the link is, in the words below.",
        "Tell the other side the day before it runs, and send what was published afterwards.",
    ),
)
