"""Why each conversion counts where it counts is what truly happened in a made-up world."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.truth.conftest import Made
from tests.truth.planting import Outcome, Place
from tests.truth.workspace import SHARED
from tests.truth.worlds import NOW, environment, ok

RANKS = {1: "link", 2: "single-use-code", 5: "shared-code", 6: "same-person"}
KEYS = ("campaign", "partner", "placement")


def named(place: Place | None) -> dict[str, str | None] | None:
    return place and dict(zip(KEYS, place, strict=True))


def part(place: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if place is None else {name: place[name] for name in KEYS}


def way_of(outcome: Outcome, carries: Mapping[str, str]) -> tuple[int | None, str]:
    """Which evidence decides, by its rank, and the rule that had to be asked."""
    if outcome.counted is None:
        return None, ""
    code, link = carries.get("code", ""), carries.get("link", "")
    if code in SHARED.values():
        return 5, ""
    if code:
        return 2, "code-first" if link else ""
    return (1, "") if link else (6, "")


def test_every_conversion_is_explained_by_what_happened(cli: CommandLine, made: Made) -> None:
    sales = {outcome.id: outcome for outcome in made.world.outcomes}
    back: dict[str, list[str]] = {}
    for outcome in sales.values():
        back.setdefault(outcome.parent, []).append(outcome.id)
    said: dict[str, Any] = {}
    for name, outcome in sales.items():
        text = ok(cli("report", "explain", name, "--format", "json", cwd=made.one, env=environment(NOW)))
        found = said[name] = json.loads(text)["data"]
        assert (found["kind"], found["day"], found["amount"] or 0) == (outcome.kind, str(outcome.day), outcome.amount)
        assert (found["counts"], found["code_only"]) == (True, outcome.code_only), name
        assert part(found["sourced_by"]) == named(outcome.began), name
        took_part = [part(place) for place in found["influenced_by"]]
        assert sorted(map(str, took_part)) == sorted(str(named(place)) for place in outcome.took_part), name
        assert [row["source_id"] for row in found["taken_back_by"]] == back.get(name, []), name
        sale = sales[outcome.parent] if outcome.parent else outcome
        rank, rule = way_of(sale, said[sale.id]["carries"])
        decides = [proof for proof in found["evidence"] if proof["decides"]]
        assert [(proof["rank"], proof["method"], part(proof["proved"]), proof["conflict"]) for proof in decides] == (
            [(rank, RANKS[rank], named(outcome.counted), rule)] if rank else []
        ), name
        assert (found["agreement"] is None) == (outcome.counted is None), name
        assert [touch["placement"] for touch in found["touches"]] == list(sale.path), name


@pytest.mark.parametrize("form", ["table", "md", "html"])
def test_people_read_the_same(cli: CommandLine, made: Made, form: str) -> None:
    sales = (one for one in made.world.outcomes if one.kind == "sale")
    outcome = next(one for one in sales if one.counted and one.counted.placement and one.began)
    text = ok(cli("report", "explain", outcome.id, "--format", form, cwd=made.one, env=environment(NOW)))
    assert outcome.counted
    assert outcome.counted.placement
    assert outcome.counted.placement in text
    assert f"{outcome.amount / 100:,.2f} EUR" in text
