"""What was seen of an audience is near what was claimed."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP229",
    "audience-verified",
    "An audience is far from what was claimed",
    why="Swaps and prices are agreed on by the size of an audience. Half of what was said, or twice, is another list, "
    "another count (all addresses, those who open), or a slip of the pen.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/partners/green-mug.yaml
properties:
  - {id: green-mug-weekly, name: The Green Letter, channel: email, audience: 26000, audience_verified: 9000}
  - {id: green-mug-social, name: Green Mug, channel: social}
""",
    good="""\
# campaigns/partners/green-mug.yaml
properties:
  - {id: green-mug-weekly, name: The Green Letter, channel: email, audience: 26000, audience_verified: 24800}
  - {id: green-mug-social, name: Green Mug, channel: social}
""",
    fix="Ask what the claimed number counts, and write the one that a mail or a post reaches in both.",
)
FAR = 2  # times


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield properties of which less than half, or more than twice, was seen of what is claimed."""
    for _, item in project.properties.values():
        claimed, seen = item.audience, item.audience_verified
        if claimed is not None and seen is not None and (seen * FAR < claimed or claimed * FAR < seen):
            message = f"{seen:,} were seen of an audience of {claimed:,} that `{item.id}` claims"
            hint = "ask what the claimed number counts"
            yield RULE.at(project.locate(item, "audience_verified"), message, hint)


check = Check(RULE, find)
