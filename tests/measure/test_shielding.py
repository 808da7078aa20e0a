"""Every number of a line is either harmless or hidden with the persons it is about."""

from __future__ import annotations

from dataclasses import fields

from xpromo.measure.lines import Line, Names
from xpromo.measure.shielding import ALWAYS, FIELDS

HARMLESS = frozenset(
    "currency reach reach_metric clicks clicks_raw click_source ctr conversion_kind excluded "
    "other_clicks other_metrics expected_reach expected_clicks further suppressed".split()
)
BY_KIND = frozenset({"kinds"})


def test_no_number_of_persons_is_forgotten() -> None:
    hidden = {*FIELDS, *ALWAYS, *BY_KIND}
    numbers = {item.name for item in fields(Line)} - {item.name for item in fields(Names)}
    assert numbers == HARMLESS | hidden
    assert not HARMLESS & hidden
