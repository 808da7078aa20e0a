"""Loading and validating campaign files against parsing them with yaml.CSafeLoader, interleaved in one process.

    python benchmarks/load_definitions.py [FILES [ROUNDS]]

Prints the median of each round's ratio. Ours does more (places, limits, types, messages) and must stay below 1.5.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable

import yaml

from xpromo.definitions.positions import load_document
from xpromo.definitions.schema import Campaign
from xpromo.definitions.validation import validate

LIMIT = 1.5

HEAD = """\
# yaml-language-server: $schema=../.xpromo/schema/campaign.json
schema_version: 1
campaign: 2026-swap-{number}
name: Winter bundle {number}
form: bundle
partners: [green-mug]
flight: {{start: 2026-11-30, end: 2026-12-20}}
value:
  northwind-coffee: "A mug that keeps the coffee we sell hot."
  green-mug: "Coffee chosen for the people who already own the mug."
goals:
  primary: {{metric: sales, target: 300}}
  secondary: [{{metric: new_customers, target: 180}}, {{metric: signups, target: 500}}]
offers:
  - id: winter-{number}
    title: 15 % off the bundle
    landing: https://northwind.example/bundle?ref=home#buy
    codes: {{kind: shared, code: MUG{number}}}
    terms: "Until 20 December, once per customer."
roles:
  approvers: [northwind-coffee/approver, green-mug/approver]
  analytics: northwind-coffee/analyst
  timeline: green-mug/coordinator
  escalation: northwind-coffee/lead
placements:
"""
PLACEMENT = """\
  - id: mug-{number}-{place}
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: winter-{number}
    phase: launch
    at: 2026-12-0{place} 09:00
    kind: feature
    expected: {{reach: 25000, clicks: 600}}
"""
TAIL = """\
swaps:
  - {{give: mug-{number}-1, get: mug-{number}-2, tolerance_days: 2}}
audience: {{languages: [en, de]}}
assets: {{email: true, social: [instagram], banners: [300x250, 728x90], qr: true}}
"""


def campaign(number: int) -> str:
    """Return a campaign file of 60 lines."""
    places = "".join(PLACEMENT.format(number=number, place=place) for place in range(1, 5))
    return HEAD.format(number=number) + places[: places.rindex("    expected")] + TAIL.format(number=number)


def parse(texts: list[str]) -> None:
    """What the peer does."""
    for text in texts:
        yaml.load(text, yaml.CSafeLoader)


def load(texts: list[str]) -> None:
    """What we do with every file of a workspace."""
    for number, text in enumerate(texts):
        document, problems = load_document(f"campaigns/{number}.yaml", text)
        model, more = validate(document, Campaign) if document else (None, [])
        if model is None or problems or more:
            raise AssertionError(problems + more)


def seconds(work: Callable[[list[str]], None], texts: list[str]) -> float:
    """Return how long it takes."""
    gc.collect()
    begin = time.perf_counter()
    work(texts)
    return time.perf_counter() - begin


def main(files: int = 1000, rounds: int = 5) -> None:
    """Compare and print."""
    texts = [campaign(number) for number in range(files)]
    pairs = [(seconds(parse, texts), seconds(load, texts)) for _ in range(rounds)]
    ratio = statistics.median(ours / theirs for theirs, ours in pairs)
    result = {
        "files": files,
        "lines": len(texts[0].splitlines()),
        "csafeloader_s": round(statistics.median(theirs for theirs, _ in pairs), 3),
        "xpromo_s": round(statistics.median(ours for _, ours in pairs), 3),
        "ratio": round(ratio, 2),
        "limit": LIMIT,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
