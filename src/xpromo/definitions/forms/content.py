"""A guide that both sides made, carried by both."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_PAGES = ("content", "site", "podcast")
_SENT = ("email", "social", "push", "in_app")

form = Form(
    title="Co-branded guide",
    short="guide",
    about="a guide that both sides made: each shows its audience the other's page of it",
    days=42,
    sides="swap",
    goals=("leads", "clicks", "signups"),
    steps=(
        Step("teaser", ("social", "push", "in_app"), kind="post"),
        Step("launch", _PAGES, days=4, kind="feature", lead=True),
        Step("reminder", _SENT, anchor="middle"),
        Step("recap", ("social", "email", "push"), days=-3, anchor="end", kind="post"),
    ),
    ends=False,
    if_missed="the other side may publish alone, and the guide stays up",
    offers=(OfferShape(action="Read the guide"),),
    playbook={
        "agree": "outline, who writes which part, both names and logos, who may use it afterwards",
        "build": "the guide itself; then xpromo links, xpromo kit; both approvers say yes",
    },
    advice=(
        "One guide, a page of it on each side: each side's people give their address to whoever's page they are on.",
        "Leads aren't handed over without consent for that: agree on counts unless both forms ask for it.",
    ),
    how=(
        "Both names and both logos stand on the guide and on its page.",
        "Link to the page of the guide, never to the file: only the page knows where people came from.",
    ),
)
