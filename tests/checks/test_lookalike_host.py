"""Hosts that are read as ours and are somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.landing import at_landing, codes_at
from tests.checks.workspace import docstring_is_the_file, find_problems, only, place_of, with_changes
from xpromo.errors import Severity

O = "\u043e"  # a Cyrillic о  # noqa: E741 - it is what it looks like
NOT_NORTHWIND = f"n{O}rthwind.example"


def test_both_forms_are_shown_because_one_of_them_deceives(tmp_path: Path) -> None:
    problem = only(at_landing(tmp_path, f"https://{NOT_NORTHWIND}/bag"))

    assert (problem.code, problem.severity) == ("XP162", Severity.ERROR)
    assert (
        problem.message
        == f"{a_label(NOT_NORTHWIND)} (`{NOT_NORTHWIND}`) looks like northwind.example and is another host"
    )
    assert problem.hint == "write northwind.example, typed by hand"


def a_label(host: str) -> str:
    return host.encode("idna").decode("ascii")


@pytest.mark.parametrize(
    ("host", "codes"),
    [
        pytest.param(a_label(NOT_NORTHWIND), ["XP162"], id="punycode"),
        pytest.param("n0rthwind.example", ["XP162"], id="zero"),
        pytest.param("northw1nd.example", ["XP162"], id="one"),
        pytest.param("northwlnd.example", ["XP162"], id="l"),
        pytest.param("northvvind.example", ["XP162"], id="vv"),
        pytest.param("shop.n0rthwind.example", ["XP162"], id="below-it"),
        pytest.param("nortwind.example", ["XP152"], id="a-slip-is-no-lookalike"),
        pytest.param("northwind.example.evil.example", ["XP152"], id="in-front-of-another"),
        pytest.param("greenrnug.example", ["XP162"], id="a-partner's"),
        pytest.param(f"sh{O}p.northwind.example", ["XP162"], id="a-mixed-label-below-ours"),
        pytest.param("\u0440\u0430\u0440\u0430.northwind.example", ["XP162"], id="a-label-that-reads-papa"),
        pytest.param("\u043c\u0430\u0433\u0430\u0437\u0438\u043d.northwind.example", [], id="a-russian-label"),
        pytest.param("büro.northwind.example", [], id="a-german-label"),
        pytest.param("コーヒー豆shop.northwind.example", [], id="japanese-and-latin-go-together"),
        pytest.param("bücher.example", ["XP152"], id="a-stranger"),
        pytest.param(f"str{O}nger.example", ["XP152"], id="a-mixed-stranger-is-a-stranger"),
    ],
)
def test_each_host_is_one_finding(host: str, codes: list[str], tmp_path: Path) -> None:
    assert codes_at(tmp_path, f"https://{host}/bag") == codes


def test_http_makes_it_two(tmp_path: Path) -> None:
    assert codes_at(tmp_path, "http://n0rthwind.example/bag") == ["XP153", "XP162"]


@docstring_is_the_file
def test_a_partner_s_domain_that_looks_like_ours() -> None:
    """
    # campaigns/partners/green-mug.yaml
    domains: [greenmug.example, n0rthwind.example]
    #                           ^^^^^^^^^^^^^^^^^ XP162
    """


@docstring_is_the_file
def test_a_domain_that_two_have_is_no_lookalike_and_one_s_own_variant_is_fine() -> None:
    """
    # campaigns/brand.yaml
    domains: [northwind.example, n0rthwind.example]
    # campaigns/partners/green-mug.yaml
    domains: [greenmug.example, northwind.example]
    #                           ^^^^^^^^^^^^^^^^^ XP227
    """


def test_a_declared_domain_of_mixed_letters_is_told_once_where_it_is_declared(tmp_path: Path) -> None:
    domain = a_label(f"c{O}ffee.example")
    files = with_changes(f"""\
# campaigns/brand.yaml
domains: [northwind.example, {domain}]
# campaigns/swap.yaml
offers:
  - {{id: first-bag, title: A bag, landing: "https://{domain}/bag"}}
  - {{id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}}
""")
    problem = only(find_problems(tmp_path, files))

    assert place_of(problem)[0] == "campaigns/brand.yaml"
    assert (problem.code, problem.severity) == ("XP162", Severity.WARNING)


def test_a_declared_domain_in_one_alphabet_is_fine(tmp_path: Path) -> None:
    domain = a_label("\u043a\u043e\u0444\u0435-\u043c\u0430\u0433\u0430\u0437\u0438\u043d.example")
    assert (
        find_problems(tmp_path, with_changes(f"# campaigns/brand.yaml\ndomains: [northwind.example, {domain}]\n")) == []
    )
