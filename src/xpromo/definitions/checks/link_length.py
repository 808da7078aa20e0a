"""Links are short enough for everything that carries them."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo import utm
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign, Placement, UtmPolicy
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.urls import parameter_names

LONGEST = 2040  # what the strictest shortener takes; mail tools and proxies begin to cut at 2,048
LONGEST_SEEN = 1000  # GA4 keeps so much of a page's address, and tags stand at its end
BEHIND = 460  # the longest that our tags can be: four ids of 64 characters, a variant, the link id and the names
MOST_PARAMETERS = 20

_PAGE = "&".join(f"filter{number}={'coffee-and-nothing-but-coffee-' * 4}" for number in range(7))
RULE = Rule(
    "XP172",
    "link-length",
    "A link that is too long",
    why=f"Some shorteners refuse more than {LONGEST:,} characters, and mail tools cut them. GA4 keeps the first "
    f"{LONGEST_SEEN:,}: our tags stand at the end, so they are what it loses.",
    severity=Severity.WARNING,
    bad=f"""\
# campaigns/swap.yaml
offers:
  - {{id: first-bag, title: A bag, landing: "https://northwind.example/bag?{_PAGE}"}}
  - {{id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "https://northwind.example/bag"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Lead to a shorter address: filters and settings can be a page of their own.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages whose links would be too long, or would have very many parameters."""
    if project.brand is None:
        return
    policy = project.brand.utm
    behind = BEHIND + len(utm.query_of(policy.extra))
    for campaign, offer, landing in project.landings:
        length = len(landing.text)
        if length + behind > LONGEST_SEEN:  # seldom: only then it is worth counting
            places = [item for item in campaign.placements if item.offer == offer.id]
            length += max((_length(project, policy, campaign, item) for item in places), default=0)
        found = _problem(length, len(parameter_names(landing.text)) if "&" in landing.text else 0)
        if found:
            yield RULE.at(project.locate(offer, "landing"), found[0], "lead to a shorter address", found[1])


def _problem(length: int, parameters: int) -> tuple[str, Severity] | None:
    """Return what is wrong with links of this length to a page of so many parameters, and how bad it is."""
    if length > LONGEST:
        message = f"links would have {length:,} characters, and some shorteners and mail tools take {LONGEST:,}"
        return message, Severity.ERROR
    if length > LONGEST_SEEN:
        message = f"links would have {length:,} characters, and GA4 sees the first {LONGEST_SEEN:,}: not all our tags"
        return message, Severity.WARNING
    if parameters > MOST_PARAMETERS:
        return f"the page has {parameters} parameters: each is one more that a tool can cut", Severity.NOTE
    return None


def _length(project: Project, policy: UtmPolicy, campaign: Campaign, placement: Placement) -> int:
    """Return how many characters a placement's longest link adds to its landing page."""
    found = project.property(placement.property)
    variant = max(placement.variants, key=len, default=None)
    tags = {
        utm.SOURCE: placement.property,
        utm.MEDIUM: utm.medium_for(found[1].channel, campaign.form) if found else "",
        utm.CAMPAIGN: campaign.id,
        utm.ID: campaign.id,
        utm.CONTENT: utm.content_of(placement.id, variant),
        **policy.extra,
    }
    if policy.link_parameter:
        tags[policy.link_parameter] = "0" * utm.LINK_LENGTH
    return 1 + len(utm.query_of(tags))


check = Check(RULE, find)
