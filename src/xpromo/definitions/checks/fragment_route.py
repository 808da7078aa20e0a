"""Tags stand before the fragment; a page that is routed by its fragment may not look there."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.urls import split_fragment

RULE = Rule(
    "XP169",
    "fragment-route",
    "The page is chosen by the fragment",
    why="Parameters stand before the `#`, as the standard wants. Analytics find them there, but an app whose router "
    "reads only what comes after `#/` doesn't, and its own events have no source.",
    severity=Severity.NOTE,
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "https://northwind.example/#/bag"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "https://northwind.example/bag#buy"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Lead to an address without `#/` if there is one, else click a link once and see whether its tags arrive.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages whose fragment is a route."""
    for _, offer, landing in project.landings:
        if split_fragment(landing.text)[1].startswith(("#/", "#!")):
            message = "tags go before the `#`, where the page's own router may not look"
            yield RULE.at(
                project.locate(offer, "landing"), message, "click a link once and see whether its tags arrive"
            )


check = Check(RULE, find)
