"""What brand, partner and campaign files are made of alike: properties, people, periods."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from xpromo.definitions.schema.scalars import (
    Count,
    Day,
    Email,
    Id,
    Items,
    Language,
    Line,
    Map,
    Positive,
    Share,
    Zone,
)  # fmt: skip

Channel = Literal[
    "email", "social", "in_app", "site", "content", "podcast", "webinar", "sms", "push", "print", "referral", "display",
]  # fmt: skip
Conflict = Literal["code-first", "link-first", "split", "last"]
CHANNELS: tuple[str, ...] = get_args(Channel)


class Definition(BaseModel):
    """A mapping in a definition file: no key but the named ones, never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


def key(description: str, *examples: Any, **more: Any) -> Any:
    """A key with what an editor shows on hover; without ``default`` it must be there."""
    return Field(description=description, examples=list(examples), **more)


def switch(description: str, *, default: bool | None) -> Any:
    """A key that is true or false."""
    return Field(description=description, examples=[True], default=default)


class Period(Definition):
    """From the first to the last day; both count."""

    start: Day = key("First day.", "2026-11-30")
    end: Day = key("Last day; it counts.", "2026-12-20")


class Blackout(Period):
    """Days on which nothing is promoted."""

    reason: Line | None = key("Why.", "The week of our own sale.", default=None)


class Cap(Definition):
    """How often an audience may see promotions."""

    per_days: Positive = key("Length of the window in days.", 7)
    placements: Positive = key("At most this many placements in any such window.", 2)


class Benchmarks(Definition):
    """What this audience usually does, as shares."""

    open_rate: Share | None = key("Share of recipients who open.", 0.38, default=None)
    click_rate: Share | None = key("Share of recipients or viewers who click.", 0.024, default=None)
    engagement_rate: Share | None = key("Share of viewers who react.", 0.03, default=None)
    unsubscribe_rate: Share | None = key("Share of recipients who leave after a send.", 0.002, default=None)


class Property(Definition):
    """Something with an audience: a newsletter, app, site, show or account."""

    id: Id = key("Id of the property; becomes utm_source.", "northwind-weekly")
    name: Line = key("What people call it.", "Northwind Weekly")
    channel: Channel = key("What kind of property it is; decides utm_medium.", "email")
    audience: Count | None = key("How many people it reaches, as claimed.", 42000, default=None)
    audience_verified: Count | None = key("How many people it reaches, as seen in its tool.", 41200, default=None)
    cap: Cap | None = key("How often its audience may see promotions.", {"per_days": 7, "placements": 2}, default=None)
    blackout: Items[Blackout] = key(
        "Days on which no promotion appears here.", [{"start": "2026-12-24", "end": "2026-12-26"}], default=()
    )
    timezone: Zone | None = key("Zone in which `at` is read; else the brand's.", "Europe/Lisbon", default=None)
    languages: Items[Language] = key("Languages of its audience.", ["en"], default=())
    benchmarks: Benchmarks | None = key("What its audience usually does.", {"open_rate": 0.38}, default=None)
    clicks_from: Id | None = key("The import source whose clicks count for it.", "combined-log", default=None)
    external: Map[Id, Line] = key("Its ids in other tools.", {"mailchimp": "a1b2c3"}, default={})
    url: Line | None = key("Where it can be looked at.", "https://northwind.example/weekly", default=None)
    notes: Line | None = key("Anything else.", "Sends on Thursdays.", default=None)


class Contact(Definition):
    """A person who holds a role; elsewhere people appear only as `brand/role`."""

    name: Line | None = key("Name.", "Ada Winter", default=None)
    email: Email = key("E-mail address.", "ada@northwind.example")


class Attribution(Definition):
    """How conversions find their placement."""

    window_days: Positive = key("How many days after a touch a conversion may count.", 30, default=30)
    conflict: Conflict = key("What counts when code and link disagree.", "code-first", default="code-first")


class Disclosure(Definition):
    """The words that mark a promotion as one."""

    text: Line = key("The words.", "Partner promotion")
    languages: Map[Language, Line] = key("The words in other languages.", {"de": "Anzeige"}, default={})
