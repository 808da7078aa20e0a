"""Landing pages on which links lose their tags: each mistake is one finding at the page."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.checks.landing import at_landing, codes_at, with_landing
from tests.checks.workspace import docstring_is_the_file, find_problems, only
from xpromo.definitions.project import load_project
from xpromo.definitions.promising import promises
from xpromo.errors import Severity
from xpromo.mint.links import mint_links

BAG = "https://northwind.example/bag"


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        pytest.param(f"{BAG}?ref=home#buy", [], id="what-tools-read-last-may-stay"),
        pytest.param(f"{BAG}?source=home&via=x&aff=1", [], id="names-of-nobody"),
        pytest.param(f"{BAG}?gclid=abc", ["XP164"], id="google-click"),
        pytest.param(f"{BAG}?color=red&FBCLID=abc&msclkid=x", ["XP164"], id="two-clicks-are-one-finding"),
        pytest.param(f"{BAG}?mtm_campaign=x", ["XP164"], id="matomo"),
        pytest.param(f"{BAG}?pk_kwd=x", ["XP164"], id="piwik"),
        pytest.param(f"{BAG}#gclid=abc", [], id="not-a-parameter"),
        pytest.param(f"{BAG}?utm_source=x", ["XP154"], id="our-tags-are-the-policy's"),
        pytest.param(f"{BAG}?utm%5Fsource=x", ["XP154"], id="our-tags-encoded"),
        pytest.param(f"{BAG}?utm_source=x&gclid=y", ["XP154", "XP164"], id="both-are-two"),
        pytest.param(f"{BAG}?url=https://northwind.example/x", ["XP165"], id="nested"),
        pytest.param(f"{BAG}?next=https%3A%2F%2Fevil.example%2F", ["XP165"], id="nested-encoded"),
        pytest.param(f"{BAG}?next=https%253A%252F%252Fevil.example%252F", ["XP165"], id="nested-encoded-twice"),
        pytest.param(f"{BAG}?u=//evil.example/a", ["XP165"], id="nested-without-scheme"),
        pytest.param(f"{BAG}?next=/cart", [], id="a-path-is-no-address"),
        pytest.param(f"{BAG}?image=https://northwind.example/x", [], id="no-redirect"),
        pytest.param(f"{BAG}?q=northwind.example", [], id="a-word"),
        pytest.param("https://www.google.com/url?q=https://northwind.example/bag", ["XP165"], id="redirector"),
        pytest.param("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fnorthwind.example%2F", ["XP165"], id="safe-links"),
        pytest.param("https://www.google.com/search?q=bag", ["XP152"], id="not-the-redirect-of-that-host"),
        pytest.param("https://stranger.example/?url=https://northwind.example/bag", ["XP152"], id="a-stranger-first"),
        pytest.param("https://bit.ly/3xBag", ["XP166"], id="shortener"),
        pytest.param("https://shop.bit.ly/3xBag", ["XP166"], id="shortener-below"),
        pytest.param("https://lnkd.in/abc?x=1", ["XP166"], id="shortener-with-query"),
        pytest.param("https://notbit.ly/3xBag", ["XP152"], id="no-shortener"),
        pytest.param("http://bit.ly/3xBag", ["XP153", "XP166"], id="http-and-shortener"),
        pytest.param("http://stranger.example/bag", ["XP152", "XP153"], id="http-and-stranger"),
        pytest.param("https://apps.apple.com/app/id1", ["XP167"], id="apple"),
        pytest.param("https://apps.apple.com/app/id1?pt=1&ct=winter&mt=8", [], id="apple-campaign"),
        pytest.param("https://play.google.com/store/apps/details?id=example.northwind", ["XP167"], id="play"),
        pytest.param("https://play.google.com/store/apps/details?id=example.n&referrer=utm_source%3Dx", [], id="play-referrer"),
        pytest.param("https://northwind.example/Guide.PDF", ["XP168"], id="pdf"),
        pytest.param("https://northwind.example/guide.pdf?v=2#page=3", ["XP168"], id="pdf-with-query"),
        pytest.param("https://northwind.example/guide.html", [], id="a-page"),
        pytest.param("https://northwind.example/guide.pdf/read", [], id="a-page-about-a-pdf"),
        pytest.param("https://northwind.example?file=guide.pdf", [], id="no-path"),
        pytest.param("https://stranger.example/guide.pdf", ["XP152", "XP168"], id="a-stranger's-file"),
        pytest.param("https://northwind.example/#/bag", ["XP169"], id="route"),
        pytest.param("https://northwind.example/#!bag", ["XP169"], id="hashbang"),
        pytest.param("https://northwind.example/#bag", [], id="a-place-in-a-page"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_finding(url: str, codes: list[str], tmp_path: Path) -> None:
    assert codes_at(tmp_path, url) == codes


@pytest.mark.parametrize(
    ("url", "severity", "message"),
    [
        (f"{BAG}?gclid=a&fbclid=b", "warning", "the landing page carries `gclid`, `fbclid`: GA4 believes it more than our tags"),
        (f"{BAG}?mtm_source=a", "warning", "the landing page carries `mtm_source`: Matomo reads it before our tags"),
        (f"{BAG}?url=https://a.example/x", "warning", "`url` holds another address, and our tags get lost on the way"),
        ("https://google.com/url?q=https://northwind.example/", "error", "google.com only sends people on, and our tags get lost"),
        ("https://t.co/abc", "error", "t.co is a shortener: our tags would stay behind"),
        ("https://play.google.com/store/apps/details?id=a", "warning", "play.google.com reads no tags, and there is no `referrer`"),
        ("https://northwind.example/a.zip", "warning", "a .zip file runs no analytics, so nobody sees our tags"),
        ("https://northwind.example/#/a", "note", "tags go before the `#`, where the page's own router may not look"),
    ],
)  # fmt: skip
def test_what_is_said_and_how_loudly(url: str, severity: str, message: str, tmp_path: Path) -> None:
    problem = only(at_landing(tmp_path, url))

    assert (problem.severity, problem.message) == (severity, message)
    assert problem.hint


def test_a_redirector_names_the_host_where_it_leads(tmp_path: Path) -> None:
    problem = only(at_landing(tmp_path, "https://www.google.com/url?q=https%3A%2F%2Fnorthwind.example%2Fbag"))

    assert problem.hint == "write that address: it is on northwind.example"


# ------------------------------------------------------------------------------------------------ length


def page_of(length: int) -> str:
    return f"{BAG}?a=".ljust(length, "x")


@pytest.mark.parametrize(
    ("length", "found"),
    [
        # utm_source=green-mug-weekly&utm_medium=email&utm_campaign=winter-swap&utm_id=winter-swap
        # &utm_content=mug-weekly-launch&xp=0000000000, and the & before it: 133 characters
        pytest.param(867, [], id="all-of-it"),
        pytest.param(868, ["warning"], id="one-too-many-for-ga4"),
        pytest.param(1907, ["warning"], id="just-short-enough"),
        pytest.param(1908, ["error"], id="one-too-many"),
    ],
)
def test_the_length_is_that_of_the_whole_link(length: int, found: list[str], tmp_path: Path) -> None:
    problems = at_landing(tmp_path, page_of(length))

    assert [str(problem.severity) for problem in problems] == found
    assert {problem.code for problem in problems} <= {"XP172"}


def test_a_page_with_very_many_parameters_is_noted(tmp_path: Path) -> None:
    url = f"{BAG}?" + "&".join(f"colour{number}=nothing" for number in range(21))
    problem = only(at_landing(tmp_path, url))

    assert (problem.code, problem.severity) == ("XP172", Severity.NOTE)
    assert at_landing(tmp_path, url.replace("&colour20=nothing", "")) == []


@docstring_is_the_file
def test_a_page_that_no_placement_uses_yet_has_no_links() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    swaps: []
    """


def test_it_counts_what_minting_makes(tmp_path: Path) -> None:
    files = with_landing(page_of(1900))
    policy = "utm: {extra: {utm_source_platform: xpromo}, link_parameter: link}\n"
    files["campaigns/brand.yaml"] = re.sub("utm: .*\n", policy, files["campaigns/brand.yaml"])
    problem = only(find_problems(tmp_path, files))
    project, _ = load_project(tmp_path)
    assert project.brand
    minted = mint_links(promises(project), link_parameter="link", extra=project.brand.utm.extra)

    assert problem.message.startswith(f"links would have {max(map(len, minted.url)):,} characters")
