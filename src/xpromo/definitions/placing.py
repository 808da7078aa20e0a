"""Which property of a side a step appears on, and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xpromo.definitions.form import Form, Step
from xpromo.definitions.schema import Property

# Channel → what is usual there for a launch, and for the rest
_KINDS = {
    "email": ("feature", "mention"),
    "social": ("post", "story"),
    "in_app": ("card", "card"),
    "site": ("banner", "banner"),
    "content": ("feature", "mention"),
    "podcast": ("slot", "mention"),
    "webinar": ("slot", "mention"),
    "print": ("feature", "mention"),
    "display": ("banner", "banner"),
}
_LARGE = frozenset({"launch", "recap"})
_STAND_INS = (
    "email", "in_app", "site", "social", "push", "content", "podcast", "webinar", "referral", "print", "display", "sms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A property; ``instead`` is the channel that would suit the step and that the side hasn't got, or ""."""

    place: Property
    instead: str = ""


def spot_for(step: Step, form: Form, properties: Sequence[Property], named: Property | None) -> Spot:
    """Return the best of a side's properties (there is one at least) for a step; ``named`` is wanted for the launch."""
    lead = named or _first(properties, _leading(form).channels) or _first(properties, _STAND_INS) or properties[0]
    if step.lead:
        if named:
            return Spot(named)
        found = _first(properties, step.channels)
        return Spot(found) if found else Spot(lead, step.channels[0])
    others = [place for place in properties if place.id != lead.id]
    found = _first(others, step.channels) or _first(properties, step.channels)
    return Spot(found) if found else Spot(_first(others, _STAND_INS) or lead, step.channels[0])


def kind_of(step: Step, channel: str) -> str:
    """Return how a step appears on a channel: as the form says where that can be, else as is usual there."""
    if step.kind == "mention" or (step.kind and channel == step.channels[0]):
        return step.kind
    large, small = _KINDS.get(channel, ("mention", "mention"))
    return large if step.phase == "launch" or (channel == "social" and step.phase in _LARGE) else small


def _leading(form: Form) -> Step:
    return next(step for step in form.steps if step.lead)


def _first(properties: Sequence[Property], channels: Iterable[str]) -> Property | None:
    found = (place for channel in channels for place in properties if place.channel == channel)
    return next(found, None)
