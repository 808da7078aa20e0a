"""Every model over files of paths that were drawn by chance, against a second implementation in fractions that begins
with the file's rows: chains that remember up to three touches, loops, games by all orders in which players can come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import permutations
from math import factorial
from pathlib import Path
from random import Random

import pytest

from tests.conftest import CommandLine

CHANNELS = ("mail", "app", "site", "(unknown)")
WON, LOST, START = "(won)", "(lost)", ()
Rows = list[tuple[tuple[str, ...], int, int]]  # path, conversions, nulls
State = tuple[str, ...]
Credit = dict[str, Fraction]


def drawn(seed: int) -> Rows:
    """Some paths, with the same channel twice in a row as often as any."""
    chance = Random(seed)  # noqa: S311 - reproducible
    rows = [
        (tuple(chance.choices(CHANNELS, k=chance.randint(1, 5))), chance.randint(0, 4), chance.randint(0, 9))
        for _ in range(chance.randint(4, 12))
    ]
    return [*rows, (("mail",), 1, 3)]


def write(path: Path, rows: Rows) -> Path:
    lines = [f"{' > '.join(way)},{conversions},{nulls}" for way, conversions, nulls in rows]
    path.write_text("\n".join(["path,conversions,nulls", *lines]) + "\n", encoding="utf-8")
    return path


def effects(rows: Rows, order: int) -> Credit:
    """Channel → the part of conversions that is lost when each step to it leads to nothing."""
    steps: dict[State, Counter[str]] = defaultdict(Counter)
    for way, conversions, nulls in rows:
        for at, channel in enumerate(way):
            steps[way[max(0, at - order) : at]][channel] += conversions + nulls
        steps[way[-order:]].update({WON: conversions, LOST: nulls})
    whole = chance_to_win(steps, order, "")
    return {channel: 1 - chance_to_win(steps, order, channel) / whole for way, _, _ in rows for channel in way}


def chance_to_win(steps: Mapping[State, Counter[str]], order: int, removed: str) -> Fraction:
    """Solve the chain by taking out one state after the other."""
    leads: dict[State, dict[State | str, Fraction]] = {}
    for state, after in steps.items():
        found: dict[State | str, Fraction] = defaultdict(Fraction)
        for follows, n in after.items():
            if follows != removed and n:
                to = follows if follows in {WON, LOST} else (*state, follows)[-order:]
                found[to] += Fraction(n, after.total())
        leads[state] = found
    for state in [state for state in leads if state != START]:
        out = leads.pop(state)
        again = 1 / (1 - out.pop(state, Fraction(0)))
        for ways in leads.values():
            if part := ways.pop(state, Fraction(0)):
                for to, chance in out.items():
                    ways[to] += part * again * chance
    return leads[START].get(WON, Fraction(0))


def markov_global(rows: Rows, order: int) -> Credit:
    found, conversions = effects(rows, order), sum(n for _, n, _ in rows)
    return {channel: conversions * effect / sum(found.values()) for channel, effect in found.items()}


def markov_within(rows: Rows, order: int) -> Credit:
    found, credit = effects(rows, order), dict.fromkeys((c for way, _, _ in rows for c in way), Fraction(0))
    for way, conversions, _ in rows:
        for channel in way if conversions else ():
            credit[channel] += conversions * found[channel] / sum(found[one] for one in way)
    return credit


def shapley(worth: Mapping[frozenset[str], Fraction], players: Iterable[str]) -> Credit:
    """The mean over all orders of players of what each adds to those before it."""
    value = dict.fromkeys(players, Fraction(0))
    for order in permutations(value):
        for at, player in enumerate(order):
            before = frozenset(order[:at])
            value[player] += worth.get(before | {player}, Fraction(0)) - worth.get(before, Fraction(0))
    return {player: total / factorial(len(value)) for player, total in value.items()}


def sums_game(rows: Rows) -> Credit:
    players = sorted({channel for way, _, _ in rows for channel in way})
    sets = {frozenset(order[:size]) for order in permutations(players) for size in range(len(players) + 1)}
    worth = {some: Fraction(sum(n for way, n, _ in rows if set(way) <= some)) for some in sets}
    return shapley(worth, players)


def rates_game(rows: Rows) -> Credit:
    counts: dict[frozenset[str], list[int]] = defaultdict(lambda: [0, 0])
    for way, conversions, nulls in rows:
        counts[frozenset(way)][0] += conversions
        counts[frozenset(way)][1] += conversions + nulls
    rates = {some: Fraction(won, whole) for some, (won, whole) in counts.items() if whole}
    credit = dict.fromkeys((c for way, _, _ in rows for c in way), Fraction(0))
    for some, rate in rates.items():
        if rate:
            for player, value in shapley(rates, sorted(some)).items():
                credit[player] += counts[some][0] * value / rate
    return credit


@pytest.mark.parametrize("seed", range(6))
def test_chains_and_games_are_what_another_hand_makes_of_the_same_file(
    cli: CommandLine, tmp_path: Path, seed: int
) -> None:
    rows = drawn(seed)
    file = write(tmp_path / "paths.csv", rows)
    for order in (1, 2, 3):
        done = cli("attribution", "--paths", file, "--order", str(order), "--format", "json")
        assert done.code == 0, done.err
        found = done.json()["data"]
        should = {"markov-global": markov_global(rows, order), "markov-within": markov_within(rows, order)}
        if order == 1:
            should |= {"shapley": sums_game(rows), "shapley-rate": rates_game(rows)}
        for model, credit in should.items():
            assert found[model] == pytest.approx({name: float(part) for name, part in credit.items()}, abs=2e-6), model
            assert sum(found[model].values()) == pytest.approx(sum(n for _, n, _ in rows), abs=1e-9)
