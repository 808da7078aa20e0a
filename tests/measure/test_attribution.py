"""Attribution models against known answers, against other ways to work them out, and the laws that all of them keep."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SHARED
from tests.measure.journeys import UNTIMED, Row, credits_of, named, paths_of
from xpromo.measure.crediting import MILLION, apportion, credit
from xpromo.measure.markov import CONVERTED, NULL, Chain, _higher_order, removal_effects, transitions
from xpromo.measure.models import MODELS, Terms, Weighed
from xpromo.measure.resampling import HEAPS, MOST_SHARED, deal, drawable, intervals
from xpromo.measure.shapley import shapley_values
from xpromo.paths import BORDER, Paths, letter

DATA = Path(__file__).parent / "data"
KNOWN = SHARED / "known"
ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from("abcd"), min_size=1, max_size=5).map(" > ".join), st.integers(0, 3), st.integers(0, 3)
    ),
    min_size=1,
    max_size=8,
)


def known(name: str) -> Path:
    path = KNOWN / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this checkout")
    return path


# ------------------------------------------------------------------------------------------------ known answers


def test_bryls_three_paths() -> None:
    folder = known("markov_bryl_three_paths")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    with (folder / "data.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    paths = paths_of(
        *((row["path"], int(row["conversions"]), int(row["null"])) for row in rows),
        values={"EUR": [100 * int(row["value"]) for row in rows]},
    )
    effects = removal_effects(transitions(Weighed(paths, paths.conversions), Terms()), 1)
    assert dict(zip(paths.names, (effects[key] for key in sorted(effects)), strict=True)) == pytest.approx(
        expected["removal_effect"]
    )
    made = credit(paths, {"markov-global": MODELS.get("markov-global")}, Terms())
    assert named(made, "markov-global") == expected["weights"]
    worth = dict(zip(made.names, made.values["EUR"]["markov-global"], strict=True))
    assert worth == {channel: 100 * value for channel, value in expected["attributed_value"].items()}


def test_the_published_game_of_three_channels() -> None:
    folder = known("shapley_dp6_readme")
    game = json.loads((folder / "game.json").read_text(encoding="utf-8"))
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    values = shapley_values("DFO", {"".join(sorted(players)): worth for players, worth in game.items()})
    assert values == pytest.approx(expected["shapley"])
    assert sum(values.values()) == pytest.approx(expected["efficiency_total"])


@pytest.fixture(scope="module")
def dp6() -> tuple[Paths, Mapping[str, Mapping[str, float]]]:
    with (DATA / "dp6-paths.csv").open(encoding="utf-8") as file:
        rows = [(row["path"], int(row["conversions"]), int(row["nulls"])) for row in csv.DictReader(file)]
    return paths_of(*rows), json.loads((DATA / "dp6-expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("model", ["first", "last", "linear", "position", "markov-within", "shapley-rate"])
def test_another_implementation_gives_the_same(
    dp6: tuple[Paths, Mapping[str, Mapping[str, float]]], model: str
) -> None:
    paths, expected = dp6
    assert credits_of(paths, model) == pytest.approx(expected[model], abs=2e-6)


def test_another_implementation_finds_the_same_removal_effects(
    dp6: tuple[Paths, Mapping[str, Mapping[str, float]]],
) -> None:
    paths, expected = dp6
    effects = expected["removal_effect"]
    whole = sum(effects.values())
    shares = {channel: paths.converted * effect / whole for channel, effect in effects.items()}
    assert credits_of(paths, "markov-global") == pytest.approx(shares, abs=2e-6)


# ------------------------------------------------------------------------------------------------ each model


def test_first_and_last_look_at_the_ends() -> None:
    paths = paths_of(("a > b > c", 3, 5), ("b", 1, 0))
    assert credits_of(paths, "first") == {"a": 3, "b": 1, "c": 0}
    assert credits_of(paths, "last") == {"a": 0, "b": 1, "c": 3}


def test_linear_counts_each_touch() -> None:
    assert credits_of(paths_of(("a > b > a > c", 4, 9)), "linear") == {"a": 2, "b": 1, "c": 1}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", {"a": 10}),
        ("a > b", {"a": 5, "b": 5}),
        ("a > b > c", {"a": 4, "b": 2, "c": 4}),
        ("a > b > c > d", {"a": 4, "b": 1, "c": 1, "d": 4}),
        ("a > b > a", {"a": 8, "b": 2}),
        ("a > a", {"a": 10}),
    ],
)
def test_position_is_40_20_40(path: str, expected: dict[str, float]) -> None:
    assert credits_of(paths_of((path, 10, 0)), "position") == expected


def test_time_decay_halves_with_each_half_life() -> None:
    day = 86_400
    paths = Paths(("a", "b", "c"), ["\1\2\3"], [7], [0], ages=[15 * day, 8 * day, day])
    assert credits_of(paths, "time-decay", Terms(half_life=7)) == {"a": 1, "b": 2, "c": 4}


def test_time_decay_of_a_path_of_years_still_adds_up() -> None:
    year = 365 * 86_400
    paths = Paths(("a", "b"), ["\1\2"], [1], [0], ages=[50 * year, 40 * year])
    assert credits_of(paths, "time-decay", Terms(half_life=1)) == {"a": 0, "b": 1}


def test_shapley_shares_a_path_among_its_different_channels() -> None:
    assert credits_of(paths_of(("a > a > a > b", 2, 0), ("a", 1, 7)), "shapley") == {"a": 2, "b": 1}


@given(ROWS)
def test_the_closed_form_is_what_the_definition_gives(rows: list[Row]) -> None:
    paths = paths_of(*rows)
    letters = "".join(sorted(set("".join(paths.words))))
    sets = [set(word) for word in paths.words]
    worth = {
        "".join(group): sum(n for found, n in zip(sets, paths.conversions, strict=True) if found <= set(group))
        for size in range(1, len(letters) + 1)
        for group in combinations(letters, size)
    }
    values = shapley_values(letters, worth)
    assert list(credits_of(paths, "shapley").values()) == pytest.approx(list(values.values()), abs=1e-5)


def test_shapley_is_exact_for_forty_channels() -> None:
    names = [f"c{number:02d}" for number in range(40)]
    made = credits_of(paths_of((" > ".join(names), 40, 0), ("c00", 1, 0)), "shapley")
    assert made == {name: 2 if name == "c00" else 1 for name in names}


def test_a_channel_that_spoils_paths_falls_below_zero_by_rates() -> None:
    found = credits_of(paths_of(("a", 9, 1), ("b", 0, 10), ("a > b", 1, 9)), "shapley-rate")
    assert found["b"] < 0
    assert sum(found.values()) == pytest.approx(10)


# ------------------------------------------------------------------------------------------------ Markov chains


def lost_without(paths: Paths, removed: str, order: int) -> Fraction:
    """Return the chance to convert where ``removed`` leads to nothing, by exact elimination over states."""
    counts = transitions(Weighed(paths, paths.conversions), Terms(order))
    states = sorted({state for state, _ in counts})
    number = {state: place for place, state in enumerate(states)}
    rows = [[Fraction(int(i == j)) for j in range(len(states))] + [Fraction(0)] for i in range(len(states))]
    for (state, follows), count in counts.items():
        chance = Fraction(count, sum(n for (other, _), n in counts.items() if other == state))
        if follows == CONVERTED:
            rows[number[state]][-1] += chance
        elif follows and follows != removed:
            rows[number[state]][number[(state + follows)[-order:]]] -= chance
    for place, row in enumerate(rows):
        pivot = row[place]
        rows[place] = row = [value / pivot for value in row]  # noqa: PLW2901
        for other, values in enumerate(rows):
            if other != place and values[place]:
                rows[other] = [value - values[place] * mine for value, mine in zip(values, row, strict=True)]
    return rows[0][-1]


@pytest.mark.parametrize("order", [1, 2, 3])
@given(rows=ROWS)
def test_removal_effects_are_what_is_lost(order: int, rows: list[Row]) -> None:
    paths = paths_of(*((path, conversions, nulls + (not conversions)) for path, conversions, nulls in rows))
    effects = removal_effects(transitions(Weighed(paths, paths.conversions), Terms(order)), order)
    if not paths.converted:
        assert effects == {}
        return
    whole = lost_without(paths, "", order)
    expected = {letter: float(1 - lost_without(paths, letter, order) / whole) for letter in set("".join(paths.words))}
    assert effects == pytest.approx(expected, abs=1e-12)


@given(ROWS)
def test_both_ways_to_solve_a_chain_agree(rows: list[Row]) -> None:
    paths = paths_of(*((path, conversions + 1, nulls) for path, conversions, nulls in rows))
    counts = transitions(Weighed(paths, paths.conversions), Terms())
    assert _higher_order(Chain.of(counts, 1)) == pytest.approx(removal_effects(counts, 1), abs=1e-12)


@pytest.mark.parametrize("many", [2, 126, 127, 128, 300])
def test_transitions_are_the_same_however_many_channels_there_are(many: int) -> None:
    paths = paths_of((" > ".join(f"c{number:03d}" for number in range(many)), 2, 3), ("c000", 0, 1))
    counts = transitions(Weighed(paths, paths.conversions), Terms())
    first, *rest = (letter(number) for number in range(many))
    pairs = dict.fromkeys(pairwise([first, *rest]), 5)
    ends = {(rest[-1], CONVERTED): 2, (rest[-1], NULL): 3, (first, NULL): 1}
    assert +counts == {(BORDER, first): 6, **pairs, **ends}


def test_a_longer_memory_tells_orders_apart() -> None:
    paths = paths_of(("a > b", 10, 0), ("b > a", 0, 10), ("c", 5, 5))
    assert credits_of(paths, "markov-global") != credits_of(paths, "markov-global", Terms(2))


def test_both_definitions_rest_on_the_same_effects() -> None:
    paths = paths_of(("a > b", 6, 0), ("a", 0, 6), ("b", 3, 6))
    counts = transitions(Weighed(paths, paths.conversions), Terms())
    effects = dict(zip("ab", removal_effects(counts, 1).values(), strict=True))
    whole = sum(effects.values())
    assert credits_of(paths, "markov-global") == pytest.approx({c: 9 * e / whole for c, e in effects.items()}, abs=1e-6)
    a = 6 * effects["a"] / whole
    assert credits_of(paths, "markov-within") == pytest.approx({"a": a, "b": 9 - a}, abs=1e-6)


# ------------------------------------------------------------------------------------------------ laws


@given(ROWS, st.integers(0, 10**7))
def test_credits_add_up_to_the_last_part(rows: list[Row], worth: int) -> None:
    paths = paths_of(*rows, values={"EUR": [worth * row[1] for row in rows]})
    made = credit(paths, UNTIMED, Terms())
    for name in UNTIMED:
        assert sum(made.conversions[name]) == paths.converted * MILLION
        assert sum(made.values["EUR"][name]) == sum(paths.values["EUR"])


def test_two_processes_count_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = paths_of(("a > b > a", 3, 9), ("b", 1, 0), ("c > b", 2, 4), values={"EUR": [5, 0, 7]})
    alone = credit(paths, UNTIMED, Terms(2))
    monkeypatch.setattr("xpromo.measure.crediting.MANY", 0)
    assert credit(paths, UNTIMED, Terms(2)) == alone


@given(ROWS, st.randoms(use_true_random=False))
def test_neither_order_nor_splitting_of_rows_matters(rows: list[Row], random: Random) -> None:
    split = [row for path, conversions, nulls in rows for row in ((path, conversions, 0), (path, 0, nulls))]
    random.shuffle(split)
    one, other = credit(paths_of(*rows), UNTIMED, Terms(2)), credit(paths_of(*split), UNTIMED, Terms(2))
    assert one.conversions == other.conversions


@pytest.mark.parametrize("name", MODELS.names())
def test_without_a_conversion_nobody_gets_anything(name: str) -> None:
    paths = Paths(("a", "b"), ["\1\2", "\2"], [0, 0], [3, 1], values={"EUR": [0, 0]}, ages=[])
    made = credit(paths, {name: MODELS.get(name)}, Terms())
    assert (made.conversions[name], made.values["EUR"][name]) == ((0, 0), (0, 0))
    assert credit(Paths((), [], [], [], ages=[]), {name: MODELS.get(name)}, Terms()).conversions[name] == ()


@given(st.lists(st.fractions(min_value=0, max_value=100), min_size=1, max_size=6), st.integers(-1000, 10**12))
def test_a_whole_is_shared_out_in_whole_parts(shares: list[Fraction], total: int) -> None:
    found = apportion(shares, total)
    whole = sum(shares)
    if not whole:
        assert set(found) == {0}
        return
    assert sum(found) == total
    assert all(abs(part - total * share / whole) < 1 for part, share in zip(found, shares, strict=True))


def test_what_is_left_goes_to_the_largest_remainder_then_to_the_first() -> None:
    assert apportion([1, 1, 1], 100) == (34, 33, 33)
    assert apportion([5, 3, 3], 10) == (4, 3, 3)
    assert apportion([5, 5, 4], 10) == (4, 3, 3)
    assert apportion([1, 1], -3) == (-1, -2)


def test_the_spread_is_from_the_least_to_the_most() -> None:
    made = credit(paths_of(("a > b", 2, 0)), {name: MODELS.get(name) for name in ("first", "last", "linear")}, Terms())
    assert [made.spread(place) for place in (0, 1)] == [(0, 2 * MILLION), (0, 2 * MILLION)]


def test_it_is_told_on_how_many_paths_a_channel_is() -> None:
    made = credit(paths_of(("a > b > a", 3, 9), ("b", 1, 0), ("c", 0, 4)), UNTIMED, Terms())
    assert dict(zip(made.names, made.touched, strict=True)) == {"a": 3, "b": 4, "c": 0}


# ------------------------------------------------------------------------------------------------ resampling


def test_what_is_shared_out_by_combination_is_drawn_only_of_few() -> None:
    paths = paths_of(*((" > ".join("abcdefghij"[:n]), 1, 0) for n in range(1, 11)), ("k", 0, 5))
    models = {"first": MODELS.get("first"), "shapley-rate": MODELS.get("shapley-rate")}
    assert drawable(paths, models, MOST_SHARED // 10) == models
    assert drawable(paths, models, MOST_SHARED // 10 + 1).keys() == {"first"}


def test_the_same_seed_gives_the_same_intervals_in_whatever_order() -> None:
    rows = [("a > b", 30, 200), ("b", 10, 90), ("a", 5, 50), ("a > b > a", 7, 3)]
    one = intervals(paths_of(*rows), UNTIMED, Terms(), 40, 7)
    assert one == intervals(paths_of(*reversed(rows)), UNTIMED, Terms(), 40, 7)
    assert one != intervals(paths_of(*rows), UNTIMED, Terms(), 40, 8)


def test_an_interval_of_a_share_is_as_wide_as_theory_says() -> None:
    paths = paths_of(("a", 300, 0), ("b", 700, 0))
    low, high = intervals(paths, {"first": MODELS.get("first")}, Terms(), 400, 1)["first"][0]
    half = 1.96 * (0.3 * 0.7 / 1000) ** 0.5 * 1000 * MILLION  # the normal approximation of a binomial share
    assert low == pytest.approx(300 * MILLION - half, abs=half / 3)
    assert high == pytest.approx(300 * MILLION + half, abs=half / 3)


@pytest.mark.parametrize("many", [3, HEAPS, 5000])
def test_every_path_is_dealt_once(many: int) -> None:
    paths = paths_of(("a > b", many - 2, 0), ("b", 1, 1))
    heaps = deal(paths, Random(1))  # noqa: S311 - reproducible, not secret
    assert len(heaps) == min(many, HEAPS)
    assert sum(heap.converted for heap in heaps) == paths.converted
    assert sum(heap.journeys for heap in heaps) == paths.journeys
    if many <= HEAPS:
        assert {heap.journeys for heap in heaps} == {1}


def test_heaps_are_as_uneven_as_chance_makes_them() -> None:
    heaps = deal(paths_of(("a", 256 * 100, 0)), Random(3))  # noqa: S311 - reproducible, not secret
    sizes = [heap.journeys for heap in heaps]
    variance = sum((size - 100) ** 2 for size in sizes) / len(sizes)
    assert 75 < variance < 130  # multinomial: 100 (1 - 1/256), give or take its own chance
