"""One live session that both sides invite to."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_INVITES = ("email", "social", "in_app", "site")
_BESIDE = ("social", "site", "in_app", "push")
_AFTERWARDS = ("social", "content", "site", "in_app", "email")
_LAST_CALL = ("push", "webinar", "in_app", "sms", "social", "email")

form = Form(
    title="Webinar",
    short="webinar",
    about="one live session that both sides invite to",
    days=35,
    sides="joint",
    goals=("registrations", "leads", "new_customers"),
    steps=(
        Step("teaser", _BESIDE, days=-28, anchor="event"),
        Step("launch", _INVITES, days=-21, anchor="event", lead=True),
        Step(
            "reminder", _INVITES, days=-1, anchor="event", label="day", lead=True, exact=True,
            note="a day before it begins",
        ),
        Step(
            "reminder", _LAST_CALL, anchor="event", time="16:00", label="hour", exact=True,
            note="an hour before it begins",
        ),
        Step("recap", _AFTERWARDS, days=2, anchor="event", offer="replay", note="the recording"),
    ),
    if_missed="the other side may invite to the replay within 14 days",
    offers=(
        OfferShape(
            action="Save your seat", live=True,
            description="Live on {event}. Everyone who registers gets the recording.",
        ),
        OfferShape("replay", action="Watch the replay", description="The recording of {event}."),
    ),
    playbook={
        "agree": "topic, speakers of both sides, one page to register on, who may write to whom afterwards",
        "build": "the page to register on, slides, a rehearsal; then xpromo links, xpromo kit; both approvers say yes",
        "measure": "xpromo import, xpromo report: registrations by side, then who came",
    },
    advice=(
        "Name the day in the title: short posts show nothing else.",
        "All links lead to one page, ours: whoever registers is asked there whether both may write to them.",
        "Those who registered get the reminders of the webinar's own tool as well; these are for those who haven't.",
    ),
    how=(
        "Name day, hour and time zone in every text, and ask people to register, not to watch.",
        "Whoever registers is asked there whether both brands may write to them.",
    ),
    event=4,
    event_time="17:00",
)  # fmt: skip
