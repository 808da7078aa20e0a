"""GA4 files every link in a channel group, and in the one that its medium means."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo import utm
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Brand, Campaign, Property
from xpromo.definitions.words import meant
from xpromo.errors import Location, Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP156",
    "ga4-channel",
    "GA4 would file the links under the wrong channel",
    why="GA4 sorts traffic by fixed rules on source, medium and campaign. A medium of one's own making, such as `swap` "
    "or `newsletter`, fits none of them and lands in Unassigned, where no report of channels shows it.",
    bad="""\
# campaigns/brand.yaml
utm:
  allow: {medium: [email, social, app, newsletter]}
""",
    good="""\
# campaigns/brand.yaml
utm:
  allow: {medium: [email, social, app]}
""",
    fix="Use a medium that GA4 knows: email, social, referral, app, affiliate, audio, sms, push, display. What kind of "
    "promotion it is can be said in the placement's id.",
)
_NEUTRAL = "x"  # a source and campaign that no rule of GA4 mentions


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield mediums that end up as Unassigned, and ids that lead GA4 astray."""
    if project.brand:
        yield from _policy(project, project.brand)
    seen: set[tuple[Location, str]] = set()
    for campaign, placement in project.placements():
        found = project.property(placement.property)
        for problem in _links(project, campaign, found[1]) if found else ():
            place = problem.location
            if place and (place, problem.message) not in seen:
                seen.add((place, problem.message))
                yield problem


def _policy(project: Project, brand: Brand) -> Iterator[Problem]:
    for number, medium in enumerate(brand.utm.allow.get("medium", ())):
        if utm.ga4_channel(_NEUTRAL, medium, _NEUTRAL) == utm.UNASSIGNED:
            message = f"GA4 files the medium `{medium}` under {utm.UNASSIGNED}"
            place = project.locate(brand, "utm", "allow", "medium", number)
            known = f"known to GA4: {', '.join(sorted(utm.mediums()))}"
            yield RULE.at(place, message, meant(medium, utm.mediums()) or known)


def _links(project: Project, campaign: Campaign, item: Property) -> Iterator[Problem]:
    """Yield where the links of a property in a campaign are filed, if not where the medium alone would be."""
    medium = utm.medium_for(item.channel, campaign.form)
    meant = utm.ga4_channel(_NEUTRAL, medium, _NEUTRAL)
    if meant == utm.UNASSIGNED:
        message = f"GA4 files the channel `{item.channel}` (medium `{medium}`) under {utm.UNASSIGNED}"
        yield RULE.at(project.locate(item, "channel"), message)
        return
    by_source = utm.ga4_channel(item.id, medium, _NEUTRAL)
    if by_source != meant:
        yield _astray(project.locate(item, "id"), item.id, by_source, meant)
    by_campaign = utm.ga4_channel(_NEUTRAL, medium, campaign.id)
    if by_campaign != meant:
        yield _astray(project.locate(campaign, "campaign"), campaign.id, by_campaign, meant)


def _astray(place: Location, name: str, filed: str, meant: str) -> Problem:
    message = f"because of its id, GA4 files links of `{name}` under {filed}, not {meant}"
    return RULE.at(place, message, "choose an id without that word", Severity.WARNING)


check = Check(RULE, find)
