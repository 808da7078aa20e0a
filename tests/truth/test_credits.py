"""Who gets the credit, by every model and every grouping, is what the paths of a made-up world say."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest

from tests.truth.conftest import Run
from tests.truth.credits import MODELS, Path, credited, paths
from tests.truth.planting import World
from tests.truth.shown import body, csv_rows, html_tables, md_tables, ndjson_rows, number
from tests.truth.workspace import SPOTS

NAMES: Mapping[str, Callable[[str], str]] = {
    "placement": lambda placement: placement,
    "property": lambda placement: SPOTS[placement].where,
    "partner": lambda placement: SPOTS[placement].partner,
    "channel": lambda placement: SPOTS[placement].channel,
}
PART = 2e-6  # credits are whole millionths
HEADINGS = {
    "first": "First",
    "last": "Last",
    "linear": "Linear",
    "markov-global": "Markov global",
    "markov-within": "Markov within",
    "position": "Position",
    "shapley": "Shapley",
    "time-decay": "Time decay",
}


@pytest.mark.parametrize("by", NAMES)
def test_credits_are_those_of_the_paths(run: Run, world: World, by: str) -> None:
    words = ("attribution", "--kind", "sale", "--by", by)
    found, ways = json.loads(run(*words))["data"], paths(world, NAMES[by])
    won = [way for way in ways if way.cents is not None]
    assert won
    assert found["conversions"]["with_path"] == len(won)
    assert found["paths"] == len(ways)
    shown = {form: read(run(*words, form=form)) for form, read in (("csv", csv_rows), ("ndjson", ndjson_rows))}
    tables = {form: read(run(*words, form=form)) for form, read in (("md", md_tables), ("html", html_tables))}
    for model in MODELS:
        counts, cents = credited(ways, model)
        assert found[model] == pytest.approx({name: float(counts.get(name, 0)) for name in found[model]}, abs=PART)
        assert counts.keys() <= found[model].keys()
        values = found["values"]["EUR"][model]
        for name, value in values.items():
            assert abs(value - cents.get(name, 0)) < 1, (model, name)
            for form, rows in shown.items():
                (row,) = (row for row in rows if row[by] == name)
                assert number(row[f"{model}_value"]) == value, (form, model)
                assert float(row[model]) == found[model][name], (form, model)
            for form, (counted, valued, *_) in tables.items():
                read = {row[by.capitalize()]: row[HEADINGS[model]] for row in body(valued, by.capitalize())}
                assert number(read[name]) == value, (form, model)
                read = {row[by.capitalize()]: row[HEADINGS[model]] for row in body(counted, by.capitalize())}
                assert float(read[name]) == pytest.approx(float(counts.get(name, 0)), abs=0.0051), (form, model)


def test_credits_of_each_model_add_up_to_the_last_cent(run: Run, world: World) -> None:
    found, won = json.loads(run("attribution", "--kind", "sale"))["data"], _won(paths(world, NAMES["placement"]))
    assert set(found["values"]["EUR"]) == {*MODELS, "shapley-rate"}
    for model, values in found["values"]["EUR"].items():
        assert sum(values.values()) == sum(way.cents or 0 for way in won), model
        assert sum(found[model].values()) == pytest.approx(len(won), abs=1e-9), model


def test_windows_cut_the_paths(run: Run, world: World) -> None:
    """In a window of a day, the touches that came before it are none."""
    ways = _won(paths(world, NAMES["placement"]))
    day = [[touch for touch, age in zip(*way[:2], strict=True) if age.total_seconds() < 86_400] for way in ways]
    first, whole = json.loads(run("attribution", "--kind", "sale", "--windows", "1,30"))["data"]["windows"]
    assert first["conversions"]["with_path"] == sum(map(bool, day)) <= whole["conversions"]["with_path"] == len(ways)
    for name, credit in first["models"]["first"].items():
        assert credit == sum(bool(touches) and touches[0] == name for touches in day), name
    for name, credit in first["models"]["linear"].items():
        even = sum(Fraction(touches.count(name), len(touches)) for touches in day if touches)
        assert credit == pytest.approx(float(even), abs=PART), name


def _won(ways: list[Path]) -> list[Path]:
    return [way for way in ways if way.cents is not None]
