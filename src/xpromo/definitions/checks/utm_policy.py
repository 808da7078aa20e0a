"""What links will carry keeps to the brand's UTM policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xpromo import utm
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.personal import personal_in_value
from xpromo.definitions.schema import Brand, Campaign, Definition, Placement, UtmPolicy
from xpromo.definitions.schema.brand import UtmField
from xpromo.definitions.words import did_you_mean, nearest, shortened
from xpromo.errors import Edit, Location, Problem, Rule
from xpromo.known import Known
from xpromo.urls import parameter_names, without_parameters

RULE = Rule(
    "XP154",
    "utm-policy",
    "A tag breaks the UTM policy",
    why="Analytics count `Email`, `email` and `e-mail` as three sources. One policy, kept by every link, is what makes "
    "numbers of two years comparable. A page that brings tags of its own would make them ambiguous.",
    bad="""\
# campaigns/brand.yaml
utm:
  allow: {medium: [social]}
""",
    good="""\
# campaigns/brand.yaml
utm:
  allow: {medium: [email, social, app]}
""",
    fix="Change the value, or the policy under `utm` in brand.yaml. The medium follows from the property's channel.",
)

_SET = frozenset({"source", "medium", "campaign", "content", "id"})  # what every link carries


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield what breaks the policy: in the policy itself, on landing pages, in what links will carry."""
    if project.brand is None:
        return
    yield from _policy(project, project.brand)
    for campaign in project.campaigns.values():
        yield from _landings(project, campaign, project.brand.utm)
    refused: dict[tuple[str, str, str], set[Location]] = {}
    for campaign, placement in project.placements():
        for what, place in _values(project, project.brand.utm, campaign, placement):
            refused.setdefault(what, set()).add(place)
    for (field, value, reason), places in refused.items():
        yield _refusal(project, project.brand, field, value, reason, places)


def _refusal(project: Project, brand: Brand, field: str, value: str, reason: str, places: set[Location]) -> Problem:
    """Return one problem for a value. Where several things have it, it is the policy that was meant otherwise."""
    allowed = _listed(brand.utm.allow, field)
    several = len(places) > 1 and field in brand.utm.allow
    place = project.locate(brand, "utm", "allow", field) if several else min(places)
    hint = f"allowed: {', '.join(allowed)}" if allowed else ""
    return RULE.at(place, f"`utm_{field}` would be `{value}`, which {reason}", hint)


def _policy(project: Project, brand: Brand) -> Iterator[Problem]:
    policy = brand.utm
    if policy.separator != "-":
        message = "ids become tags and their words are joined by `-`"
        yield RULE.at(project.locate(brand, "utm", "separator"), message, 'write `separator: "-"`')
    yield from _link_parameter(project, brand)
    for number, field in enumerate(policy.require):
        if field not in _SET and f"utm_{field}" not in policy.extra:
            hint = f"add `utm_{field}` to `utm.extra`, or don't require it"
            yield RULE.at(project.locate(brand, "utm", "require", number), f"no link carries `utm_{field}`", hint)
    for name, value in policy.extra.items():
        yield from _extra(project, brand, name, value)


def _link_parameter(project: Project, brand: Brand) -> Iterator[Problem]:
    """Yield a parameter for link ids that means something else: a tag, or what an ad network hangs on."""
    name = brand.utm.link_parameter
    if name and (name.lower().startswith("utm_") or utm.claim_of(name) or name in brand.utm.extra):
        place = project.locate(brand, "utm", "link_parameter")
        yield RULE.at(place, f"`{name}` means something else to analytics tools", "choose another name, like xp")


