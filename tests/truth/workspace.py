"""The workspace of a seeded world: two partners, two swaps, one campaign with both, and what was promised to whom."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

REED, SALT = "reed", "salt"
SHARED = {"reed-swap": "REED10", "joint-box": "JOINT15"}
GOALS = {"reed-swap": "sale", "salt-swap": "signup", "joint-box": "sale"}
REVENUE_SHARE, BUDGET_SHARE = 15, 40  # percent, in one agreement
TARGETS = {
    "reed-swap": (("sales", 40), ("revenue", 2000), ("new_customers", 15)),
    "salt-swap": (("signups", 20), ("clicks", 90)),
    "joint-box": (("sales", 12),),
}


class Spot(NamedTuple):
    """A placement as its YAML says, and as a report names it."""

    campaign: str
    partner: str
    placement: str
    where: str
    channel: str
    direction: str
    at: str

    @property
    def sent(self) -> datetime:
        """The promised moment; the zone of the brand is an hour before UTC in winter."""
        return datetime.fromisoformat(f"{self.at}+01:00")


def _spots() -> list[Spot]:
    def swap(campaign: str, partner: str, theirs: str, ours: str, channel: str, n: int, day: int) -> list[Spot]:
        names = (f"{theirs}-{n}", f"us-{ours}-{campaign}-{n}")
        return [
            Spot(campaign, partner, names[0], theirs, channel, "received", f"2026-11-{day:02} 09:00"),
            Spot(campaign, partner, names[1], ours, channel, "given", f"2026-11-{day + 1:02} 08:00"),
        ]

    return [
        *swap("reed-swap", REED, "reed-letter", "our-letter", "email", 1, 3),
        *swap("reed-swap", REED, "reed-letter", "our-letter", "email", 2, 17),
        *swap("reed-swap", REED, "reed-app", "our-app", "in_app", 1, 6),
        *swap("salt-swap", SALT, "salt-letter", "our-letter", "email", 1, 10),
        *swap("salt-swap", SALT, "salt-letter", "our-letter", "email", 2, 20),
        *swap("salt-swap", SALT, "salt-social", "our-social", "social", 1, 12),
        Spot("joint-box", REED, "reed-joint", "reed-letter", "email", "received", "2026-11-24 09:00"),
        Spot("joint-box", SALT, "salt-joint", "salt-social", "social", "received", "2026-11-25 09:00"),
    ]


SPOTS = {spot.placement: spot for spot in _spots()}
MISSED = ("salt-letter-2", "us-our-letter-reed-swap-2")  # nobody ever sees them; the first is theirs, the second ours
LATE = ("reed-app-1", "us-our-app-reed-swap-1")


def write_workspace(folder: Path) -> None:
    """Write the definitions of all of it."""
    files = {"brand": BRAND, f"partners/{REED}": _partner(REED), f"partners/{SALT}": _partner(SALT)}
    files |= {campaign: _campaign(campaign) for campaign in GOALS}
    for name, text in files.items():
        path = folder / "campaigns" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"schema_version: 1\n{text}", encoding="utf-8")


BRAND = """\
brand: us
name: Us
domains: [us.example]
currency: EUR
timezone: Europe/Berlin
contacts: {approver: {name: Ada, email: ada@us.example}, lead: {name: Ada, email: ada@us.example}}
properties:
  - {id: our-letter, name: Our letter, channel: email, audience: 4000}
  - {id: our-app, name: Our app, channel: in_app, audience: 3000}
  - {id: our-social, name: Our account, channel: social, audience: 2000}
attribution: {window_days: 30, conflict: code-first}
disclosure: {text: Partner promotion}
privacy: {small_cell: 4}
"""


def _partner(name: str) -> str:
    channels = {spot.where: spot.channel for spot in SPOTS.values() if spot.where.startswith(name)}
    properties = "".join(
        f"  - {{id: {one}, name: {one}, channel: {channel}, audience: 5000}}\n" for one, channel in channels.items()
    )
    shares = f"revenue_share: {REVENUE_SHARE} %, budget_share: {BUDGET_SHARE} %, " if name == REED else ""
    return (
        f"partner: {name}\nname: {name.title()}\ndomains: [{name}.example]\nstage: active\n"
        f"contacts: {{approver: {{name: Lena, email: lena@{name}.example}}}}\nproperties:\n{properties}"
        f"agreement: {{start: 2026-10-01, end: 2027-09-30, {shares}fairness_unit: clicks}}\n"
    )


def _campaign(name: str) -> str:
    spots = [spot for spot in SPOTS.values() if spot.campaign == name]
    partners = sorted({spot.partner for spot in spots})
    code = f"{{kind: shared, code: {SHARED[name]}}}" if name in SHARED else "{kind: pool, count: 40, prefix: SALT}"
    goals = [f"{{metric: {metric}, target: {target}}}" for metric, target in TARGETS[name]]
    swaps = [
        f"  - {{give: {give.placement}, get: {get.placement}}}\n"
        for get, give in zip(spots[::2], spots[1::2], strict=True)
        if give.direction == "given"
    ]
    offers = (
        f"  - {{id: {name}-ours, title: Ours, landing: https://us.example/{name}, codes: {code}, terms: Soon over}}\n"
    )
    if swaps:
        offers += (
            f"  - {{id: {name}-theirs, title: Theirs, landing: https://{partners[0]}.example/, terms: Soon over}}\n"
        )
    return (
        f"campaign: {name}\nname: {name}\nform: {'newsletter-swap' if swaps else 'bundle'}\npartners: {partners}\n"
        f"flight: {{start: 2026-11-02, end: 2026-12-20}}\n"
        f"goals: {{primary: {goals[0]}, secondary: [{', '.join(goals[1:])}]}}\noffers:\n{offers}placements:\n"
        + "".join(_placement(spot) for spot in spots)
        + ("swaps:\n" + "".join(swaps) if swaps else "")
    )


def _placement(spot: Spot) -> str:
    ours = spot.direction == "received"
    promotes, offer = ("us", "ours") if ours else (spot.partner, "theirs")
    what = f"promotes: {promotes}, offer: {spot.campaign}-{offer}, at: {spot.at}"
    return f"  - {{id: {spot.placement}, property: {spot.where}, {what}}}\n"
