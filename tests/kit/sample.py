"""A kit made by hand: one mail, one post, one app card from a partner; one mail of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from xpromo.errors import Location
from xpromo.kit.content import Appearance, Kit, KitLink, Mail, Side
from xpromo.kit.environment import Templates

BUILT_IN = Path(__file__).resolve().parents[2] / "templates"

OURS = Side(
    "northwind-coffee", "Northwind Coffee", ours=True, palette=("#3b2417", "#f6efe6"), forbidden=("guaranteed",)
)
THEIRS = Side(
    "green-mug",
    "Green Mug",
    ours=False,
    palette=("#1f5c3a", "#f3f7f2"),
    required=("Mugs are fired in Portugal.",),
    forbidden=("eco-friendly",),
    words=(("cup", "mug"),),
    disclosure="Partner offer",
)


def url(placement: str, link: str) -> str:
    tags = f"utm_source=green-mug-weekly&utm_medium=email&utm_campaign=2026-winter-bundle&utm_content={placement}"
    return f"https://northwind.example/bundle?ref=home&{tags}&xp={link}#buy"


def appearance(**changes: Any) -> Appearance:
    made = Appearance(
        placement="mug-weekly-launch",
        sender=THEIRS,
        promoted=OURS,
        property="green-mug-weekly",
        property_name="The Green Letter",
        channel="email",
        phase="launch",
        kind="feature",
        at=datetime(2026, 12, 2, 8, tzinfo=UTC),
        zone="Europe/Berlin",
        offer="winter15",
        offer_title="15 % off the bundle",
        terms="Until 20 December, once per customer.",
        text="Coffee chosen for the people who already own the mug.",
        last_day=date(2026, 12, 20),
        links=(
            KitLink("aaaaaaaaaa", "a", url("mug-weekly-launch_a", "aaaaaaaaaa")),
            KitLink("bbbbbbbbbb", "b", url("mug-weekly-launch_b", "bbbbbbbbbb")),
        ),
        code="MUG15",
    )
    return replace(made, **changes)


def post(**changes: Any) -> Appearance:
    link = KitLink("cccccccccc", None, url("mug-instagram-teaser", "cccccccccc"))
    common: dict[str, Any] = {"placement": "mug-instagram-teaser", "property": "green-mug-instagram", "links": (link,)}
    return appearance(**{**common, "property_name": "@greenmug", "channel": "social", "kind": "story", **changes})


def ours(**changes: Any) -> Appearance:
    address = "https://greenmug.example/gift?utm_source=northwind-weekly&utm_medium=email&xp=dddddddddd"
    made: dict[str, Any] = {
        "placement": "nw-weekly-launch",
        "sender": OURS,
        "promoted": THEIRS,
        "property": "northwind-weekly",
        "property_name": "Northwind Weekly",
        "offer": "mug-gift",
        "offer_title": "A felt sleeve with every mug",
        "text": "A mug that keeps the coffee we sell hot.",
        "links": (KitLink("dddddddddd", None, address),),
        "code": "NORTHWIND",
    }
    return appearance(**{**made, **changes})


def kit(**changes: Any) -> Kit:
    """What the partner gets."""
    made = Kit(
        campaign="2026-winter-bundle",
        campaign_name="Winter bundle",
        form="bundle",
        flight_start=date(2026, 11, 30),
        flight_end=date(2026, 12, 21),
        timezone="Europe/Berlin",
        reader=THEIRS,
        others=(OURS,),
        sends=(appearance(), post()),
        arrives=(ours(),),
        languages=("en", "de"),
        networks=("instagram", "linkedin"),
        email=True,
        qr=True,
        value={"green-mug": "Coffee for the mug.", "northwind-coffee": "A mug for the coffee."},
        disclosure={"": "Partner promotion", "de": "Anzeige – Partnerangebot"},
        mail=Mail("Northwind <hello@northwind.example>", "Musterstraße 1, 10115 Berlin", "https://northwind.example/u"),
        roles=(("Approves", "Northwind Coffee, approver"),),
        if_missed="make-good within 14 days",
        faq=(("Twice?", "No, once per customer."),),
        location=Location("campaigns/2026-winter-bundle.yaml"),
    )
    return replace(made, **changes)


def our_kit(**changes: Any) -> Kit:
    """What we keep for ourselves: our own mail for the partner."""
    return kit(**{"reader": OURS, "others": (THEIRS,), "sends": (ours(),), "arrives": (appearance(),), **changes})


def built_in() -> Templates:
    return Templates(BUILT_IN)
