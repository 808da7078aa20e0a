"""What is taken from a URL, and what never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.conftest import options
from xpromo.records import Evidence
from xpromo.sources.evidence import BAD_URL, ELSEWHERE, NO_URL, EvidenceTable, Texts, domain_of, without_nobody

LINK = "0123456789"
TAGS = "utm_source=mug-weekly&utm_medium=email&utm_campaign=winter&utm_content=mug-launch_a"


def taken(url: str, referrer: str = "", **changes: object) -> Evidence:
    table = EvidenceTable(options(**changes))
    number = table.column([url])[0]
    if number == ELSEWHERE:
        number = table.of_url(url, referrer)
    assert number >= 0, number
    return table.take()[number]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"https://a.example/?xp={LINK}", Evidence(link=LINK)),
        (f"https://a.example/?{TAGS}&xp={LINK}&gclid=1", Evidence(link=LINK)),
        (f"https://a.example/?{TAGS}&xp={LINK}#part", Evidence(link=LINK)),
        (f"/path?xp={LINK}", Evidence(link=LINK)),
        (f"https://a.example/?maxp={LINK}", Evidence()),
        (f"https://a.example/?xp={LINK}0", Evidence(link=LINK + "0")),
        (
            f"https://a.example/?xp=I123456789&{TAGS}",
            Evidence("I123456789", "mug-weekly", "email", "winter", "mug-launch_a"),
        ),
        (f"https://a.example/?xp=&{TAGS}", Evidence("", "mug-weekly", "email", "winter", "mug-launch_a")),
        (f"https://a.example/?XP={LINK}", Evidence(link=LINK)),
        ("https://a.example/?utm_id=winter", Evidence(campaign="winter")),
        ("https://a.example/?ref=mug", Evidence(source="mug")),
        ("https://a.example/?via=mug&utm_source=letter", Evidence(source="letter")),
        ("https://a.example/?utm_source=%28not+set%29", Evidence()),
        ("https://a.example/?utm_source=jane%40example.com&utm_medium=email", Evidence(medium="email")),
        ("https://a.example/?utm_source=" + "x" * 300, Evidence(source="x" * 200)),
        ("https://a.example/?utm_source=a%00b", Evidence(source="a\ufffdb")),
    ],
)
def test_a_url_gives_its_evidence(url: str, expected: Evidence) -> None:
    assert taken(url) == expected


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        pytest.param(None, Evidence(link=LINK), id="nothing-known-of-the-ledger"),
        pytest.param(frozenset({LINK}), Evidence(link=LINK), id="promised"),
        pytest.param(
            frozenset({"zzzzzzzzzz"}),
            Evidence(LINK, "mug-weekly", "email", "winter", "mug-launch_a"),
            id="promised-by-nobody",
        ),
    ],
)
def test_beside_a_link_id_that_nobody_promised_tags_are_kept(links: frozenset[str] | None, expected: Evidence) -> None:
    assert taken(f"https://a.example/?{TAGS}&xp={LINK}", links=links) == expected
    assert EvidenceTable(options(links=links)).evidence(f"/?{TAGS}&xp={LINK}") == expected


def test_the_referring_domain_counts_only_when_there_is_nothing_else() -> None:
    referrer = "https://www.mug.example/letter?mail=jane@example.com"

    assert taken("https://a.example/", referrer) == Evidence(referrer="mug.example")
    assert taken("https://a.example/?utm_source=x", referrer) == Evidence(source="x")
    assert taken("https://a.example/", "https://shop.a.example/", domains=("a.example",)) == Evidence()


@pytest.mark.parametrize(
    ("referrer", "domain"),
    [
        ("https://www.Mug.example/x", "mug.example"),
        ("mug.example", "mug.example"),
        ("https://user:secret@mug.example/", "mug.example"),
        ("https://192.0.2.7/", ""),
        ("direct", ""),
        ("-", ""),
        ("", ""),
        ("jane@example.com", "example.com"),
    ],
)
def test_referrers_become_domains(referrer: str, domain: str) -> None:
    assert domain_of(referrer) == domain


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("", NO_URL),
        ("  ", NO_URL),
        ("not a url", BAD_URL),
        ("javascript:alert(1)", BAD_URL),
        ("jane@example.com", BAD_URL),
    ],
)
def test_what_is_no_url(url: str, number: int) -> None:
    assert EvidenceTable(options()).of_url(url) == number


@pytest.mark.parametrize("url", ["https://a.example", "//a.example/x", "a.example/x", "a.example:443/x", "/x", "?x=1"])
def test_what_is_one(url: str) -> None:
    assert EvidenceTable(options()).of_url(url) == 0


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://a.example/go/swap", "a.example/go/swap"),
        ("https://a.example/go/swap/?x=1#y", "a.example/go/swap"),
        ("/go/swap", "brand.example/go/swap"),
        ("https://a.example/go/", ""),
        ("https://a.example/gone/swap", ""),
    ],
)
def test_paths_that_only_redirect_are_short_links(url: str, short: str) -> None:
    assert taken(url, short_paths=("/go",), domains=("brand.example", "a.example")) == Evidence(short=short)


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://go.example/mug", "go.example/mug"),
        ("go.example/Mug/?x=1#y", "go.example/Mug"),
        ("https://go.example/", ""),
        ("https://go.example", ""),
        ("https://shop.brand.example/mug", ""),
        ("/mug", ""),
        ("https://go.example/jane@example.com", ""),
        ("https://go.example/" + "x" * 300, ""),
    ],
)
def test_a_page_that_is_not_ours_may_be_a_short_link(url: str, short: str) -> None:
    assert taken(url, domains=("brand.example",)) == Evidence(short=short)
    assert taken(url, "https://mug.example/", domains=("brand.example",)) == Evidence(
        short=short, referrer="mug.example"
    )


def test_a_placement_named_by_hand_is_part_of_every_entry() -> None:
    assert taken(f"https://a.example/?xp={LINK}", placement="mug-launch") == Evidence(link=LINK, placement="mug-launch")


def test_another_link_parameter_and_none_at_all() -> None:
    assert taken(f"https://a.example/?k={LINK}&xp=zzz", link_parameter="k") == Evidence(link=LINK)
    assert taken(f"https://a.example/?xp={LINK}", link_parameter="") == Evidence()


def test_entries_and_texts_are_numbered_once_for_a_file() -> None:
    table, texts = EvidenceTable(options()), Texts()

    assert table.column([f"/?xp={LINK}", "/?xp=zzzzzzzzzz", f"/?a=1&xp={LINK}"]) == [0, 1, 0]
    assert table.take() == [Evidence(link=LINK), Evidence(link="zzzzzzzzzz")]
    assert table.take() == []
    assert [texts.number(text) for text in ("", "a", "b", "a")] == [0, 1, 2, 1]
    assert texts.take() == ["a", "b"]


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_url_and_no_referrer_stops_reading_or_brings_an_address_in(url: str, referrer: str) -> None:
    table = EvidenceTable(options(short_paths=("/go",)))
    table.of_url(url, referrer)
    table.of_url("https://a.example/?utm_source=" + url + "&utm_campaign=" + referrer)

    assert not any("@" in field for entry in table.take() for field in entry[:6])


def test_what_a_cell_says_of_somebody_does_not_depend_on_the_cells_beside_it() -> None:
    cells = ("null", "NULL", "N/A", "(Not Set)", "nUll", "ann@example.com", " -")

    assert [without_nobody([cell])[0] for cell in cells] == without_nobody(cells)
