"""What a campaign is worth is said for each audience, in words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xpromo.definitions.checking import Check, may_take_part, sides_of
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign
from xpromo.definitions.words import shortened
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP177",
    "mutual-value",
    "The value for an audience isn't said",
    why="Kits show an audience the sentence that says why it should care. A placeholder goes out as it stands, and one "
    "sentence for two audiences is about neither.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
value: {northwind-coffee: A mug that keeps the coffee hot., green-mug: TODO}
""",
    good="""\
# campaigns/swap.yaml
value: {northwind-coffee: A mug that keeps the coffee hot., green-mug: Coffee for the mug.}
""",
    fix="Write one sentence for each audience: what it gets from the other brand, and why now.",
)
_PLACEHOLDER = re.compile(
    r"(?i:todo|tbd|tba|tbc|fixme|xxx+|n/?a|placeholder|lorem ipsum.*|\W+)\Z"
    r"|(?:TODO|TBD|FIXME)\b"  # the words of a sentence may begin alike: “Todo lo que …”
    r"|<.*>\Z|\[.*\]\Z|\{.*\}\Z"
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield audiences without a value, values still to be written, and those that say the same to two audiences."""
    for campaign in project.campaigns.values():
        yield from _missing(project, campaign)
        yield from _values(project, campaign)


def _missing(project: Project, campaign: Campaign) -> Iterator[Problem]:
    """Yield brands for whose audience nobody says why it should care."""
    missing = [name for name in sides_of(project, campaign) if name not in campaign.value]
    # A value for somebody unknown is probably the missing one, misspelt: the finding of references
    if not missing or not set(campaign.value) <= may_take_part(project, campaign):
        return
    written = "value" in campaign.model_fields_set
    place = project.locate(campaign, "value", key=True) if written else project.locate(campaign, "campaign")
    names = " and ".join(f"`{name}`" for name in missing)
    audiences = f"audience of {names} gets" if len(missing) == 1 else f"audiences of {names} get"
    hint = f"add `{'`, `'.join(f'{name}: …' for name in missing)}` under `value`"
    yield RULE.at(place, f"nothing says what the {audiences} out of it", hint)


def _values(project: Project, campaign: Campaign) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name, text in campaign.value.items():
        if _PLACEHOLDER.match(text):
            message = f"`{shortened(text)}` doesn't say what the audience of `{name}` gets out of it"
            yield RULE.at(
                project.locate(campaign, "value", name), message, "write the sentence that its readers will see"
            )
            continue
        other = first.setdefault(" ".join(text.casefold().split()).rstrip(".!"), name)
        if other != name:
            message = f"the audiences of `{other}` and `{name}` are told the same"
            yield RULE.at(project.locate(campaign, "value", name), message, f"say what the audience of `{name}` gets")


check = Check(RULE, find)
