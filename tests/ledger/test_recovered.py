"""What happened to a tag on its way is said in words that a person can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import bring, clicks
from xpromo.answers import Mangled
from xpromo.ledger.recovered import read_recovered
from xpromo.records import Evidence, Request

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger

WINTER = Mangled("campaign", "WINTER", "winter", ("upper case",))


@pytest.mark.parametrize(
    ("evidence", "pieces"),
    [
        pytest.param(Evidence(content="mug-launch", campaign="WINTER"), [WINTER], id="case"),
        pytest.param(
            Evidence(content="mug+launch", campaign="winter"),
            [Mangled("content", "mug+launch", "mug-launch", ("a space for a dash",))],
            id="plus",
        ),
        pytest.param(
            Evidence(content="mug%2Dlaunch", campaign="winter"),
            [Mangled("content", "mug%2Dlaunch", "mug-launch", ("encoded twice",))],
            id="encoded",
        ),
        pytest.param(
            Evidence(content="Mug%20Remind", campaign="winter"),
            [
                Mangled(
                    "content", "Mug%20Remind", "mug-reminder",
                    ("encoded twice", "a space for a dash", "upper case", "cut off"),
                )
            ],
            id="everything at once",
        ),
        pytest.param(
            Evidence(link="AAAAAAAAAI"),
            [Mangled("link", "AAAAAAAAAI", "aaaaaaaaa1", ("upper case", "look-alikes"))],
            id="look-alikes",
        ),
        pytest.param(
            Evidence(link="aaaaaaaaa1)."),
            [Mangled("link", "aaaaaaaaa1).", "aaaaaaaaa1", ("more behind it",))],
            id="more behind it",
        ),
        pytest.param(
            Evidence(link="zzzzzzzzz9", content="mug-launch", campaign="winter"),
            [Mangled("link", "zzzzzzzzz9", None, ("not ours",))],
            id="an id of nobody's was passed over",
        ),
    ],
)  # fmt: skip
def test_what_came_what_it_was_taken_for_and_how(ledger: Ledger, evidence: Evidence, pieces: list[Mangled]) -> None:
    bring(ledger, clicks("a", "b", evidence=evidence))
    (found,) = read_recovered(ledger, Request())
    assert (found.evidence, found.metric, found.n, found.level) == (evidence, "clicks", 2, "placement")
    assert list(found.pieces) == pieces


def test_intact_tags_and_lost_ones_are_not_recovered(ledger: Ledger) -> None:
    bring(ledger, clicks("a", evidence=Evidence(content="mug-launch_b", campaign="winter")))
    bring(ledger, clicks("b", evidence=Evidence(campaign="somebody-else")), "b.csv")
    assert read_recovered(ledger, Request()) == []
