"""Tags that GA4 takes and shows in no report."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo import utm
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP173",
    "unreported-tags",
    "A tag that GA4 shows in no report",
    why="GA4 takes `utm_creative_format` and `utm_marketing_tactic` and reports neither. They make links longer and "
    "answer no question there; other tools may read them.",
    severity=Severity.NOTE,
    bad="""\
# campaigns/brand.yaml
utm:
  extra: {utm_marketing_tactic: prospecting}
""",
    good="""\
# campaigns/brand.yaml
utm:
  extra: {utm_source_platform: xpromo}
""",
    fix="Leave it out, unless another tool reads it.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield further tags of every link that GA4 doesn't report."""
    for name in project.brand.utm.extra if project.brand else ():
        if project.brand and name in utm.UNREPORTED:
            place = project.locate(project.brand, "utm", "extra", name, key=True)
            yield RULE.at(place, f"GA4 shows `{name}` in no report", "leave it out, unless another tool reads it")


check = Check(RULE, find)
