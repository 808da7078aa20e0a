"""Tags aren't hidden behind the ``#`` of a landing page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.urls import split_fragment

RULE = Rule(
    "XP228",
    "fragment-tags",
    "The landing page has tags behind its `#`",
    why="What stands after the `#` isn't sent to the server. Some analytics read tags there all the same, and then "
    "ours and these contradict each other.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "https://northwind.example/bag#utm_source=letter"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "https://northwind.example/bag#buy"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Take them off: every link gets tags of its own, before the `#`.",
)
_TAG = re.compile(r"(?:\A#|[?&#/!])(utm_[a-z]+)=", re.IGNORECASE)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages whose fragment holds a ``utm_`` parameter."""
    for _, offer, landing in project.landings:
        found = _TAG.search(split_fragment(landing.text)[1]) if "#" in landing.text else None
        if found:
            message = f"the landing page carries `{found[1]}` behind its `#`"
            yield RULE.at(project.locate(offer, "landing"), message, "take it off: links get tags of their own")


check = Check(RULE, find)
