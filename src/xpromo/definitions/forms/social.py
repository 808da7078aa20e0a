"""Posts and stories for each other."""

from __future__ import annotations

from xpromo.definitions.form import Form, OfferShape, Step

_SOCIAL = ("social",)

form = Form(
    title="Social swap",
    short="social",
    about="posts and stories for each other",
    days=14,
    sides="swap",
    goals=("clicks", "reach", "new_customers"),
    steps=(
        Step("teaser", _SOCIAL, kind="story", time="18:00"),
        Step("launch", _SOCIAL, days=2, kind="post", time="18:00", lead=True),
        Step("reminder", _SOCIAL, anchor="middle", kind="story", time="18:00", lead=True),
        Step("recap", _SOCIAL, days=-2, anchor="end", kind="post", time="18:00"),
    ),
    if_missed="the post is made up for within 7 days",
    offers=(OfferShape(codes="shared"),),
    email=False,
    social=("instagram",),
    advice=(
        "Where a caption's link can't be followed, the link goes into the bio or on a story, and the code counts.",
    ),
    how=(
        "Tag the other brand, and keep the post up until the flight is over.",
        "Where a link in a caption can't be followed, put it into the bio or on a story, and show the code.",
    ),
)
