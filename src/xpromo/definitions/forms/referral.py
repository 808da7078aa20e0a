"""Customers of one side are recommended to the other, with a code for each."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_MOMENTS = ("referral", "email", "in_app", "site", "social")

form = Form(
    title="Referral programme",
    short="referral",
    about="customers of each side are recommended to the other, and a code says by whom",
    days=56,
    sides="swap",
    goals=("new_customers", "sales", "leads"),
    steps=(
        Step("teaser", ("in_app", "social", "site", "email")),
        Step("launch", _MOMENTS, days=4, kind="mention", lead=True),
        Step("reminder", _MOMENTS, anchor="middle", kind="mention", lead=True),
        Step("recap", ("email", "in_app", "social", "site"), days=-3, anchor="end", kind="mention"),
    ),
    if_missed="nothing is owed: what counts is what was referred",
    swaps=False,
    offers=(OfferShape(codes="pool"),),
    playbook={
        "agree": "what a new customer is worth to whom, for how long, and who counts as new",
        "measure": "xpromo import, xpromo report: new customers by code, every week",
    },
    advice=(
        "Links get the medium `affiliate`, whatever the channel; the brand's `utm.allow` has to hold it.",
        "What is earned is the agreement's `revenue_share`, in the partner's file.",
    ),
    how=(
        "Recommend right after something went well: a delivery, a renewal, a good review.",
        "One code a person; a code that is passed on publicly is replaced.",
    ),
)