def _extra(project: Project, brand: Brand, name: str, value: str) -> Iterator[Problem]:
    if name in utm.OURS:
        key = project.locate(brand, "utm", "extra", name, key=True)
        yield RULE.at(key, f"`{name}` is set for each link", "delete it")
    elif name not in utm.NAMES:
        key = project.locate(brand, "utm", "extra", name, key=True)
        yield RULE.at(key, f"no analytics tool knows `{name}`", did_you_mean(name, utm.NAMES - {*utm.OURS}))
    elif not personal_in_value(name, value):  # the finding of personal-data
        yield from _extra_value(project, brand, name, value)


def _extra_value(project: Project, brand: Brand, name: str, value: str) -> Iterator[Problem]:
    field = name.removeprefix("utm_")
    reason = _refused(brand.utm, field, value)
    if reason:
        place = project.locate(brand, "utm", "extra", name)
        lowered = value.lower()
        meant = lowered != value and not _refused(brand.utm, field, lowered)
        edits = (Edit(place, f'"{lowered}"'),) if meant else ()
        hint = f"write `{lowered}`" if meant else ""
        yield RULE.at(place, f"`{shortened(value)}` {reason}", hint, edits=edits)


def _landings(project: Project, campaign: Campaign, policy: UtmPolicy) -> Iterator[Problem]:
    for offer in campaign.offers:
        tags = utm.already_tagged(offer.landing)
        if policy.link_parameter and policy.link_parameter in parameter_names(offer.landing):
            tags.append(policy.link_parameter)
        if tags:
            message = f"the landing page already carries {', '.join(f'`{name}`' for name in tags)}"
            place = project.locate(offer, "landing")
            plain = not {'"', "\\"}.intersection(offer.landing)
            edits = (Edit(place, f'"{without_parameters(offer.landing, tags)}"'),) if plain else ()
            yield RULE.at(place, message, "take it off: every link gets its own", edits=edits)


def _values(
    project: Project, policy: UtmPolicy, campaign: Campaign, placement: Placement
) -> Iterator[tuple[tuple[str, str, str], Location]]:
    """Yield each value of a placement's links that breaks the policy (field, value, why) and where it comes from."""
    found = project.property(placement.property)
    if found is None:  # the finding of references
        return
    item = found[1]
    variant = max(placement.variants, key=len, default=None)
    values: list[tuple[str, str, Definition, str]] = [
        ("source", item.id, item, "id"),
        ("medium", utm.medium_for(item.channel, campaign.form), item, "channel"),
        ("campaign", campaign.campaign, campaign, "campaign"),
        ("content", utm.content_of(placement.id, variant), placement, "id"),
    ]
    if not _refused(
        policy, "campaign", campaign.campaign
    ):  # the two tags hold one id: refused for both, it is one finding
        values.append(("id", campaign.campaign, campaign, "campaign"))
    for field, value, owner, key in values:
        reason = _refused(policy, field, value)
        if reason and not (field == "medium" and _misspelt(policy, value)):
            yield (field, value, reason), project.locate(owner, key)


def _misspelt(policy: UtmPolicy, medium: str) -> bool:
    """Whether the policy means this medium by one that GA4 doesn't know: the finding of ga4-channel."""
    unknown = [name for name in _listed(policy.allow, "medium") if utm.ga4_channel("x", name, "x") == utm.UNASSIGNED]
    return nearest(medium, unknown) is not None


def _listed(lists: Mapping[UtmField, tuple[str, ...]], field: str) -> tuple[str, ...]:
    return next((values for name, values in lists.items() if name == field), ())


def _refused(policy: UtmPolicy, field: str, value: str) -> str:
    """Return why the policy refuses a value, "" when it doesn't. What is blocked stays blocked if it is allowed too."""
    allowed = _listed(policy.allow, field)
    if value in _listed(policy.block, field):
        return "is blocked"
    if allowed and value not in allowed:
        return "is not among the allowed values"
    if len(value) > policy.max_length:
        return f"is longer than {policy.max_length} characters"
    if not utm.is_value(value.lower() if policy.case == "any" else value):
        return "holds more than a-z, 0-9, `-` and `_`"
    return ""


check = Check(RULE, find)
