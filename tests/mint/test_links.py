"""Link ids are a digest, the same everywhere; URLs keep every byte of the landing page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mint.promises import LANDING, promise
from xpromo.mint.links import find_collisions, link_id, mint_links
from xpromo.records import MintedLinks
from xpromo.utm import CROCKFORD

TAGGED = (
    "https://northwind.example/bundle?ref=home&utm_source=green-mug-weekly&utm_medium=email"
    "&utm_campaign=2026-winter-bundle&utm_id=2026-winter-bundle&utm_content=mug-weekly-launch"
    "&utm_source_platform=xpromo&xp=xj7xsvecgy#buy"
)
IDS = ("northwind-coffee", "2026-winter-bundle", "mug-weekly-launch")


# SHA-256 of the fields joined by NUL, worked out with another tool; each of the first ten bytes modulo 32
@pytest.mark.parametrize(("variant", "link"), [(None, "xj7xsvecgy"), ("a", "h2r4b2dmjz")])
def test_link_id_is_the_digest_of_what_it_stands_for(variant: str | None, link: str) -> None:
    assert link_id(*IDS, variant, LANDING) == link


def test_every_field_changes_the_id() -> None:
    fields = (*IDS, "a", LANDING)
    ids = {link_id(*fields)}
    for place in range(len(fields)):
        changed = [*fields]
        changed[place] += "x"
        ids.add(link_id(changed[0], changed[1], changed[2], changed[3], changed[4]))
    assert len(ids) == len(fields) + 1


def test_fields_can_not_run_together() -> None:
    assert link_id("a", "bc", "d", None, LANDING) != link_id("ab", "c", "d", None, LANDING)
    assert link_id("a", "b", "c-d", None, LANDING) != link_id("a", "b", "c", "d", LANDING)


@pytest.mark.parametrize("separator", ["\0", "\n"])
def test_what_could_hide_a_separator_is_no_field(separator: str) -> None:
    with pytest.raises(ValueError, match="NUL or a line break"):
        link_id("a", "b", f"c{separator}d", None, LANDING)


def test_link_of_a_placement_is_its_landing_page_with_tags_before_the_fragment() -> None:
    minted = mint_links([promise()], extra={"utm_source_platform": "xpromo"})
    assert list(minted.url) == [TAGGED]
    assert (minted.link, minted.variant, minted.promise) == (["xj7xsvecgy"], [None], [0])
    assert minted.medium == ["email"]


def test_every_variant_has_a_link_of_its_own() -> None:
    minted = mint_links([promise(), promise(placement="other")], variants={"mug-weekly-launch": ("a", "b")})
    assert minted.variant == ["a", "b", None]
    assert minted.promise == [0, 0, 1]
    assert minted.link[0] == "h2r4b2dmjz"
    contents = [dict(parse_qsl(urlsplit(url).query))["utm_content"] for url in minted.url]
    assert contents == ["mug-weekly-launch_a", "mug-weekly-launch_b", "other"]


def test_columns_hold_what_single_ids_are() -> None:
    promises = [promise(placement=f"p-{number}", landing=f"https://a.example/{number}") for number in range(50)]
    minted = mint_links(promises, variants={"p-7": ("x", "y")})
    for row, number in enumerate(minted.promise):
        of = minted.promises[number]
        assert minted.link[row] == link_id(of.brand, of.campaign, of.placement, minted.variant[row], of.landing)
    assert len(set(minted.link)) == 51


def test_link_parameter_can_be_another_or_none() -> None:
    assert mint_links([promise()], link_parameter="nw").url[0].endswith("&nw=xj7xsvecgy#buy")
    without = mint_links([promise()], link_parameter=None)
    assert without.url[0].endswith("&utm_content=mug-weekly-launch#buy")
    assert without.link == ["xj7xsvecgy"]


def test_extra_parameters_are_encoded() -> None:
    url = mint_links([promise()], extra={"utm_term": "a b&c"}).url[0]
    assert "&utm_term=a%20b%26c&xp=" in url


def test_no_promises_are_no_links() -> None:
    assert mint_links([]).url == []


_LANDING = st.builds(
    lambda path, query, fragment: f"https://a.example/{path}{query}{fragment}",
    st.text("ab/%ü", max_size=6),
    st.sampled_from(["", "?", "?a", "?a=1&", "?b=%2F+&&c="]),
    st.sampled_from(["", "#", "#x?y&z", "#/route?x"]),
)


@given(st.lists(_LANDING, max_size=5))
def test_landing_page_stays_as_it_was_written(landings: list[str]) -> None:
    minted = mint_links([promise(placement=f"p-{n}", landing=landing) for n, landing in enumerate(landings)])
    for landing, link, url in zip(landings, minted.link, minted.url, strict=True):
        head, mark, fragment = landing.partition("#")
        assert url.startswith(head)
        assert url.endswith(f"&xp={link}{mark}{fragment}")
        assert parse_qsl(urlsplit(url).query)[-6:][0] == ("utm_source", "green-mug-weekly")


def test_ids_use_every_symbol_alike() -> None:
    text = "".join(mint_links([promise(placement=f"p-{n}") for n in range(10_000)]).link)
    counts = [text.count(symbol) for symbol in CROCKFORD]
    expected = len(text) / 32
    chi_square = sum((count - expected) ** 2 / expected for count in counts)
    assert chi_square < 61.1  # 31 degrees of freedom, p = 0.001


def test_collisions_are_found_and_grouped() -> None:
    promises = (promise(), promise(placement="other"))
    minted = MintedLinks(promises, [0, 1, 1], ["aaaaaaaaaa", "bbbbbbbbbb", "aaaaaaaaaa"], [None] * 3, ["u"] * 3)
    assert find_collisions(minted) == [(0, 2)]
    assert find_collisions(mint_links(promises)) == []
