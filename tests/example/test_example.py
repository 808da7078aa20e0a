"""The example workspace is what it says: complete, pleasant, clean."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import REPO
from xpromo.definitions.checking import run_checks
from xpromo.definitions.model import Project, direction_of
from xpromo.definitions.project import load_project
from xpromo.known import Known
from xpromo.records import Direction

CAMPAIGNS = ["2026-11-morning-swap", "2026-winter-bundle"]


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(REPO)[0]


def test_nothing_is_found_in_it(project: Project) -> None:
    problems = load_project(REPO)[1]
    assert [*problems, *run_checks(project, Known())] == []


def test_it_holds_two_partners_a_swap_and_a_bundle(project: Project) -> None:
    assert sorted(project.partners) == ["green-mug", "slow-mornings"]
    assert {name: campaign.form for name, campaign in project.campaigns.items()} == {
        "2026-11-morning-swap": "newsletter-swap",
        "2026-winter-bundle": "bundle",
    }


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_every_phase_runs_on_both_sides(project: Project, campaign: str) -> None:
    found = {
        (placement.phase, direction_of(project, placement)) for placement in project.campaigns[campaign].placements
    }
    assert found == {
        (phase, direction)
        for phase in ("teaser", "launch", "reminder", "recap")
        for direction in (Direction.GIVEN, Direction.RECEIVED)
    }


def test_both_kinds_of_codes_are_shown(project: Project) -> None:
    kinds = Counter(offer.codes.kind for _, offer in project.offers.values() if offer.codes)
    assert kinds == {"shared": 3, "pool": 1}


@pytest.mark.parametrize("path", sorted((REPO / "campaigns").rglob("*.yaml")), ids=lambda path: str(path.name))
def test_the_first_line_names_the_schema_where_it_will_lie(path: Path) -> None:
    line = path.read_text(encoding="utf-8").splitlines()[0]
    kind = "brand" if path.name == "brand.yaml" else "partner" if path.parent.name == "partners" else "campaign"
    prefix, _, target = line.partition("$schema=")

    assert prefix == "# yaml-language-server: "
    assert (path.parent / target).resolve() == REPO / ".xpromo" / "schema" / f"{kind}.json"


def test_all_people_and_hosts_are_made_up() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (REPO / "campaigns").rglob("*.yaml")]
    addresses = [word.strip('<>",}') for text in texts for word in text.split() if re.search(r"[^\"]@.*\.", word)]
    assert addresses
    assert [address for address in addresses if not address.endswith(".example")] == []


def test_checking_it_looks_up_no_place_because_that_is_what_costs_time() -> None:
    project, _ = load_project(REPO)
    run_checks(project, Known())
    assert [path for path, document in project.documents.items() if "places" in vars(document)] == []
