"""The UTM policy spells each value in one way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xpromo import utm
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Brand
from xpromo.definitions.schema.brand import UtmField
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP171",
    "tag-spelling",
    "The UTM policy spells a value in two ways",
    why="A policy that allows `winter-sale` and `winter_sale` allows what it is there to prevent: two rows for one "
    "thing. And a value that is both allowed and blocked is blocked, which one of the two lists didn't mean.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/brand.yaml
utm:
  allow: {medium: [email, e-mail, social, app]}
""",
    good="""\
# campaigns/brand.yaml
utm:
  allow: {medium: [email, social, app]}
""",
    fix="Keep one spelling, with the policy's separator, in one of the lists.",
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield values that are listed twice, allowed and blocked, or joined by the other separator."""
    if project.brand is None:
        return
    policy = project.brand.utm
    for name, lists in (("allow", policy.allow), ("block", policy.block)):
        yield from _twice(project, project.brand, name, lists)
    yield from _both(project, project.brand)
    for name, value in policy.extra.items():
        other = "_" if policy.separator == "-" else "-"
        if name in utm.NAMES and other in value:
            place = project.locate(project.brand, "utm", "extra", name)
            hint = f"write `{value.replace(other, policy.separator)}`"
            yield RULE.at(place, f"words of tags are joined by `{policy.separator}`, not by `{other}`", hint)


def _twice(project: Project, brand: Brand, name: str, lists: Mapping[UtmField, Sequence[str]]) -> Iterator[Problem]:
    for field, values in lists.items():
        seen: dict[str, str] = {}
        for number, value in enumerate(values):
            first = seen.setdefault(_SEPARATORS.sub("", value.lower()), value)
            if number != values.index(first) and not (field == "medium" and _unknown(value)):
                place = project.locate(brand, "utm", name, field, number)
                message = f"`{value}` stands here twice" if first == value else f"`{value}` is `{first}` once more"
                yield RULE.at(place, message, "keep one of them")


def _both(project: Project, brand: Brand) -> Iterator[Problem]:
    for field, values in brand.utm.block.items():
        for number, value in enumerate(values):
            if value in brand.utm.allow.get(field, ()) and not _carried(project, field, value):
                place = project.locate(brand, "utm", "block", field, number)
                yield RULE.at(place, f"`{value}` is blocked here and allowed above", "delete it from one of the lists")


def _unknown(medium: str) -> bool:
    """Whether GA4 knows no such medium: the finding of ga4-channel."""
    return utm.ga4_channel("x", medium, "x") == utm.UNASSIGNED


def _carried(project: Project, field: str, value: str) -> bool:
    """Whether a link would carry the value: then utm-policy says that it is blocked."""
    if field == "source":
        return any(placement.property == value for _, placement in project.placements())
    if field == "medium":
        used = ((campaign, project.property(placement.property)) for campaign, placement in project.placements())
        return any(found and utm.medium_for(found[1].channel, campaign.form) == value for campaign, found in used)
    return value in project.campaigns if field in {"campaign", "id"} else False


check = Check(RULE, find)
