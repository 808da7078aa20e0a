"""What is written down about a partner and what isn't, whatever its stage asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from xpromo.definitions.model import Project
from xpromo.definitions.readiness import needs_of
from xpromo.definitions.schema import Campaign, Definition, Partner, Period

# What a partnership is known by, in the order in which one usually learns it; also the values of `partners --needs`
TOPICS = ("contacts", "domains", "audience", "agreement", "audience-verified", "guardrails", "benchmarks", "fit")


def lacks(partner: Partner) -> tuple[str, ...]:
    """Return the topics of which nothing is written down, or that the partner's stage finds wanting."""
    wanting = {_topic(need.keys) for need in needs_of(partner)}
    return tuple(topic for topic in TOPICS if topic in wanting or not _known(partner)[topic])


def needed_topics(partner: Partner) -> tuple[str, ...]:
    """Return the topics that the partner's stage finds wanting."""
    wanting = {_topic(need.keys) for need in needs_of(partner)}
    return tuple(topic for topic in TOPICS if topic in wanting)


def _topic(keys: tuple[str | int, ...]) -> str:
    return "audience" if keys[0] == "properties" else str(keys[0])


def _known(partner: Partner) -> Mapping[str, bool]:
    """Return topic → whether anything is written down; an audience counts when every property has one."""
    properties = partner.properties
    return {
        "contacts": bool(partner.contacts),
        "domains": bool(partner.domains),
        "audience": all(item.audience is not None or item.audience_verified is not None for item in properties),
        "agreement": partner.agreement is not None,
        "audience-verified": all(item.audience_verified is not None for item in properties),
        "guardrails": partner.guardrails is not None,
        "benchmarks": partner.benchmarks is not None or any(item.benchmarks for item in properties),
        "fit": partner.fit is not None,
    }


def campaigns_with(project: Project, partner: Partner) -> list[Campaign]:
    """Return the campaigns in which a partner takes part, by their first day."""
    found = [campaign for campaign in project.campaigns.values() if partner.id in campaign.partners]
    return sorted(found, key=lambda campaign: (campaign.flight.start, campaign.id))


def flight_state(flight: Period, today: date) -> str:
    """Return ``planned``, ``live`` or ``over``."""
    if today < flight.start:
        return "planned"
    return "live" if today <= flight.end else "over"


def as_written(model: Definition | None) -> dict[str, Any] | None:
    """Return a part of a definition as its file holds it, with null for what it leaves out."""
    return model.model_dump(by_alias=True) if model else None
