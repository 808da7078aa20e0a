"""Both sales teams work a list of accounts together; little of it is public."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_INTRODUCED = ("referral",)

form = Form(
    title="Co-selling",
    short="co-selling",
    about="both sales teams work a list of accounts together; little of it is public",
    days=84,
    sides="swap",
    goals=("leads", "sales", "revenue"),
    steps=(
        Step("launch", _INTRODUCED, days=14, kind="mention", lead=True, note="the link in introductions to accounts"),
        Step("recap", ("content", "site", "email"), days=-7, anchor="end", note="a customer of both, told as a case"),
    ),
    ends=False,
    if_missed="the accounts concerned are free for either side after 30 days",
    swaps=False,
    offers=(OfferShape(action="Book a conversation"),),
    email=False,
    playbook={
        "analyse": "account mapping: count customers, prospects and open deals that both have; no names yet",
        "select": "which accounts, in which order, and who knows somebody there",
        "agree": "who leads at each account, what a lead is and whose for how long, what is told about people",
        "build": "introduction texts and answers to objections; then xpromo links, xpromo kit",
        "launch": "first introductions; both account teams meet every week",
        "measure": "xpromo import of the CRM's stages, xpromo report: leads and what became of them",
    },
    advice=(
        "Account mapping comes first, by counts; names are told only where both have a basis for it.",
        "Introductions are a property of channel `referral` in each side's file: what account teams write, not a list.",
    ),
    how=(
        "Introduce people by name, with a sentence on why now; the link goes into that message.",
        "Note the placement with the lead in your CRM: that is how it is counted.",
        "Lists of accounts aren't mailed around: compare counts first, names where both may.",
    ),
)
