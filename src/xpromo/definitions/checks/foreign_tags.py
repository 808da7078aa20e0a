"""A landing page brings no tags of other tools and no click ids."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo import utm
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.urls import parameter_names

RULE = Rule(
    "XP164",
    "foreign-tags",
    "The landing page was copied with somebody's click",
    why="A click id is one click of one person. GA4 believes `gclid` more than our tags and files everybody under that "
    "old ad; Matomo reads its own `mtm_` names first. `ref` and `via` may stay: tools look at them when there is no "
    "`utm_source`.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag?gclid=EAIaIQ}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Take these parameters off: the page is the same without them.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages with parameters that win over our tags or belong to one click."""
    for _, offer, landing in project.landings:
        found = {name: utm.claim_of(name) for name in parameter_names(landing.text)} if "?" in landing.text else {}
        names = [name for name, claim in found.items() if claim]
        if names:
            listed = ", ".join(f"`{name}`" for name in names)
            message = f"the landing page carries {listed}: {found[names[0]]}"
            yield RULE.at(project.locate(offer, "landing"), message, "take it off: the page is the same without it")


check = Check(RULE, find)
